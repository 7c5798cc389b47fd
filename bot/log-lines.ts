/** When do log lines reach the outside? Once a turn of the event loop, all together: under load a write for each is dear. */

/**
 * @param write takes finished lines, each with its newline
 * @returns `say` keeps a line until the turn ends; `flush` hands over what is kept: call it when the process ends
 */
export function logLines(write: (text: string) => void) {
  let kept: string[] = []
  const flush = () => {
    if (kept.length === 0) return
    const text = `${kept.join('\n')}\n`
    kept = []
    write(text)
  }
  const say = (line: string) => {
    if (kept.push(line) === 1) setImmediate(flush)
  }
  return { say, flush }
}

/** What does this device remember? Storage may be full, or forbidden in a private window: then nothing is remembered, and nothing breaks. */

export interface Keep {
  read<T>(key: string): T | undefined
  /** False when the device would not take it. */
  write(key: string, value: unknown): boolean
  drop(key: string): void
  keys(prefix: string): string[]
}

const PREFIX = 'fanbelt:'

/** @param find is a function because the mere naming of `localStorage` may throw */
export function createKeep(find: () => Storage): Keep {
  const attempt = <T>(work: (storage: Storage) => T, otherwise: T): T => {
    try {
      return work(find())
    } catch {
      return otherwise
    }
  }
  return {
    read: <T>(key: string) =>
      attempt<T | undefined>((storage) => {
        const text = storage.getItem(PREFIX + key)
        return text === null ? undefined : (JSON.parse(text) as T)
      }, undefined),
    write: (key, value) =>
      attempt((storage) => {
        storage.setItem(PREFIX + key, JSON.stringify(value))
        return true
      }, false),
    drop: (key) => attempt((storage) => storage.removeItem(PREFIX + key), undefined),
    keys: (prefix) =>
      attempt(
        (storage) =>
          Object.keys(storage)
            .filter((key) => key.startsWith(PREFIX + prefix))
            .map((key) => key.slice(PREFIX.length)),
        [],
      ),
  }
}

/** What does the SDK ask the desk? Who has LINE here, their tokens, and to carry a message from one to the other. */

export interface Friend {
  userId: string
  displayName: string
}

interface Tokens {
  id_token: string
  access_token: string
}

type Desk = ReturnType<typeof deskAt>
let asked: Promise<Desk> | undefined

export function whatDesk(): Promise<Desk> {
  asked ??= fetch('/simulator/api/state').then(async (answer) => deskAt(((await answer.json()) as Stated).standIn))
  return asked
}

interface Stated {
  standIn: string
}

function deskAt(standIn: string) {
  const ask = (path: string, body?: object) =>
    fetch(`${standIn}/phone/users${path}`, {
      ...(body && { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    })
  return {
    friends: async () => (await (await ask('')).json()) as Friend[],
    /** Undefined for somebody the stand-in does not know. */
    async signIn(userId: string): Promise<Tokens | undefined> {
      const answer = await ask(`/${userId}/id-token`, {})
      return answer.ok ? ((await answer.json()) as Tokens) : undefined
    },
    async passOn(from: string, to: string, text: string): Promise<void> {
      const answer = await ask(`/${from}/share`, { to, text })
      if (!answer.ok) throw new Error(`the desk did not pass it on: ${answer.status}`)
    },
  }
}

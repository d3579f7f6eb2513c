// Writes what people and accounts do into the city's journal, under the names the journal knows.
import type { AccountJournal, Actor, Journal as PeopleJournal } from '#people'
import type { ActName, Journal, NewEntry } from '#records'

type Content = NonNullable<NewEntry['content']>

/** The verbs of the organisation: `appoint` is the act `people.appoint`. */
export function peopleJournal(journal: Journal): PeopleJournal {
  return {
    async write(trx, { act, actor, about, content }) {
      const name = `people.${act}` as ActName
      await journal.write(trx, { act: name, actor, about, content: plain(content) })
    },
  }
}

/** Sign-ins, and every change of the ways in. */
export function accountJournal(journal: Journal): AccountJournal {
  return {
    async write(trx, { what, account, person, session, holding, detail }) {
      const actor: NewEntry['actor'] =
        person === null || session === null
          ? { kind: 'program' }
          : ({
              kind: 'person',
              person,
              session,
              holding: null,
              parties: [],
              provenAt: null,
            } satisfies Actor)
      await journal.write(trx, {
        act: what === 'signed-in' ? 'account.signed-in' : 'account.changed',
        actor,
        about: { kind: 'account', id: account ?? 'none' },
        content: plain({ what, person, holding, ...detail }),
      })
    },
  }
}

/** Without what JSON does not carry: absent values, and dates as text. */
function plain(content: Record<string, unknown>): Content {
  return JSON.parse(JSON.stringify(content)) as Content
}

// Stands in for the journal of the records room: writes what happened into the program's log.
import type { Logger } from 'pino'
import type { Journal } from '#people'

/** Not a journal: a log may be lost, and its line is written even if the transaction fails after it. */
export function logJournal(log: Logger): Journal {
  return {
    async write(_trx, { act, actor, about, content }) {
      const who =
        actor.kind === 'person'
          ? { person: actor.person, holding: actor.holding?.id ?? null }
          : { kind: actor.kind }
      log.info({ act, who, about, content }, 'act')
    },
  }
}

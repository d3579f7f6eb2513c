// The engine of tables, started at the first question: most commands of the shell never ask one.
import { createTables } from '@rimaq/tables'
import type { Tables, TablesOptions } from '@rimaq/tables'

/** The same as `createTables`; no child process runs before the first question or `warm()`. */
export function lazyTables(options: TablesOptions): Tables & { warm(): void } {
  let made: Tables | undefined
  const tables = (): Tables => (made ??= createTables(options))
  return {
    rows: (...asked) => tables().rows(...asked),
    aggregate: (...asked) => tables().aggregate(...asked),
    sql: (...asked) => tables().sql(...asked),
    export: (...asked) => tables().export(...asked),
    diff: (...asked) => tables().diff(...asked),
    state: () => made?.state() ?? { children: 0, busy: 0, waiting: 0, killed: 0 },
    warm: () => void tables(),
    close: async () => made?.close(),
  }
}

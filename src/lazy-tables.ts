// The engine of tables, loaded and started at the first question: most commands of the shell never ask one.
import type { Tables, TablesOptions } from '@rimaq/tables'

/** The same as `createTables`; nothing is loaded and no child runs before the first question or `warm()`. */
export function lazyTables(options: TablesOptions): Tables & { warm(): Promise<void> } {
  let made: Tables | undefined
  let coming: Promise<Tables> | undefined
  const start = async (): Promise<Tables> => {
    const { createTables } = await import('@rimaq/tables/query')
    return (made = createTables(options))
  }
  const tables = (): Promise<Tables> => (coming ??= start())
  return {
    rows: async (...asked) => (await tables()).rows(...asked),
    aggregate: async (...asked) => (await tables()).aggregate(...asked),
    sql: async (...asked) => (await tables()).sql(...asked),
    export: async (...asked) => (await tables()).export(...asked),
    diff: async (...asked) => (await tables()).diff(...asked),
    state: () => made?.state() ?? { children: 0, busy: 0, waiting: 0, killed: 0 },
    async warm() {
      await tables()
    },
    async close() {
      await (await coming)?.close()
    },
  }
}

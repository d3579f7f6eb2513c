// Asks trays and search as an official does, beside the same statements without permission and program.
import { readFileSync } from 'node:fs'
import { Kysely, PostgresDialect, sql } from 'kysely'
import type { Calendars } from '@rimaq/workdays'
import type { Actor } from '#people'
import type { Schema } from '#platform'
import { casesWith, spans } from '../../src/case-files/search/store-search.ts'
import { searchCases, type SearchParts } from '../../src/case-files/search/search-cases.ts'
import { listTray } from '../../src/case-files/tray/list-tray.ts'
import { readTray } from '../../src/case-files/tray/store-tray.ts'
import { readTrayQuery } from '../../src/case-files/tray/tray.ts'
import { createPool } from '../../src/platform/database/connection.ts'
import type { TestPeople } from '../../test/support/test-people.ts'
import type { Filled } from './fill.ts'
import { quantiles } from './quantiles.ts'

export interface Asked {
  what: string
  p50: number
  p95: number
  /** Milliseconds of processor for each question, in the program and in the database. */
  program: number
  database: number
  /** The same statement by a superuser, whom no policy holds, and nothing around it. */
  floor: { p50: number; p95: number } | null
}

/** Milliseconds for one question, and less where the load is small and nothing is kept of it. */
const patience = ({ cases }: Filled): number => (cases >= 1_000_000 ? 20_000 : 1_000)

const everything = { all: true, only: [], except: [] }

export async function askAll(
  on: TestPeople,
  given: {
    filled: Filled
    clerk: Actor
    superUrl: string
    parts: SearchParts
    calendars: Calendars
  },
): Promise<Asked[]> {
  const { filled, clerk, superUrl, parts, calendars } = given
  const pool = createPool({ url: superUrl, connections: 1, statementTime: 0, allowExit: true })
  const bare = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) })
  const results: Asked[] = []
  try {
    if (clerk.kind !== 'person' || clerk.holding === null) throw new Error('no official')
    const { position, offices, institution } = clerk.holding
    for (const de of ['oficina', 'mios', 'vencidos', 'archivo']) {
      const query = readTrayQuery({ de })
      const { tray, filters } = query
      const today = on.clock.now().toISOString().slice(0, 10)
      const asked = await measure(
        on,
        () => listTray({ ...parts, calendars }, clerk, { query, limit: 50 }),
        patience(filled),
      )
      const floor = await times(
        () =>
          readTray(
            bare,
            { tray, position, offices, today, filters, institution },
            { ...query, limit: 51 },
          ),
        patience(filled),
      )
      console.log(`tray «${de}» asked`)
      results.push({ what: `tray «${de}», first page with counts of all trays`, ...asked, floor })
    }
    const { common, middle, rare } = filled.words
    const questions = {
      [`search: a word on a third of the pages`]: common,
      [`search: a word on one page of a hundred`]: middle,
      [`search: a word on one page of ten thousand`]: rare,
      [`search: two of these words`]: `${common} ${middle}`,
      [`search: a word on no page`]: 'inexistente',
    }
    for (const [what, text] of Object.entries(questions)) {
      const asked = await measure(
        on,
        () => searchCases(parts, clerk, { text, limit: 20 }),
        patience(filled),
      )
      const floor = await times(async () => {
        const wanted = { text, scope: everything, limit: 20, after: null }
        let until: Date | null = null
        for (const span of spans) {
          const from: Date | null =
            span === null ? null : new Date(on.clock.now().getTime() - span * 86_400_000)
          if ((await casesWith(bare, wanted, { from, until })).length === 20) return
          until = from
        }
      }, patience(filled))
      console.log(`${what}: asked`)
      results.push({ what, ...asked, floor })
    }
    return results
  } finally {
    await bare.destroy()
  }
}

async function times(
  ask: () => Promise<unknown>,
  time: number,
): Promise<{ p50: number; p95: number }> {
  for (let warm = 0; warm < 3; warm++) await ask()
  const taken: number[] = []
  const end = performance.now() + time
  for (let turn = 0; turn < 100 && (turn < 3 || performance.now() < end); turn++) {
    const start = performance.now()
    await ask()
    taken.push(performance.now() - start)
  }
  return quantiles(taken)
}

async function measure(
  on: TestPeople,
  ask: () => Promise<unknown>,
  time: number,
): Promise<Omit<Asked, 'what' | 'floor'>> {
  for (let warm = 0; warm < 3; warm++) await ask()
  const cpu = process.cpuUsage()
  const before = await databaseTime(on)
  let count = 0
  const end = performance.now() + time
  const taken: number[] = []
  while (count < 100 && (count < 3 || performance.now() < end)) {
    const start = performance.now()
    await ask()
    taken.push(performance.now() - start)
    count += 1
  }
  const { user, system } = process.cpuUsage(cpu)
  const database = ((await databaseTime(on)) - before) / count
  return { ...quantiles(taken), program: (user + system) / 1000 / count, database }
}

/** Milliseconds of processor that the server processes of this database used (Linux; ticks of 10). */
async function databaseTime(on: TestPeople): Promise<number> {
  const { rows } = await sql<{ pid: number }>`
    SELECT pid FROM pg_stat_activity WHERE datname = current_database()`.execute(on.database.kysely)
  const ticks = rows.map(({ pid }) => {
    try {
      const fields = readFileSync(`/proc/${pid}/stat`, 'ascii').split(') ')[1]?.split(' ') ?? []
      return Number(fields[11]) + Number(fields[12])
    } catch {
      return 0
    }
  })
  return ticks.reduce((sum, each) => sum + each, 0) * 10
}

// Asks trays and search as an official does, beside the same statements without permission and program.
import { readFileSync } from 'node:fs'
import { Kysely, PostgresDialect, sql } from 'kysely'
import type { Calendars } from '@rimaq/workdays'
import type { Actor } from '#people'
import type { Schema } from '#platform'
import { casesWith, hitsIn, spans } from '../../src/case-files/search/store-search.ts'
import { searchCases, type SearchParts } from '../../src/case-files/search/search-cases.ts'
import { listTray } from '../../src/case-files/tray/list-tray.ts'
import { countTrays, readTray } from '../../src/case-files/tray/store-tray.ts'
import { readTrayQuery } from '../../src/case-files/tray/tray.ts'
import { createPool } from '../../src/platform/database/connection.ts'
import type { TestPeople } from '../../test/support/test-people.ts'
import { words } from './make-cases.ts'
import { quantiles } from './quantiles.ts'

export interface Asked {
  what: string
  /** What came: rows of the page, or cases found. */
  found: number
  p50: number
  p95: number
  /** Milliseconds of processor for each question, in the program and in the database. */
  program: number
  database: number
  /** The same question by a superuser, whom no policy holds, and nothing around it. */
  floor: { p50: number; p95: number }
}

export interface Asking {
  clerk: Actor
  superUrl: string
  parts: SearchParts
  calendars: Calendars
  /** Milliseconds for one question, at most. */
  patience: number
}

const trays = ['oficina', 'mios', 'vencidos', 'por-vencer', 'recibir', 'enviados', 'archivo']

export async function askAll(on: TestPeople, asking: Asking): Promise<Asked[]> {
  const { superUrl } = asking
  const pool = createPool({ url: superUrl, connections: 1, statementTime: 0, allowExit: true })
  const bare = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) })
  try {
    return [...(await askTrays(on, bare, asking)), ...(await askSearch(on, bare, asking))]
  } finally {
    await bare.destroy()
  }
}

async function askTrays(on: TestPeople, bare: Kysely<Schema>, asking: Asking): Promise<Asked[]> {
  const { clerk, parts, calendars, patience } = asking
  if (clerk.kind !== 'person' || clerk.holding === null) throw new Error('no official')
  const { position, offices, institution } = clerk.holding
  const today = on.clock.now().toISOString().slice(0, 10)
  const results: Asked[] = []
  for (const de of trays) {
    const query = readTrayQuery({ de })
    const { tray, filters } = query
    const scope = { tray, position, offices, today, filters, institution }
    let found = 0
    const ask = async (): Promise<void> => {
      const shown = await listTray({ ...parts, calendars }, clerk, { query, limit: 50 })
      found = shown.rows.length
    }
    const floor = async (): Promise<void> => {
      await readTray(bare, scope, { ...query, limit: 51 })
      await countTrays(bare, scope)
    }
    const what = `tray «${de}», first page with counts of all trays`
    results.push({ what, ...(await beside(on, ask, floor, patience)), found })
  }
  return results
}

async function askSearch(on: TestPeople, bare: Kysely<Schema>, asking: Asking): Promise<Asked[]> {
  const { clerk, parts, patience } = asking
  const { common, middle, rare, elsewhere } = words
  const questions = {
    [`a word on a third of the pages`]: common,
    [`a word on one page of a hundred`]: middle,
    [`a word on one page of ten thousand`]: rare,
    [`two of these words`]: `${common} ${middle}`,
    [`a word on a third of the pages of others, on none of the own`]: elsewhere,
    [`a word on no page`]: 'inexistente',
  }
  const results: Asked[] = []
  for (const [what, text] of Object.entries(questions)) {
    let found = 0
    const ask = async (): Promise<void> => {
      found = (await searchCases(parts, clerk, { text, limit: 20 })).cases.length
    }
    const floor = (): Promise<unknown> => searchBare(bare, on.clock.now(), text)
    results.push({ what: `search: ${what}`, ...(await beside(on, ask, floor, patience)), found })
  }
  return results
}

/** The newest twenty of the whole city with their pages: no permission, no journal. */
async function searchBare(bare: Kysely<Schema>, now: Date, text: string): Promise<void> {
  const wanted = { text, scope: { all: true, only: [], except: [] }, after: null, whole: true }
  const ids: string[] = []
  let until: Date | null = null
  for (const span of spans) {
    const from: Date | null = span === null ? null : new Date(now.getTime() - span * 86_400_000)
    const limit = 20 - ids.length
    ids.push(...(await casesWith(bare, { ...wanted, limit }, { from, until })).map(({ id }) => id))
    if (ids.length === 20) break
    until = from
  }
  await hitsIn(bare, { text, ids, each: 3 })
}

async function beside(
  on: TestPeople,
  ask: () => Promise<void>,
  floor: () => Promise<unknown>,
  patience: number,
): Promise<Omit<Asked, 'what' | 'found'>> {
  const measured = await measure(on, ask, patience)
  return { ...measured, floor: await times(floor, patience) }
}

async function times(
  ask: () => Promise<unknown>,
  time: number,
): Promise<{ p50: number; p95: number; count: number }> {
  for (let warm = 0; warm < 3; warm++) await ask()
  const taken: number[] = []
  const end = performance.now() + time
  for (let turn = 0; turn < 200 && (turn < 3 || performance.now() < end); turn++) {
    const start = performance.now()
    await ask()
    taken.push(performance.now() - start)
  }
  return { ...quantiles(taken), count: taken.length }
}

async function measure(
  on: TestPeople,
  ask: () => Promise<unknown>,
  time: number,
): Promise<Omit<Asked, 'what' | 'found' | 'floor'>> {
  const cpu = process.cpuUsage()
  const before = await databaseTime(on)
  const { p50, p95, count } = await times(ask, time)
  const { user, system } = process.cpuUsage(cpu)
  const asked = count + 3
  const database = ((await databaseTime(on)) - before) / asked
  return { p50, p95, program: (user + system) / 1000 / asked, database }
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

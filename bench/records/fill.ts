// Loads cases by COPY with all that is read from their events: load that no counter took in, and consistent.
import type pg from 'pg'
import type { Calendars } from '@rimaq/workdays'
import { clockOfFiling } from '../../src/case-files/case/kinds.ts'
import { rebuildCases, type Rebuilt } from '../../src/case-files/case/rebuild-cases.ts'
import type { CaseParts } from '../../src/case-files/case/act-on-case.ts'
import type { ProcedureVersion } from '../../src/case-files/catalogue/procedure.ts'
import { withClient } from '../../src/platform/database/store-server.ts'
import { copyIn } from './copy-in.ts'
import type { Place } from './lives.ts'
import { CaseMaker, type Rows, columns, tables } from './make-cases.ts'

export interface Filled {
  cases: number
  events: number
  open: number
  pages: number
  /** Seconds: rows, indexes, and both. */
  seconds: { rows: number; indexes: number }
}

export interface FillOptions {
  cases: number
  superUrl: string
  institution: string
  places: readonly Place[]
  asking: string
  version: ProcedureVersion & { id: string }
  calendars: Calendars
  now: Date
}

/** Cases whose rows are sent together. */
const step = 10_000

/**
 * As superuser with `session_replication_role = replica`: triggers and references are off.
 * Indexes are made after the rows. Events go over one connection, all else over another.
 */
export async function fill(options: FillOptions): Promise<Filled> {
  const { cases, superUrl } = options
  const names = [...tables, 'case_files.event']
  return withClient(superUrl, (one) =>
    withClient(superUrl, async (other) => {
      for (const client of [one, other]) await prepare(client)
      const series = await seriesOf(one, options.institution)
      await withoutIndexes(one, names)
      const begun = performance.now()
      const maker = makerOf(options, series)
      let pending: Promise<void> = Promise.resolve()
      for (let from = 0; from < cases; from += step) {
        const rows = Object.fromEntries(tables.map((name) => [name, [] as string[]])) as Rows
        const until = Math.min(cases, from + step)
        await copyIn(one, into('case_files.event'), eventsFrom(maker, { from, until, rows }))
        await pending
        pending = copyAll(other, rows)
        // Told where it is waited for.
        pending.catch(() => {})
        if (until % 100_000 === 0 || until === cases) {
          const seconds = Math.round((performance.now() - begun) / 1000)
          console.log(`${until} cases, ${maker.events} events after ${seconds} s`)
        }
      }
      await pending
      const loaded = performance.now()
      const most = names.filter((name) => name !== 'case_files.event')
      await Promise.all([index(one, ['case_files.event']), index(other, most)])
      const indexed = performance.now()
      return {
        ...{ cases, events: maker.events, open: maker.open, pages: cases },
        seconds: { rows: (loaded - begun) / 1000, indexes: (indexed - loaded) / 1000 },
      }
    }),
  )
}

function makerOf(options: FillOptions, series: number): CaseMaker {
  const { cases, institution, places, asking, version, calendars, now } = options
  const { code, number, id, content } = version
  const clock = clockOfFiling(content, { complete: true, electronic: true })
  const name = content.name.es
  const procedure = { code, version: number, clock, id, name }
  // Some six years, however many there are.
  const perDay = Math.max(1, Math.ceil(cases / 2_084))
  return new CaseMaker({
    ...{ cases, institution, places, asking, procedure, series, calendars, now, perDay },
  })
}

/** Some at a time, so that the other connection has its turn. */
async function* eventsFrom(
  maker: CaseMaker,
  { from, until, rows }: { from: number; until: number; rows: Rows },
): AsyncGenerator<string> {
  for (let at = from; at < until;) {
    let text = ''
    for (const end = Math.min(until, at + 50); at < end; at++) text += maker.make(at, rows)
    yield text
  }
}

async function copyAll(client: pg.Client, rows: Rows): Promise<void> {
  for (const name of tables) await copyIn(client, into(name), pieces(rows[name]))
}

async function* pieces(lines: readonly string[]): AsyncGenerator<string> {
  for (let at = 0; at < lines.length; at += 200) yield lines.slice(at, at + 200).join('')
}

const into = (name: keyof typeof columns): string => `${name} (${columns[name]})`

async function prepare(client: pg.Client): Promise<void> {
  await client.query(`SET session_replication_role = replica; SET statement_timeout = 0;
    SET synchronous_commit = off; SET maintenance_work_mem = '1GB';
    SET max_parallel_maintenance_workers = 2`)
}

async function seriesOf(client: pg.Client, institution: string): Promise<number> {
  const { rows } = await client.query<{ id: number }>(
    `INSERT INTO records.series (institution, kind) VALUES ($1, 'case') RETURNING id`,
    [institution],
  )
  return rows[0]?.id ?? 0
}

/**
 * Rows go in without them; REINDEX makes them whole and valid again. Events go in without their checks
 * too, whose regular expressions take half of the time: the verb that judges the load reads them.
 */
async function withoutIndexes(client: pg.Client, names: readonly string[]): Promise<void> {
  await client.query("UPDATE pg_class SET relchecks = 0 WHERE oid = 'case_files.event'::regclass")
  await client.query(
    `UPDATE pg_index SET indisready = false, indisvalid = false
      WHERE indrelid = ANY ($1::regclass[])`,
    [names],
  )
}

async function index(client: pg.Client, names: readonly string[]): Promise<void> {
  await client.query(
    `UPDATE pg_class c SET relchecks = (SELECT count(*) FROM pg_constraint k
        WHERE k.conrelid = c.oid AND k.contype = 'c')
      WHERE oid = ANY ($1::regclass[]) AND relchecks = 0`,
    [names],
  )
  for (const name of names) {
    await client.query(`REINDEX TABLE ${name}`)
    await client.query(`VACUUM ANALYZE ${name}`)
  }
  const { rows } = await client.query<{ name: string }>(
    `SELECT indexrelid::regclass::text AS name FROM pg_index
      WHERE indrelid = ANY ($1::regclass[]) AND NOT (indisvalid AND indisready)`,
    [names],
  )
  if (rows.length > 0) throw new Error(`not whole: ${rows.map(({ name }) => name).join(', ')}`)
}

/** Replays some of the cases from their events by the room's own verb, which finds every difference. */
export async function judgeLoad(
  parts: CaseParts,
  { superUrl, count }: { superUrl: string; count: number },
): Promise<Rebuilt> {
  const ids = await withClient(superUrl, async (client) => {
    const { rows } = await client.query<{ id: string }>(
      `SELECT id FROM case_files.case_file ORDER BY md5(id::text || 'sample') LIMIT $1`,
      [count],
    )
    return rows.map(({ id }) => id)
  })
  const rebuilt = await rebuildCases(parts, { write: false, only: ids })
  const { cases, different, broken, terms } = rebuilt
  if (cases === 0 || different.length + broken.length + terms.length > 0) {
    throw new Error(`the load is not consistent: ${JSON.stringify(rebuilt).slice(0, 400)}`)
  }
  return rebuilt
}

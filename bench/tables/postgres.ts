// CKAN's way: its DataStore and xloader SQL, written afresh, on the PostgreSQL that Rimaq brings.
import { chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { clusterFolder } from '../../src/platform/database/data-folder.ts'
import { openEmbedded } from '../../src/platform/database/embedded.ts'
import { Absent, literal, quoted, whereSql } from './contender.ts'
import type { Answer, Contender } from './contender.ts'
import type { Question, Subject } from './questions.ts'

/** As xloader does it: the tsvector is filled a hundred thousand rows at a time. */
const CHUNK = 100_000
/** Rows of each statement of a dump (`PAGINATE_BY` of CKAN's DataStore). */
const DUMP_ROWS = 32_000

export async function postgres(): Promise<Contender> {
  const data = mkdtempSync(join(tmpdir(), 'rimaq-bench-pg-'))
  const server = await openEmbedded({ dataDir: data, readyTimeout: 60_000 }).catch((cause) => {
    rmSync(data, { recursive: true, force: true })
    throw new Absent('PostgreSQL does not start here', { cause })
  })
  // The server's unprivileged user reads and writes CSV files by their whole path.
  chmodSync(data, 0o755)
  const folder = clusterFolder(data)
  const url = new URL(server.url)
  const pool = new pg.Pool({
    host: url.searchParams.get('host') ?? undefined,
    user: 'postgres',
    database: 'postgres',
    max: 64,
  })
  const pid = Number(readFileSync(join(folder, 'postmaster.pid'), 'utf8').split('\n')[0])
  const run = async (sql: string) => (await pool.query(sql)).rows as Record<string, unknown>[]
  const copied = async ({ name, columns }: Subject, rest: string): Promise<number> => {
    const file = join(folder, 'out.csv')
    await run(
      `COPY (SELECT _id, ${columns.map(quoted)} FROM (SELECT * FROM ${quoted(name)} ${rest}) AS z) ` +
        `TO ${literal(file)} WITH (FORMAT csv)`,
    )
    const bytes = statSync(file).size
    rmSync(file)
    return bytes
  }
  /** CKAN asks until a page is empty. */
  const dump = async (rest: (page: number) => string, subject: Subject) => {
    let bytes = 0
    for (let page = 0, last = 1; last > 0; page++) {
      last = await copied(subject, `${rest(page)} LIMIT ${DUMP_ROWS}`)
      bytes += last
    }
    return { bytes, share: 1 }
  }
  return {
    name: 'CKAN SQL on PostgreSQL',
    over: 'socket',
    clients: 64,
    async ingest({ name, columns, rows, csv }) {
      const readable = join(folder, `${name}.csv`)
      copyFileSync(csv, readable)
      chmodSync(readable, 0o644)
      const table = quoted(name)
      const typed = columns.map((column) => `${quoted(column)} text`)
      await run(`CREATE TABLE ${table} (_id serial PRIMARY KEY, _full_text tsvector, ${typed})`)
      await run(
        `COPY ${table} (${columns.map(quoted)}) FROM ${literal(readable)} WITH (FORMAT csv, HEADER)`,
      )
      const text = columns.map((column) => `coalesce(${quoted(column)}, '')`).join(`, `)
      for (let from = 0; from < rows; from += CHUNK) {
        await run(
          `UPDATE ${table} SET _full_text = to_tsvector('english', concat_ws(' ', ${text})) ` +
            `WHERE _id > ${from} AND _id <= ${from + CHUNK}`,
        )
      }
      await run(`CREATE INDEX ON ${table} USING gist (_full_text)`)
      rmSync(readable)
    },
    async settled({ name }) {
      // What autovacuum does by itself a minute later.
      await run(`VACUUM ANALYZE ${quoted(name)}`)
    },
    ask: (subject, question) => ask(run, subject, question),
    // The pages of CKAN's dump, each after the last row of the one before (2.12); its server writes
    // them to a file, where CKAN's own program would receive and pass on every row.
    exportAll: (subject) => dump((page) => `WHERE _id > ${page * DUMP_ROWS} ORDER BY _id`, subject),
    exportWays: {
      '… in one COPY, s': async (subject) => {
        await copied(subject, 'ORDER BY _id')
      },
      '… by OFFSET, as CKAN to 2.11, s': async (subject) => {
        await dump((page) => `ORDER BY _id OFFSET ${page * DUMP_ROWS}`, subject)
      },
    },
    processes: () => [pid],
    async disk({ name }) {
      const rows = await run(`SELECT pg_total_relation_size('${quoted(name)}') AS bytes`)
      return Number(rows[0]!['bytes'])
    },
    async close() {
      await pool.end()
      await server.leave()
      rmSync(data, { recursive: true, force: true })
    },
  }
}

type Run = (sql: string) => Promise<Record<string, unknown>[]>

async function ask(run: Run, subject: Subject, question: Question): Promise<Answer | null> {
  const table = quoted(subject.name)
  const list = ['_id', ...subject.columns].map(quoted).join(', ')
  const page = async (rest: string, extra = '') => {
    // DataStore lets the server write the JSON of the page.
    const [row] = await run(
      `SELECT array_to_json(array_agg(j))::text AS t, count(*) AS n FROM (SELECT ${list}${extra} FROM ${rest}) AS j`,
    )
    return Number(row!['n'])
  }
  const count = async (rest: string) =>
    Number((await run(`SELECT count(_id) AS n FROM ${rest}`))[0]!['n'])
  switch (question.kind) {
    case 'page':
      return {
        rows: await page(`${table} ORDER BY _id LIMIT 100 OFFSET ${question.offset}`),
        total: null,
      }
    case 'sort': {
      const by = `${quoted(question.column)} DESC`
      return {
        rows: await page(`${table} ORDER BY ${by} LIMIT 100 OFFSET ${question.offset}`),
        total: null,
      }
    }
    case 'filter': {
      const where = `${table} WHERE ${quoted(question.column)} = ${literal(question.value)}`
      const rows = await page(`${where} ORDER BY _id LIMIT 100`)
      return { rows, total: await count(where) }
    }
    case 'words': {
      const query = `plainto_tsquery('english', ${literal(question.words)})`
      const where = `${table}, ${query} AS q WHERE _full_text @@ q`
      const rows = await page(
        `${where} ORDER BY rank LIMIT 100`,
        ', ts_rank(_full_text, q) AS rank',
      )
      return { rows, total: await count(where) }
    }
    case 'group': {
      const { column, sum, where } = question
      // Every column is text, as CKAN loads it; `NA` has to be told apart first.
      const whole = (name: string) =>
        `CASE WHEN ${quoted(name)} ~ '^[0-9]+$' THEN ${quoted(name)}::bigint END`
      const filter =
        where?.op === '>' ? ` WHERE ${whole(where.column)} > ${where.value}` : whereSql(where)
      const number = whole(sum)
      const rows = await run(
        `SELECT ${quoted(column)}, count(*), sum(${number}) FROM ${table}${filter} GROUP BY 1 ORDER BY 1`,
      )
      return { rows: rows.length, total: null }
    }
  }
}

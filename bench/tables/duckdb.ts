// Plain DuckDB inside this process over one Parquet file: the floor under every scan.
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { literal, quoted, whereSql } from './contender.ts'
import type { Answer, Contender } from './contender.ts'
import type { Question, Subject } from './questions.ts'

export async function duckdb(): Promise<Contender> {
  const folder = mkdtempSync(join(tmpdir(), 'rimaq-bench-duckdb-'))
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  const file = (subject: Subject) => join(folder, `${subject.name}.parquet`)
  const rows = async (sql: string) => (await connection.runAndReadAll(sql)).getRowsJson()
  return {
    name: 'plain DuckDB over Parquet',
    over: 'in process',
    clients: 1,
    async ingest(subject) {
      await rows(
        `COPY (SELECT row_number() OVER () AS _id, * FROM read_csv(${literal(subject.csv)}, sample_size = -1, ` +
          `nullstr = ['', 'NA'])) TO ${literal(file(subject))} (FORMAT parquet, COMPRESSION zstd)`,
      )
      await rows(`FROM ${literal(file(subject))} LIMIT 100`)
    },
    ask: (subject, question) => ask(rows, literal(file(subject)), question),
    async exportAll(subject) {
      const out = join(folder, 'out.csv')
      await rows(`COPY (FROM ${literal(file(subject))}) TO ${literal(out)}`)
      const bytes = statSync(out).size
      rmSync(out)
      return { bytes, share: 1 }
    },
    processes: () => [process.pid],
    disk: async (subject) => statSync(file(subject)).size,
    async close() {
      connection.closeSync()
      instance.closeSync()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

type Rows = (sql: string) => Promise<unknown[][]>

async function ask(rows: Rows, source: string, question: Question): Promise<Answer | null> {
  const page = async (rest: string) => {
    const found = await rows(`SELECT * FROM ${source} ${rest}`)
    JSON.stringify(found)
    return found.length
  }
  switch (question.kind) {
    case 'page':
      return { rows: await page(`LIMIT 100 OFFSET ${question.offset}`), total: null }
    case 'sort':
      return {
        rows: await page(
          `ORDER BY ${quoted(question.column)} DESC NULLS LAST, _id LIMIT 100 OFFSET ${question.offset}`,
        ),
        total: null,
      }
    case 'filter': {
      const where = `WHERE ${quoted(question.column)} = ${literal(question.value)}`
      const found = await page(`${where} LIMIT 100`)
      const [[total]] = (await rows(`SELECT count(*) FROM ${source} ${where}`)) as [[string]]
      return { rows: found, total: Number(total) }
    }
    case 'words':
      // It has no index of words without a download.
      return null
    case 'group': {
      const { column, sum, where } = question
      const filter = whereSql(where)
      const found = await rows(
        `SELECT ${quoted(column)}, count(*), sum(${quoted(sum)}) FROM ${source}${filter} GROUP BY 1 ORDER BY 1`,
      )
      return { rows: found.length, total: null }
    }
  }
}

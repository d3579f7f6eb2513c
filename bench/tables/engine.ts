// The tables package by itself, inside this process: what Rimaq's answers cost without HTTP.
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { buildIndexes, ingest } from '../../packages/tables/src/build/index.ts'
import type { RowsQuery, TableFiles } from '../../packages/tables/src/index.ts'
import { createTables, giveBack } from '../../packages/tables/src/query/index.ts'
import { literal } from './contender.ts'
import type { Answer, Contender } from './contender.ts'
import type { Question, Subject, Where } from './questions.ts'

interface Stored {
  table: TableFiles
  folder: string
  /** Heading in the file → column id. */
  ids: Map<string, string>
}

export async function engine(): Promise<Contender> {
  const folder = mkdtempSync(join(tmpdir(), 'rimaq-bench-engine-'))
  const tables = createTables({ temp: join(folder, 'temp') })
  const instance = await DuckDBInstance.create(':memory:')
  const duck = await instance.connect()
  const stored = new Map<string, Stored>()
  const of = (subject: Subject) => stored.get(subject.name)!
  return {
    name: 'Rimaq, engine alone',
    over: 'in process',
    clients: 64,
    async ingest(subject) {
      const outDir = join(folder, subject.name)
      mkdirSync(outDir)
      const { csv: path, name } = subject
      const manifest = await ingest({
        path,
        name: basename(path),
        outDir,
        temp: folder,
        mode: 'replace',
        repairs: 'recipe',
      })
      const ids = new Map(manifest.columns.map((column) => [column.name, column.id]))
      const table = { manifest, parquet: join(outDir, 'data.parquet') }
      stored.set(name, { table, folder: outDir, ids })
      await tables.rows(table, {})
    },
    async settled(subject) {
      const { table, folder: outDir } = of(subject)
      table.indexes = await buildIndexes({ table, outDir, temp: folder })
    },
    ask: (subject, question) => ask(tables, of(subject), question),
    async exportAll(subject) {
      const stream = await tables.export(of(subject).table, { format: 'csv', withId: true })
      let bytes = 0
      for await (const part of stream) {
        bytes += part.length
        // As HTTP does with what it has sent.
        giveBack(part)
      }
      return { bytes, share: 1 }
    },
    exportWays: {
      '… DuckDB’s COPY of the same file, in turn, s': async (subject) => {
        const out = join(folder, 'out.csv')
        const source = literal(of(subject).table.parquet)
        await duck.run(`COPY (FROM ${source}) TO ${literal(out)} (FORMAT csv)`)
        rmSync(out)
      },
    },
    processes: () => [process.pid],
    async disk(subject) {
      const { folder: outDir } = of(subject)
      return readdirSync(outDir).reduce((sum, name) => sum + statSync(join(outDir, name)).size, 0)
    },
    async close() {
      await tables.close()
      duck.closeSync()
      instance.closeSync()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function ask(
  tables: ReturnType<typeof createTables>,
  { table, ids }: Stored,
  question: Question,
): Promise<Answer | null> {
  const id = (name: string) => ids.get(name) ?? name
  const page = async (query: RowsQuery, counted = false): Promise<Answer> => {
    const answer = await tables.rows(table, query)
    JSON.stringify(answer.rows)
    return { rows: answer.rows.length, total: counted ? answer.total : null }
  }
  const equal = ({ column, value }: { column: string; value: string }) =>
    ({ column: id(column), op: 'eq', value }) as const
  const condition = ({ column, op, value }: Where) =>
    op === '='
      ? equal({ column, value })
      : ({ column: id(column), op: 'gt', value: Number(value) } as const)
  switch (question.kind) {
    case 'page':
      return page({ offset: question.offset })
    case 'sort':
      return page({
        sort: [{ column: id(question.column), descending: true }],
        offset: question.offset,
      })
    case 'filter':
      return page({ where: equal(question) }, true)
    case 'words':
      return page({ search: { words: question.words } }, true)
    case 'group': {
      const { rows } = await tables.aggregate(table, {
        group: [{ column: id(question.column) }],
        measures: [{ fn: 'count' }, { fn: 'sum', column: id(question.sum) }],
        ...(question.where ? { where: condition(question.where) } : {}),
      })
      return { rows: rows.length, total: null }
    }
  }
}

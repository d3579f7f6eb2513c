// SQLite: the command line imports, the library inside Node answers.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Absent, literal, quoted, whereSql } from './contender.ts'
import type { Answer, Contender } from './contender.ts'
import type { Question, Subject } from './questions.ts'

export async function sqlite(): Promise<Contender> {
  try {
    execFileSync('sqlite3', ['--version'])
  } catch (cause) {
    throw new Absent('the command sqlite3 is not installed', { cause })
  }
  const folder = mkdtempSync(join(tmpdir(), 'rimaq-bench-sqlite-'))
  const open = new Map<string, DatabaseSync>()
  const file = (subject: Subject) => join(folder, `${subject.name}.db`)
  return {
    name: 'SQLite with FTS5',
    over: 'in process',
    clients: 1,
    async ingest(subject) {
      await importCsv(subject, file(subject))
      open.set(subject.name, new DatabaseSync(file(subject), { readOnly: true }))
    },
    async ask(subject, question) {
      return askSqlite(open.get(subject.name)!, subject, question)
    },
    async exportAll(subject) {
      const out = join(folder, 'out.csv')
      const sql = `.headers on\n.mode csv\n.once ${out}\nSELECT rowid, * FROM ${quoted(subject.name)};\n`
      execFileSync('sqlite3', [file(subject)], { input: sql })
      const bytes = statSync(out).size
      rmSync(out)
      return { bytes, share: 1 }
    },
    processes: () => [process.pid],
    disk: async (subject) => statSync(file(subject)).size,
    async close() {
      for (const database of open.values()) database.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** One table with the types of the numbers, and an external-content FTS5 index of the texts. */
export async function importCsv(
  { name, columns, numbers, csv }: Subject,
  path: string,
): Promise<void> {
  const typed = columns.map(
    (column) => `${quoted(column)} ${numbers.includes(column) ? 'INTEGER' : 'TEXT'}`,
  )
  const texts = columns.filter((column) => !numbers.includes(column)).map(quoted)
  const fts = quoted(`${name}_fts`)
  const script = [
    'PRAGMA journal_mode = OFF;',
    'PRAGMA synchronous = OFF;',
    `CREATE TABLE ${quoted(name)} (${typed});`,
    `.import --csv --skip 1 ${csv} ${name}`,
    `CREATE VIRTUAL TABLE ${fts} USING fts5(${texts}, content=${quoted(name)});`,
    `INSERT INTO ${fts}(${fts}) VALUES ('rebuild');`,
    'ANALYZE;',
  ]
  // Not the synchronous way: the memory of the import is watched meanwhile.
  const process = spawn('sqlite3', [path], { stdio: ['pipe', 'ignore', 'ignore'] })
  process.stdin.end(script.join('\n'))
  const [code] = (await once(process, 'close')) as [number]
  if (code !== 0) throw new Error(`sqlite3 ended with ${code}`)
}

function askSqlite(database: DatabaseSync, subject: Subject, question: Question): Answer | null {
  const table = quoted(subject.name)
  const all = (sql: string) => database.prepare(sql).all() as Record<string, unknown>[]
  const page = (rest: string) => {
    const rows = all(`SELECT rowid AS _id, * FROM ${table} ${rest}`)
    JSON.stringify(rows)
    return rows.length
  }
  const count = (rest: string) => Number(all(`SELECT count(*) AS n FROM ${rest}`)[0]!['n'])
  switch (question.kind) {
    case 'page':
      return { rows: page(`ORDER BY rowid LIMIT 100 OFFSET ${question.offset}`), total: null }
    case 'sort':
      return {
        rows: page(`ORDER BY ${quoted(question.column)} DESC LIMIT 100 OFFSET ${question.offset}`),
        total: null,
      }
    case 'filter': {
      const where = `WHERE ${quoted(question.column)} = ${literal(question.value)}`
      return { rows: page(`${where} LIMIT 100`), total: count(`${table} ${where}`) }
    }
    case 'words': {
      const fts = quoted(`${subject.name}_fts`)
      const found = `SELECT rowid FROM ${fts} WHERE ${fts} MATCH ${literal(`"${question.words}"`)}`
      return { rows: page(`WHERE rowid IN (${found}) LIMIT 100`), total: count(`(${found})`) }
    }
    case 'group': {
      const { column, sum, where } = question
      const filter = whereSql(where)
      const rows = all(
        `SELECT ${quoted(column)}, count(*), sum(${quoted(sum)}) FROM ${table}${filter} GROUP BY 1`,
      )
      return { rows: rows.length, total: null }
    }
  }
}

// Datasette from PyPI over HTTP, on the SQLite file with its FTS5 index.
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Absent, quoted, whereSql } from './contender.ts'
import type { Answer, Contender } from './contender.ts'
import { httpClient, until } from './http-client.ts'
import type { HttpClient } from './http-client.ts'
import type { Question, Subject } from './questions.ts'
import { importCsv } from './sqlite.ts'

const EXPORT_SECONDS = 10

export async function datasette(): Promise<Contender> {
  const folder = mkdtempSync(join(tmpdir(), 'rimaq-bench-datasette-'))
  try {
    execFileSync('python3', ['-m', 'venv', join(folder, 'venv')], { stdio: 'ignore' })
    const pip = join(folder, 'venv/bin/pip')
    execFileSync(pip, ['install', '--quiet', 'datasette'], { stdio: 'ignore', timeout: 120_000 })
  } catch (cause) {
    rmSync(folder, { recursive: true, force: true })
    throw new Absent('Datasette cannot be installed from PyPI here', { cause })
  }
  const servers = new Map<string, { pid: number; client: HttpClient; stop: () => void }>()
  const client = (subject: Subject) => servers.get(subject.name)!.client
  const file = (subject: Subject) => join(folder, `${subject.name}.db`)
  return {
    name: 'Datasette',
    over: 'HTTP',
    clients: 64,
    async ingest(subject) {
      await importCsv(subject, file(subject))
      const port = await freePort()
      // One second and 1,000 rows are its defaults; with them half of the questions have no answer.
      const limits = ['sql_time_limit_ms 60000', 'facet_time_limit_ms 1'].flatMap((setting) => [
        '--setting',
        ...setting.split(' '),
      ])
      const server = spawn(
        join(folder, 'venv/bin/datasette'),
        ['serve', '-i', file(subject), '--port', String(port), '--host', '127.0.0.1', ...limits],
        { stdio: 'ignore' },
      )
      const http = httpClient(port)
      const stop = () => {
        http.close()
        server.kill()
      }
      servers.set(subject.name, { pid: server.pid!, client: http, stop })
      await until(() => http.get('/-/versions.json'), 30)
    },
    ask: (subject, question) => ask(client(subject), subject, question),
    async exportAll(subject) {
      const path = `${table(subject)}.csv?_stream=on&_size=max`
      const { bytes } = await client(subject).get(path, EXPORT_SECONDS)
      return { bytes, share: Math.min(1, bytes / statSync(subject.csv).size) }
    },
    processes: () => [process.pid, ...[...servers.values()].map(({ pid }) => pid)],
    disk: async (subject) => statSync(file(subject)).size,
    async close() {
      for (const { stop } of servers.values()) stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function table({ name }: Subject): string {
  return `/${name}/${name}`
}

async function ask(
  client: HttpClient,
  subject: Subject,
  question: Question,
): Promise<Answer | null> {
  const asked = async (parameters: Record<string, string>): Promise<Answer> => {
    const query = new URLSearchParams({ _size: '100', _shape: 'objects', ...parameters })
    const answer = await client.json(`${table(subject)}.json?${query}`)
    const total = answer['filtered_table_rows_count']
    return {
      rows: (answer['rows'] as unknown[]).length,
      total: typeof total === 'number' ? total : null,
    }
  }
  switch (question.kind) {
    case 'page':
      // Its pages follow a key: it has no offset, so the key stands for it.
      return asked({ _next: String(question.offset), _nocount: '1' })
    case 'sort':
      return question.offset > 0
        ? sqlOf(
            client,
            subject,
            `ORDER BY ${quoted(question.column)} DESC LIMIT 100 OFFSET ${question.offset}`,
          )
        : asked({ _sort_desc: question.column, _nocount: '1' })
    case 'filter':
      return asked({ [`${question.column}__exact`]: question.value })
    case 'words':
      return asked({ _search: question.words })
    case 'group': {
      const { column, sum, where } = question
      const filter = whereSql(where)
      return sqlText(
        client,
        subject,
        `SELECT ${quoted(column)}, count(*), sum(${quoted(sum)}) FROM ${quoted(subject.name)}${filter} GROUP BY 1`,
      )
    }
  }
}

function sqlOf(client: HttpClient, subject: Subject, rest: string): Promise<Answer> {
  return sqlText(client, subject, `SELECT rowid, * FROM ${quoted(subject.name)} ${rest}`)
}

async function sqlText(client: HttpClient, subject: Subject, sql: string): Promise<Answer> {
  const query = new URLSearchParams({ sql, _shape: 'array' })
  const rows = JSON.parse((await client.get(`/${subject.name}.json?${query}`)).text) as unknown[]
  return { rows: rows.length, total: null }
}

/** A port nobody listens on just now. */
export async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

// Rimaq itself: a server really started on its own data folder, a file really published, HTTP asked.
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Absent, quoted, whereSql } from './contender.ts'
import type { Answer, Contender } from './contender.ts'
import { freePort } from './datasette.ts'
import { httpClient, until } from './http-client.ts'
import type { HttpClient } from './http-client.ts'
import { watch } from './processes.ts'
import type { Question, Subject, Where } from './questions.ts'

const program = join(import.meta.dirname, '../../bin/rimaq')

interface Resource {
  id: string
  /** Heading in the file → column id. */
  columns: Map<string, string>
}

interface Server {
  client: HttpClient
  resources: Map<string, Resource>
  publishing: Map<string, ChildProcess>
  /** Bytes of the files before a table came. */
  before: Map<string, number>
}

type Asking = (server: Server, subject: Subject, question: Question) => Promise<Answer | null>

/** Twice the same server: asked by CKAN's API, and by its own. */
export async function rimaq(): Promise<Contender[]> {
  const data = mkdtempSync(join(tmpdir(), 'rimaq-bench-city-'))
  const port = await freePort()
  const env = { ...process.env, RIMAQ_DATA: data, RIMAQ_PORT: String(port), RIMAQ_LOG: 'error' }
  const child = spawn(program, ['start'], { env, stdio: ['ignore', 'ignore', 'inherit'] })
  const client = httpClient(port)
  const server: Server = {
    client,
    resources: new Map(),
    publishing: new Map(),
    before: new Map(),
  }
  const remove = async () => {
    client.close()
    if (child.exitCode === null) {
      child.kill('SIGTERM')
      await once(child, 'exit')
    }
    rmSync(data, { recursive: true, force: true })
  }
  const ended = () => child.exitCode !== null
  const started = until(() => client.json('/api/3/action/status_show'), 60, ended)
  await started.catch(async (cause: Error) => {
    await remove()
    throw new Absent(`Rimaq does not start: ${cause.message}`, { cause })
  })
  await untilQuiet(child.pid!)
  const publish = async (subject: Subject): Promise<void> => {
    server.before.set(subject.name, bytesIn(join(data, 'files')))
    const call = spawn(program, ['publish', subject.csv, '--dataset', subject.name, '--json'], {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    server.publishing.set(subject.name, call)
    // It says when the table is published; asking before would take from what is measured.
    await Promise.race([once(call.stdout, 'data'), once(call, 'exit')])
    call.stdout.resume()
    const first = until(async () => {
      if (call.exitCode !== null && call.exitCode !== 0) return null
      server.resources.set(subject.name, await resourceOf(client, subject.name))
      return askCkan(server, subject, { kind: 'page', offset: 0 })
    }, 900)
    if (!(await first)) throw new Error(`publish ended with ${call.exitCode}`)
  }
  const common = {
    over: 'HTTP',
    clients: 64,
    exportAll: async (subject: Subject) => {
      const { id } = server.resources.get(subject.name)!
      return { bytes: await client.count(`/datastore/dump/${id}?bom=false`), share: 1 }
    },
    processes: () => [child.pid!, ...[...server.publishing.values()].map(({ pid }) => pid!)],
    disk: async (subject: Subject) =>
      bytesIn(join(data, 'files')) - server.before.get(subject.name)!,
  }
  return [
    {
      name: 'Rimaq, CKAN’s API',
      ...common,
      ingest: publish,
      async settled(subject) {
        const call = server.publishing.get(subject.name)!
        if (call.exitCode === null) await once(call, 'exit')
        // The server learns of the index files from the database a moment later.
        await until(async () => {
          const path = `/api/v1/resources/${server.resources.get(subject.name)!.id}/rows?limit=1`
          if ((await client.json(path))['by'] !== 'index') throw new Error('no index files yet')
        }, 600)
      },
      ask: (subject, question) => askCkan(server, subject, question),
      close: async () => {},
    },
    {
      name: 'Rimaq, own API',
      ...common,
      ingest: async () => {},
      shares: true,
      ask: (subject, question) => askOwn(server, subject, question),
      close: remove,
    },
  ]
}

/** A first start reads in the city's starting content and indexes it; the others start empty. */
async function untilQuiet(pid: number): Promise<void> {
  for (let second = 0; second < 60; second++) {
    const work = watch(() => [pid])
    await new Promise((wake) => setTimeout(wake, 1000))
    if (work.stop().processor < 100) return
  }
}

async function resourceOf(client: HttpClient, slug: string): Promise<Resource> {
  const found = await client.json(`/api/3/action/package_show?id=${slug}`)
  const { resources } = found['result'] as { resources: { id: string }[] }
  const { id } = resources[0]!
  const rows = await client.json(`/api/v1/resources/${id}/rows?limit=1`)
  const columns = rows['columns'] as { id: string; name: string }[]
  return { id, columns: new Map(columns.map((column) => [column.name, column.id])) }
}

const askCkan: Asking = async ({ client, resources }, subject, question) => {
  const { id, columns } = resources.get(subject.name)!
  const column = (name: string) => columns.get(name) ?? name
  const search = async (parameters: Record<string, string>, counted: boolean): Promise<Answer> => {
    const query = new URLSearchParams({ resource_id: id, limit: '100', ...parameters })
    const answer = await client.json(`/api/3/action/datastore_search?${query}`)
    const result = answer['result'] as { records: unknown[]; total: number }
    return { rows: result.records.length, total: counted ? result.total : null }
  }
  switch (question.kind) {
    case 'page':
      return search({ offset: String(question.offset) }, false)
    case 'sort':
      return search(
        { sort: `${column(question.column)} desc nulls last`, offset: String(question.offset) },
        false,
      )
    case 'filter':
      return search(
        { filters: JSON.stringify({ [column(question.column)]: question.value }) },
        true,
      )
    case 'words':
      return search({ q: question.words }, true)
    case 'group': {
      const [by, sum] = [quoted(column(question.column)), quoted(column(question.sum))]
      const { where } = question
      const filter = whereSql(where && { ...where, column: column(where.column) })
      const sql = `SELECT ${by}, count(*) AS n, sum(${sum}) AS s FROM "${id}"${filter} GROUP BY ${by} ORDER BY ${by}`
      const query = new URLSearchParams({ sql })
      const answer = await client.json(`/api/3/action/datastore_search_sql?${query}`)
      return { rows: (answer['result'] as { records: unknown[] }).records.length, total: null }
    }
  }
}

const askOwn: Asking = async ({ client, resources }, subject, question) => {
  const { id, columns } = resources.get(subject.name)!
  const column = (name: string) => columns.get(name) ?? name
  const equal = (name: string, value: string) =>
    JSON.stringify({ column: column(name), op: 'eq', value })
  const condition = ({ column: name, op, value }: Where) =>
    op === '='
      ? equal(name, value)
      : JSON.stringify({ column: column(name), op: 'gt', value: Number(value) })
  const call = async (
    verb: string,
    parameters: Record<string, string>,
    counted = false,
  ): Promise<Answer> => {
    const answer = await client.json(
      `/api/v1/resources/${id}/${verb}?${new URLSearchParams(parameters)}`,
    )
    return {
      rows: (answer['rows'] as unknown[]).length,
      total: counted ? (answer['total'] as number) : null,
    }
  }
  switch (question.kind) {
    case 'page':
      return call('rows', { offset: String(question.offset) })
    case 'sort':
      return call('rows', { sort: `-${column(question.column)}`, offset: String(question.offset) })
    case 'filter':
      return call('rows', { where: equal(question.column, question.value) }, true)
    case 'words':
      return call('rows', { q: question.words }, true)
    case 'group':
      return call('aggregate', {
        group: column(question.column),
        measures: `count,sum:${column(question.sum)}`,
        ...(question.where ? { where: condition(question.where) } : {}),
      })
  }
}

function bytesIn(folder: string): number {
  let bytes = 0
  if (!existsSync(folder)) return 0
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isFile()) bytes += statSync(join(entry.parentPath, entry.name)).size
  }
  return bytes
}

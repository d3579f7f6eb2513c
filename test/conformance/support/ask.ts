// Asks a list of routes as an HTTP server would, without one: for tests of the faces.
import { Refusal } from '#platform'
import type { Answer, RouteDefinition, RouteRequest } from '#platform'
import type { Faces } from '../../../src/open-data/faces.ts'
import { shelfInMemory } from './shelf-in-memory.ts'
import { districtsCsv, tables } from './districts.ts'

const bytes = Buffer.from(districtsCsv)

export const origin = 'https://datos.example.org'

export function facesInMemory(changes: Partial<Faces> = {}): Faces {
  return {
    shelf: shelfInMemory(),
    tables,
    files: {
      size: async () => bytes.length,
      read: async (_hash, range) =>
        (async function* () {
          yield bytes.subarray(range?.start ?? 0, (range?.end ?? bytes.length) + 1)
        })(),
    },
    clock: { now: () => new Date('2026-03-02T12:00:00Z') },
    site: {
      title: { es: 'Datos abiertos de Lima' },
      description: { es: 'El catálogo de datos abiertos de la ciudad.' },
      publisher: {
        name: 'Municipalidad Metropolitana de Lima',
        url: 'https://www.gob.pe/munlima',
        email: null,
      },
    },
    describeApi: (server) => ({ openapi: '3.1.0', servers: [{ url: server }] }),
    ...changes,
  }
}

export interface Asked {
  method?: string
  body?: unknown
  headers?: Record<string, string>
}

export interface Told extends Answer {
  status: number
  text: string
  // The shapes under test differ from call to call; tests say what they expect.
  json: ReturnType<typeof JSON.parse>
}

/** Finds the route by method and path, and collects the answer. */
export async function ask(
  routes: RouteDefinition[],
  url: string,
  asked: Asked = {},
): Promise<Told> {
  const method = asked.method ?? 'GET'
  const parsed = new URL(url, origin)
  for (const route of routes) {
    if (route.method !== method) continue
    const params = match(route.url, parsed.pathname)
    if (!params) continue
    const query: Record<string, unknown> = {}
    for (const name of parsed.searchParams.keys()) {
      const all = parsed.searchParams.getAll(name)
      query[name] = all.length === 1 ? all[0] : all
    }
    const request: RouteRequest = {
      method,
      params,
      query,
      body: asked.body,
      headers: asked.headers ?? {},
      url,
      lang: 'es',
      origin,
      ip: '127.0.0.1',
      signal: new AbortController().signal,
    }
    const answer = await answerOf(route, request)
    const text = await collected(answer.body)
    return { ...answer, status: answer.status ?? 200, text, json: parsedJson(text) }
  }
  throw new Error(`no route answers ${method} ${parsed.pathname}`)
}

/** A refusal is an answer to those who ask by HTTP. */
async function answerOf(route: RouteDefinition, request: RouteRequest): Promise<Answer> {
  try {
    return await route.handle(request)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { status: error.code === 'not-found' ? 404 : 400, body: error.code }
  }
}

function match(pattern: string, path: string): Record<string, string> | null {
  const names: string[] = []
  const source = pattern
    .replaceAll(/[.+]/g, '\\$&')
    .replaceAll(/:(\w+)/g, (_all, name: string) => (names.push(name), '([^/]+?)'))
    .replace(/\*$/, () => (names.push('*'), '(.*)'))
  const found = new RegExp(`^${source}$`).exec(path)
  return (
    found && Object.fromEntries(names.map((name, i) => [name, decodeURIComponent(found[i + 1]!)]))
  )
}

async function collected(body: Answer['body']): Promise<string> {
  if (body === null) return ''
  if (typeof body === 'string') return body
  if (body instanceof Uint8Array) return Buffer.from(body).toString('utf8')
  if (!(Symbol.asyncIterator in body)) return JSON.stringify(body)
  const parts: Uint8Array[] = []
  for await (const part of body) parts.push(part)
  return Buffer.concat(parts).toString('utf8')
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

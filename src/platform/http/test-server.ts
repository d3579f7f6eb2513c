// A server over nothing, and short ways to define routes, for the tests of this folder.
import { pino } from 'pino'
import { Registry } from 'prom-client'
import { Type } from 'typebox'
import { createLocale } from '../locale/locale.ts'
import type { RouteDefinition } from './route.ts'
import { createServer } from './server.ts'
import type { Server, ServerOptions } from './server.ts'

const locale = createLocale({
  rooms: [{ room: 'platform', folder: new URL('..', import.meta.url) }],
})
const servers: Server[] = []
/** What the server logged since the last `closeServers`. */
export const lines: Record<string, unknown>[] = []
const log = pino({ level: 'debug' }, { write: (line: string) => void lines.push(JSON.parse(line)) })

/** Call after each test. */
export async function closeServers(): Promise<void> {
  for (const server of servers.splice(0)) await server.close()
  lines.length = 0
}

export function serve(routes: RouteDefinition[], options: Partial<ServerOptions> = {}): Server {
  const clock = { now: () => new Date() }
  const server = createServer({ log, locale, metrics: new Registry(), clock, ...options })
  servers.push(server)
  server.register(routes)
  return server
}

export function page(
  url: string,
  handle: RouteDefinition['handle'],
  more: object = {},
): RouteDefinition {
  return {
    method: 'GET',
    url,
    verb: 'read',
    loads: 'nothing',
    kind: 'page',
    schema: {},
    handle,
    ...more,
  }
}

export function json(handle: RouteDefinition['handle'], more: object = {}): RouteDefinition {
  const response = Type.Object({ name: Type.String() })
  const schema = { query: Type.Object({ limit: Type.Optional(Type.Integer()) }), response }
  const base = {
    method: 'GET',
    url: '/thing',
    verb: 'read',
    loads: 'nothing',
    kind: 'json',
    summary: 'A thing.',
  }
  return { ...base, schema, handle, ...more } as RouteDefinition
}

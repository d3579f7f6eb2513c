// Gives the figures operators watch: requests, children, jobs, database, memory.
import { timingSafeEqual } from 'node:crypto'
import { Gauge, Registry, collectDefaultMetrics } from 'prom-client'
import { isLoopback } from './limiter.ts'
import { Refusal } from './refusal.ts'
import type { RouteDefinition, RouteRequest } from './route.ts'

/** A registry with the process's own figures. One per process; tests make their own. */
export function createMetrics(): Registry {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry, prefix: 'rimaq_' })
  return registry
}

/** A figure read when somebody asks; the keys of `read()` become values of the label. */
export interface Watched {
  /** Without the prefix: `children`, `jobs`, `database_connections`. */
  name: string
  help: string
  label: string
  read(): Record<string, number> | Promise<Record<string, number>>
}

/** Adds gauges `rimaq_<name>{<label>="…"}`, for instance children by state. */
export function watch(registry: Registry, watched: Watched[]): void {
  for (const { name, help, label, read } of watched) {
    const gauge: Gauge = new Gauge({
      name: `rimaq_${name}`,
      help,
      labelNames: [label],
      registers: [registry],
      async collect() {
        const values = await read()
        gauge.reset()
        for (const [key, value] of Object.entries(values)) gauge.set({ [label]: key }, value)
      },
    })
  }
}

/** `GET /metrics` in Prometheus text: for this machine, or with the token; for others it is absent. */
export function metricsRoutes(
  registry: Registry,
  options: { token?: string } = {},
): RouteDefinition[] {
  return [
    {
      method: 'GET',
      url: '/metrics',
      verb: 'operate',
      loads: 'nothing',
      actor: 'none',
      kind: 'file',
      summary: 'Figures for operators, in the text format of Prometheus.',
      schema: {},
      async handle(request) {
        if (!mayRead(request, options.token)) throw new Refusal('not-found')
        const body = await registry.metrics()
        return { type: registry.contentType, body, cache: 'no-store' }
      },
    },
  ]
}

/** A request that came through a proxy is not local, even if the proxy runs on this machine. */
function mayRead({ ip, headers }: RouteRequest, token: string | undefined): boolean {
  const proxied = headers.forwarded !== undefined || headers['x-forwarded-for'] !== undefined
  if (isLoopback(ip) && !proxied) return true
  const sent = /^Bearer (.+)$/.exec(String(headers.authorization ?? ''))?.[1]
  if (token === undefined || sent === undefined) return false
  const [a, b] = [Buffer.from(sent), Buffer.from(token)]
  return a.length === b.length && timingSafeEqual(a, b)
}

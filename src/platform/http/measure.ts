// Counts and times what the server answers, for /metrics.
import type { FastifyInstance } from 'fastify'
import { Gauge, Histogram } from 'prom-client'
import type { Registry } from 'prom-client'
import type { Limiter } from './limiter.ts'

/** `rimaq_http_seconds` by route pattern, method and status class; never by address or reader. */
export function measureRequests(
  app: FastifyInstance,
  registry: Registry,
  state: { limiter: Limiter; atOnce: () => number },
): void {
  const seconds = new Histogram({
    name: 'rimaq_http_seconds',
    help: 'Seconds from a request to the end of its answer.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60],
    registers: [registry],
  })
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(read())
      },
    })
  gauge('rimaq_http_requests_under_way', 'Requests being answered now.', state.atOnce)
  gauge('rimaq_http_readers_remembered', 'Keys the rate limiter remembers.', state.limiter.size)

  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none'
    const status = `${Math.trunc(reply.statusCode / 100)}xx`
    seconds.observe({ method: request.method, route, status }, reply.elapsedTime / 1000)
  })
}

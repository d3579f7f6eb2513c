// What is counted of use: answers that were given whole, at addresses that exist.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Answer, RouteDefinition, RouteRequest } from '#platform'
import { ckanRoutes } from '#open-data'
import { counted, countedUrls } from './count-usage.ts'

function route(url: string, status?: number): RouteDefinition {
  const handle = (): Answer => ({ body: 'x', ...(status === undefined ? {} : { status }) })
  return { method: 'GET', url, verb: 'read', loads: 'shelf', kind: 'file', schema: {}, handle }
}

test('an answer that was given whole is counted; pieces, heads and refusals are not', async () => {
  const told: string[] = []
  const ask = async (change: Partial<RouteRequest>, url: string, status?: number) => {
    const usage = { count: (measure: string) => void told.push(measure) }
    const [one] = counted(usage, [route(url, status)])
    await one?.handle({ method: 'GET', headers: {}, ...change } as RouteRequest)
  }
  await ask({}, '/datastore/dump/:id')
  await ask({}, '/vive/rutas/:id', 200)
  await ask({ method: 'HEAD' }, '/datastore/dump/:id')
  await ask({ headers: { range: 'bytes=100-' } }, '/datastore/dump/:id')
  await ask({}, '/datastore/dump/:id', 404)
  await ask({}, '/vive/lugares/:id')
  assert.deepEqual(told, ['descargas', 'rutas-abiertas'])
})

test('the addresses of CKAN that are counted are addresses of CKAN', () => {
  const urls = new Set(ckanRoutes({} as Parameters<typeof ckanRoutes>[0]).map(({ url }) => url))
  const own = countedUrls.filter((url) => /^\/data/.test(url))
  assert.equal(own.length, 3)
  for (const url of own) assert.ok(urls.has(url), url)
})

// Tests what operators and their machines ask: is it alive, can it serve, what are its figures.
import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, afterEach, test } from 'node:test'
import { Registry } from 'prom-client'
import { testDatabase } from '../../../test/support/database.ts'
import { folderChecks, healthRoutes } from './health.ts'
import { metricsRoutes, watch } from './metrics.ts'
import { databaseCheck } from './store-health.ts'
import { closeServers, page, serve } from './test-server.ts'

const folder = mkdtempSync(join(tmpdir(), 'rimaq-health-'))
after(() => rmSync(folder, { recursive: true }))
afterEach(closeServers)

test('ready when database, files and disk are, and nothing is left behind', async () => {
  const database = await testDatabase()
  const server = serve(
    healthRoutes([databaseCheck(database), ...folderChecks(folder, { bytes: 1 })]),
  )
  const ready = await server.inject('/health/ready')
  assert.equal(ready.status, 200)
  const checks = { database: true, files: true, disk: true }
  assert.deepEqual(ready.json(), { status: 'ok', checks })
  assert.deepEqual(readdirSync(folder), [])
  await database.close()
  const without = await server.inject('/health/ready')
  assert.equal(without.status, 503)
  const failing = { status: 'failing', checks: { ...checks, database: false } }
  assert.deepEqual(without.json(), failing)
  assert.equal((await server.inject('/health/live')).status, 200)
})

test('a folder that is gone or full is not ready, and the reason is told to the log', async () => {
  const told: string[] = []
  const gone = folderChecks(join(folder, 'gone'))
  const full = folderChecks(folder, { bytes: Number.MAX_SAFE_INTEGER })
  const checks = [...gone.slice(0, 1), ...full.slice(1)]
  const server = serve(healthRoutes(checks, (name) => told.push(name)))
  assert.equal((await server.inject('/health/ready')).status, 503)
  assert.deepEqual(told.sort(), ['disk', 'files'])
})

test('a part that only warns is named and does not take the program out of service', async () => {
  const told: string[] = []
  const late = { name: 'backup', warning: true, check: async () => false }
  const fine = { name: 'files', check: async () => true }
  const server = serve(healthRoutes([fine, late], (name) => told.push(name)))
  const ready = await server.inject('/health/ready')
  assert.equal(ready.status, 200)
  assert.deepEqual(ready.json(), { status: 'warning', checks: { files: true, backup: false } })
  assert.deepEqual(told, ['backup'])
})

test('figures are for this machine, or for who has the token', async () => {
  const registry = new Registry()
  const help = 'Children by state.'
  watch(registry, [{ name: 'children', help, label: 'state', read: () => ({ busy: 2, idle: 1 }) }])
  const token = 'a-long-random-token'
  const server = serve([...metricsRoutes(registry, { token }), page('/a', () => ({ body: 'x' }))], {
    metrics: registry,
  })
  await server.inject('/a')
  const own = await server.inject('/metrics')
  assert.match(own.text, /rimaq_children\{state="busy"\} 2/)
  assert.match(own.text, /rimaq_http_seconds_count\{method="GET",route="\/a",status="2xx"\} 1/)
  const ask = async (headers: Record<string, string>, ip = '203.0.113.5') =>
    (await server.inject({ url: '/metrics', ip, headers })).status
  assert.equal(await ask({}), 404)
  assert.equal(await ask({ authorization: 'Bearer wrong' }), 404)
  assert.equal(await ask({ authorization: `Bearer ${token}` }), 200)
  assert.equal(await ask({ 'x-forwarded-for': '203.0.113.5' }, '127.0.0.1'), 404)
})

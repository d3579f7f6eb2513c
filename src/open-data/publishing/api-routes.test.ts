// Tests the addresses by which programs hand files in: what they answer, to whom, and what they refuse.
import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Actor } from '#people'
import { openapi } from '#platform/http'
import { type PublishingOffice, publishingOffice } from '../../../test/support/publishing-office.ts'
import { type PublishingServer, publishingServer } from '../../../test/support/publishing-server.ts'

let on: PublishingOffice
let http: PublishingServer
before(async () => {
  on = await publishingOffice()
  http = publishingServer(on)
})
after(async () => {
  await http.close()
  await on.close()
})

const table = 'MONTO,DISTRITO\n1,ATE\n2,LIMA\n'
const people = `DNI,MONTO\n${Array.from({ length: 30 }, (_, at) => `${40_000_000 + at * 7_919},${at}`).join('\n')}\n`
const csv = { 'content-type': 'text/csv' }

const send = (as: Actor | null, slug: string, body: string, more: Record<string, string> = {}) =>
  http.ask(`/api/v1/datasets/${slug}/submissions?name=obras.csv`, {
    ...(as === null ? {} : { as }),
    method: 'POST',
    headers: { ...csv, ...more, ...(as === null ? { 'sec-fetch-site': 'same-origin' } : {}) },
    body,
  })

const token = async (verbs: string[], dataset: string | null): Promise<Actor> =>
  (await on.token({ maker: on.drafter.person, verbs, dataset })).actor

test('a token to draft hands the body in: 201 with what was found, and a way to ask again', async () => {
  const actor = await token(['draft', 'read'], 'obras')
  const answer = await send(actor, 'obras', table)
  assert.equal(answer.status, 201, answer.text)
  const made = answer.json<{ id: string; state: string; report: { rows: number } }>()
  assert.equal(made.state, 'waiting')
  assert.equal(made.report.rows, 2)
  assert.equal(answer.headers['location'], `/api/v1/submissions/${made.id}`)
  assert.equal(await on.shelf.shelf.dataset('obras'), null)
  const asked = await http.ask(`/api/v1/submissions/${made.id}`, { as: actor })
  assert.equal(asked.status, 200, asked.text)
  assert.equal(asked.json<{ state: string }>().state, 'waiting')
  assert.equal(asked.headers['cache-control'], 'no-store')
})

test('who shows nothing is asked for a token, and another office finds nothing', async () => {
  await on.publish('publicado')
  assert.equal((await send(null, 'publicado', table)).status, 401)
  assert.equal((await send(null, 'no-existe', table)).status, 401)
  const neighbour = await on.signIn(on.neighbour)
  assert.equal((await send(neighbour, 'publicado', table)).status, 404)
  const { id } = (await send(await token(['draft'], null), 'ajena', table)).json<{ id: string }>()
  assert.equal((await http.ask(`/api/v1/submissions/${id}`)).status, 401)
  const there = await http.ask(`/api/v1/submissions/${id}`, { as: neighbour })
  const absent = await http.ask(`/api/v1/submissions/${crypto.randomUUID()}`, { as: neighbour })
  assert.equal(there.status, 404)
  const withoutId = (text: string) => text.replace(/urn:uuid:[0-9a-f-]+/, '')
  assert.equal(withoutId(there.text), withoutId(absent.text))
})

test('a token to publish, narrowed to the dataset, publishes at once; the gate answers 409', async () => {
  await on.publish('del-robot')
  const actor = await token(['publish'], 'del-robot')
  const answer = await send(actor, 'del-robot', `${table}3,PUNO\n`)
  assert.equal(answer.status, 201, answer.text)
  assert.equal(answer.json<{ state: string }>().state, 'published')
  assert.equal(answer.json<{ version: number }>().version, 2)
  const stopped = await send(actor, 'del-robot', people)
  assert.equal(stopped.status, 409, stopped.text)
  assert.match(stopped.headers['content-type'] ?? '', /^application\/problem\+json/)
  const { findings } = stopped.json<{ findings: { code: string }[] }>()
  assert.deepEqual(
    findings.map(({ code }) => code),
    ['dni'],
  )
  assert.doesNotMatch(stopped.text, /40000000|40007919/)
  assert.equal((await on.shelf.shelf.dataset('del-robot'))?.resources[0]?.versions, 2)
  assert.equal((await send(actor, 'publicado', table)).status, 404)
})

test('the same key and body are done once, and a key with another body is refused', async () => {
  await on.publish('una-vez')
  const actor = await token(['draft'], 'una-vez')
  const key = { 'idempotency-key': 'carga-2026-03-02-0001' }
  const ask = async (body: string) =>
    http.ask('/api/v1/datasets/una-vez/submissions?name=a.csv', {
      method: 'POST',
      headers: { ...csv, ...key, 'content-length': String(body.length) },
      body,
      as: actor,
    })
  const first = await ask(table)
  assert.equal(first.status, 201, first.text)
  const again = await ask(table)
  assert.equal(again.status, 201, again.text)
  assert.deepEqual(again.json(), first.json())
  assert.equal((await ask(`${table}3,PUNO\n`)).status, 409)
})

test('a file that is too large is refused, and nothing of it is left', async () => {
  const small = publishingServer(on, { uploadBytes: 1000 })
  const answer = await small.ask('/api/v1/datasets/enorme/submissions?name=a.csv', {
    as: await token(['draft'], null),
    method: 'POST',
    headers: csv,
    body: table.repeat(100),
  })
  assert.equal(answer.status, 413, answer.text)
  // Beside it the index of a table of an earlier test may be being built.
  const left = await readdir(join(on.shelf.folder, 'temp'))
  assert.deepEqual(
    left.filter((name) => !name.startsWith('index-')),
    [],
  )
  await small.close()
})

test('what cannot be read is said in words, and unknown wishes are refused', async () => {
  const actor = await token(['draft'], null)
  const empty = await send(actor, 'vacio', '')
  assert.equal(empty.status, 422, empty.text)
  const unknown = await http.ask('/api/v1/datasets/vacio/submissions?name=a.csv&otro=1', {
    as: actor,
    method: 'POST',
    headers: csv,
    body: table,
  })
  assert.equal(unknown.status, 400, unknown.text)
})

test('the description of the API names both addresses and what they answer', () => {
  const { paths } = openapi(http.server.routes(), {
    title: 'Prueba',
    version: '1',
    server: 'http://localhost',
  }) as { paths: Record<string, Record<string, object>> }
  assert.ok(paths['/api/v1/datasets/{slug}/submissions']?.['post'])
  assert.match(JSON.stringify(paths['/api/v1/submissions/{id}']), /"sha256"/)
})

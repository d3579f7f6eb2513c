// Resumable uploads: the reference client of tus goes through, no acknowledged byte is lost, nothing is mixed.
import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { after, before, test } from 'node:test'
import { Upload } from 'tus-js-client'
import { createPageContext } from '#pages'
import { createLocale, createLog } from '#platform'
import { createMetrics, createServer } from '#platform/http'
import type { Server } from '#platform'
import { type TestCounter, testCounter } from '../../../test/support/counter.ts'
import { city } from '../../../test/support/pages.ts'
import type { Own } from '../filing/counter.ts'
import { tusRoutes } from './tus-routes.ts'
import {
  addToUpload,
  beginUpload,
  findUpload,
  finishUpload,
  settleUploads,
  uploadLife,
} from './uploads.ts'

let on: TestCounter
let server: Server
let origin: string

before(async () => {
  on = await testCounter()
  await on.open()
  const rooms = ['platform', 'pages', 'people', 'case-files'].map((room) => ({
    room,
    folder: new URL(`../../${room}/`, import.meta.url),
  }))
  const locale = createLocale({ rooms })
  const { clock, counter } = on
  const log = createLog({ level: 'silent' })
  server = createServer({ log, locale, metrics: createMetrics(), clock })
  server.register(
    tusRoutes({
      counter,
      context: ({ lang, url, origin: from }) =>
        createPageContext({
          ...{ lang, url, origin: from, locale, clock, city },
          assets: (name) => `/${name}`,
        }),
    }),
  )
  origin = (await server.listen({ port: 0, host: '127.0.0.1' })).url
})
after(async () => {
  await server.close()
  await on.close()
})

const filer = {
  ...{ document: 'DNI' as const, number: '40000001', name: 'Persona De Prueba' },
  ...{ email: null, address: null, onBehalfOf: null },
}
const begin = (): Promise<Own> =>
  on.counter.begin('carta', { filer, answers: { asunto: 'Un pedido', texto: 'Pido algo.' } })
const document = (bytes: number): Buffer =>
  Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(bytes)])
const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
const house = { 'sec-fetch-site': 'same-origin', 'tus-resumable': '1.0.0' }
const addressOf = ({ id, key }: Own): string => `${origin}/presentacion/${id}/${key}/subidas`

async function* pieces(...parts: Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* parts
}

async function started(own: Own, bytes: number, name = 'plano.pdf'): Promise<string> {
  const told = { name, requirement: 'anexos', fingerprint: 'f', length: bytes }
  return (await beginUpload(on.counter.intake, own, told)).id
}

test('the reference client sends a file in pieces, goes on after a break, and it is a file of the draft', async () => {
  const own = await begin()
  const bytes = document(900_000)
  let sent = 0
  const send = (from: string | null, breaks: boolean): Promise<string> =>
    new Promise((resolve, reject) => {
      const upload = new Upload(bytes, {
        endpoint: addressOf(own),
        ...(from === null ? {} : { uploadUrl: from }),
        chunkSize: 200_000,
        retryDelays: [],
        headers: { 'sec-fetch-site': 'same-origin' },
        metadata: { filename: 'plano.pdf', requirement: 'anexos' },
        onError: reject,
        onSuccess: () => resolve(upload.url ?? ''),
        onChunkComplete(size) {
          sent += size
          if (breaks && sent >= 400_000) void upload.abort().then(() => resolve(upload.url ?? ''))
        },
      })
      upload.start()
    })
  const address = await send(null, true)
  assert.deepEqual((await on.counter.draft(own))?.files, [])
  await send(address, false)
  // Nothing that was acknowledged was sent again.
  assert.equal(sent, bytes.length)
  const [file] = (await on.counter.draft(own))?.files ?? []
  assert.deepEqual(
    [file?.name, file?.sha256, file?.bytes],
    ['plano.pdf', hashOf(bytes), bytes.length],
  )
})

test('headers, statuses and errors are those of the protocol', async () => {
  const own = await begin()
  const bytes = document(1_000)
  const ask = (method: string, address: string, headers: object, body?: Uint8Array) =>
    fetch(address, {
      method,
      headers: { ...house, ...headers },
      ...(body ? { body: Uint8Array.from(body) } : {}),
    })
  const options = await ask('OPTIONS', addressOf(own), {})
  assert.equal(options.status, 204)
  assert.equal(options.headers.get('tus-extension'), 'creation,expiration,checksum,termination')
  const old = await ask('POST', addressOf(own), { 'tus-resumable': '0.2.2', 'upload-length': '9' })
  assert.deepEqual([old.status, old.headers.get('tus-version')], [412, '1.0.0'])
  assert.equal((await ask('POST', addressOf(own), {})).status, 400)
  const far = await ask('POST', addressOf(own), { 'upload-length': '600000000' })
  assert.equal(far.status, 413)
  assert.match(((await far.json()) as { detail: string }).detail, /500 MB/)
  const made = await ask('POST', addressOf(own), {
    ...{ 'upload-length': String(bytes.length) },
    'upload-metadata': `filename ${Buffer.from('oficio ñ.pdf').toString('base64')}`,
  })
  assert.equal(made.status, 201)
  assert.ok(Date.parse(made.headers.get('upload-expires') ?? '') > on.clock.now().getTime())
  const address = origin + (made.headers.get('location') ?? '')
  const patch = (offset: number, body: Uint8Array, more: object = {}) => {
    const type = { 'content-type': 'application/offset+octet-stream' }
    return ask('PATCH', address, { ...type, 'upload-offset': String(offset), ...more }, body)
  }
  const wrongType = await ask('PATCH', address, { 'upload-offset': '0' }, bytes)
  assert.equal(wrongType.status, 415)
  const sum = (of: Uint8Array): object => ({
    'upload-checksum': `sha1 ${createHash('sha1').update(of).digest('base64')}`,
  })
  const half = bytes.subarray(0, 500)
  assert.equal((await patch(0, half, { 'upload-checksum': 'crc32 AAAA' })).status, 400)
  assert.equal((await patch(0, half, sum(bytes))).status, 460)
  assert.equal((await ask('HEAD', address, {})).headers.get('upload-offset'), '0')
  const first = await patch(0, half, sum(half))
  assert.deepEqual([first.status, first.headers.get('upload-offset')], [204, '500'])
  assert.equal((await patch(0, half)).status, 409)
  const head = await ask('HEAD', address, {})
  assert.deepEqual(
    [head.status, head.headers.get('upload-offset'), head.headers.get('upload-length')],
    [200, '500', String(bytes.length)],
  )
  assert.equal(head.headers.get('cache-control'), 'no-store')
  assert.equal(head.headers.get('tus-resumable'), '1.0.0')
  const rest = bytes.subarray(500)
  assert.equal((await patch(500, Buffer.concat([rest, rest]))).status, 413)
  const override = { 'x-http-method-override': 'PATCH', 'upload-offset': '500' }
  const type = { 'content-type': 'application/offset+octet-stream' }
  assert.equal((await ask('POST', address, { ...override, ...type }, rest)).status, 204)
  assert.equal((await on.counter.draft(own))?.files[0]?.name, 'oficio ñ.pdf')
  assert.equal((await ask('HEAD', address, {})).status, 410)
  const again = await ask('POST', addressOf(own), { 'upload-length': '10' })
  const other = origin + (again.headers.get('location') ?? '')
  assert.equal((await ask('DELETE', other, {})).status, 204)
  assert.equal((await ask('HEAD', other, {})).status, 410)
  const wrongKey = addressOf({ ...own, key: '0123456789ABCDEF' })
  assert.equal((await ask('POST', wrongKey, { 'upload-length': '10' })).status, 404)
})

test('where the line breaks in the middle of a request, what came before stays and no more', async () => {
  const own = await begin()
  const bytes = document(10_000)
  const id = await started(own, bytes.length)
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield bytes.subarray(0, 6_000)
    throw new Error('the line went down')
  }
  const told = { id, offset: 0, bytes: broken(), checksum: null }
  const { received } = await addToUpload(on.counter.intake, own, told)
  assert.equal(received, 6_000)
  const rest = { id, offset: 6_000, bytes: pieces(bytes.subarray(6_000)), checksum: null }
  await finishUpload(on.counter.intake, own, await addToUpload(on.counter.intake, own, rest))
  assert.equal((await on.counter.draft(own))?.files[0]?.sha256, hashOf(bytes))
})

test('with a checksum nothing stays of a request that broke off', async () => {
  const own = await begin()
  const id = await started(own, 10_000)
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield document(4_000)
    throw new Error('the line went down')
  }
  const checksum = { algorithm: 'sha256' as const, digest: Buffer.alloc(32) }
  const told = { id, offset: 0, bytes: broken(), checksum }
  await assert.rejects(addToUpload(on.counter.intake, own, told), /the line went down/)
  assert.equal((await findUpload(on.counter.intake, own, id)).received, 0)
})

test('of two requests that go on from the same place one is taken, and bytes are never mixed', async () => {
  const own = await begin()
  const bytes = document(5_000)
  const id = await started(own, bytes.length)
  const other = Buffer.alloc(bytes.length, 7)
  const send = (of: Uint8Array) =>
    addToUpload(on.counter.intake, own, { id, offset: 0, bytes: pieces(of), checksum: null })
  const [first, second] = await Promise.allSettled([send(bytes), send(other)])
  const taken = [first, second].filter(({ status }) => status === 'fulfilled')
  assert.equal(taken.length, 1)
  const wins = first.status === 'fulfilled' ? bytes : other
  const finishing = settleUploads(on.counter.intake, own)
  if (wins === bytes) {
    await finishing
    assert.equal((await on.counter.draft(own))?.files[0]?.sha256, hashOf(bytes))
  } else await assert.rejects(finishing, { code: 'file-kind' })
})

test('what was complete when the server was killed becomes a file the next time anybody asks', async () => {
  const own = await begin()
  const bytes = document(3_000)
  const id = await started(own, bytes.length)
  // All bytes are durable; the process ends before the last step.
  await addToUpload(on.counter.intake, own, { id, offset: 0, bytes: pieces(bytes), checksum: null })
  assert.deepEqual((await on.counter.draft(own))?.files, [])
  await Promise.all([1, 2, 3].map(() => settleUploads(on.counter.intake, own)))
  assert.deepEqual(
    (await on.counter.draft(own))?.files.map(({ sha256 }) => sha256),
    [hashOf(bytes)],
  )
})

test('what came whole and is no file we take is given up with the reason', async () => {
  const own = await begin()
  const id = await started(own, 4, 'programa.pdf')
  const bytes = pieces(Buffer.from('MZ\u0000\u0001'))
  const upload = await addToUpload(on.counter.intake, own, { id, offset: 0, bytes, checksum: null })
  await assert.rejects(finishUpload(on.counter.intake, own, upload), { code: 'file-kind' })
  await assert.rejects(findUpload(on.counter.intake, own, id), { code: 'upload-gone' })
})

test('an upload for what was filed meanwhile is told so, with its number', async () => {
  const own = await begin()
  const id = await started(own, 100)
  await on.counter.file(own, { kind: 'visitor' })
  await assert.rejects(findUpload(on.counter.intake, own, id), { code: 'filed-meanwhile' })
  await assert.rejects(started(own, 100), { code: 'filed-meanwhile' })
})

test('an upload nobody goes on with grows old and is erased with its pieces', async () => {
  const own = await begin()
  const id = await started(own, 100)
  on.clock.pass(uploadLife + 1_000)
  await assert.rejects(findUpload(on.counter.intake, own, id), { code: 'upload-gone' })
  await on.counter.eraseOldDrafts()
  assert.deepEqual(await settleUploads(on.counter.intake, own), [])
})

// Plays Firma Perú's protocol over HTTP. The agent here stands in for the desktop component, which is closed.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, beforeEach, test } from 'node:test'
import { concat, sameBytes } from '../bytes.ts'
import { listenerFor, textAnswer, type HttpRequest } from '../http/exchange.ts'
import { keySigner } from '../keys/signer.ts'
import { signPdf, withTail } from '../pades/sign-pdf.ts'
import { makePdf } from '../test-pdf.ts'
import { issueIdentity } from '../x509/issue.ts'
import { firmaPeru, type FirmaPeru, type SignedOrder } from './handlers.ts'
import { createOrderStore } from './orders.ts'
import { firmaPeruToken } from './service-token.ts'

const rosa = issueIdentity({ name: 'QUISPE Rosa FIR 00000001 hard', role: 'signer', kind: 'rsa' })
const signer = keySigner({ key: rosa.key, certificates: [rosa.certificate] })
const document = makePdf()
const name = 'Resolución 1.pdf'
let clock = new Date()
let received: SignedOrder[] = []
let failing = false
let system: FirmaPeru
let url = ''
const faults: string[] = []
const server = createServer(
  listenerFor(
    (request) => route(request),
    2 ** 20,
    (error) => faults.push(String(error)),
  ),
)

function route(request: HttpRequest) {
  if (request.url.startsWith('/fp/arguments')) return system.arguments(request)
  if (request.url.startsWith('/fp/download')) return system.download(request)
  if (request.url.startsWith('/fp/upload')) return system.upload(request)
  return Promise.resolve(textAnswer(404, ''))
}

before(async () => {
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/fp`
})
beforeEach(() => {
  clock = new Date()
  received = []
  failing = false
  system = firmaPeru({
    url,
    orders: createOrderStore(() => clock),
    secret: Buffer.alloc(32, 7),
    now: () => clock,
    serviceToken: () => Promise.resolve('service.token.here'),
    receive(signed) {
      if (failing) return Promise.reject(new Error('the disk is full'))
      received.push(signed)
      return Promise.resolve()
    },
  })
})
after(() => {
  server.close()
  server.closeAllConnections()
})

interface Started {
  param_url: string
  param_token: string
  document_extension: string
}

type Arguments = Record<string, string | number | boolean>

async function start(): Promise<Started> {
  const until = new Date(clock.getTime() + 600_000)
  const wishes = { reason: 'Visto bueno', place: { page: 1, x: 20, y: 30 } }
  const told = await system.start({ document, name, wishes, until })
  return JSON.parse(Buffer.from(told, 'base64').toString('utf8')) as Started
}

/** As the component asks: a form with the token, answered by base64 of JSON. */
async function ask({ param_url, param_token }: Started): Promise<Arguments> {
  const body = new URLSearchParams({ param_token })
  const answer = await fetch(param_url, { method: 'POST', body })
  assert.equal(answer.status, 200)
  return JSON.parse(Buffer.from(await answer.text(), 'base64').toString('utf8')) as Arguments
}

async function upload(address: string, bytes: Uint8Array): Promise<Response> {
  const form = new FormData()
  form.set('whatever', new Blob([Uint8Array.from(bytes)]), 'firmado.pdf')
  return fetch(address, { method: 'POST', body: form })
}

/** The stand-in for the component: fetches, signs with a key in memory, hands in. */
async function agent(started: Started): Promise<{ answer: Response; address: string }> {
  const given = await ask(started)
  const fetched = await fetch(String(given['documentToSign']))
  const bytes = new Uint8Array(await fetched.arrayBuffer())
  const reason = String(given['signatureReason'])
  const signed = withTail(bytes, await signPdf(bytes, signer, { time: clock, reason }))
  const address = String(given['uploadDocumentSigned'])
  return { answer: await upload(address, signed), address }
}

test('a document goes out to the component and comes back signed', async () => {
  const started = await start()
  assert.equal(started.document_extension, 'pdf')
  const { answer } = await agent(started)
  assert.equal(answer.status, 200)
  const [one] = received
  assert.ok(one)
  assert.equal(one.signature.signer, 'QUISPE Rosa FIR 00000001 hard')
  assert.equal(one.signature.level, 'B-B')
  assert.ok(sameBytes(one.order.document, document))
})

test('the component is given all arguments by the names it knows', async () => {
  const given = await ask(await start())
  const { documentToSign, uploadDocumentSigned, ...rest } = given
  assert.match(String(documentToSign), /\/fp\/download\?token=/)
  assert.match(String(uploadDocumentSigned), /\/fp\/upload\?token=/)
  assert.deepEqual(rest, {
    signatureFormat: 'PAdES',
    signatureLevel: 'B',
    signaturePackaging: 'enveloped',
    certificateFilter: '.*',
    webTsa: '',
    userTsa: '',
    passwordTsa: '',
    theme: 'claro',
    visiblePosition: true,
    contactInfo: '',
    signatureReason: 'Visto bueno',
    bachtOperation: false,
    oneByOne: true,
    signatureStyle: 1,
    imageToStamp: '',
    stampTextSize: 14,
    stampWordWrap: 37,
    role: '',
    stampPage: 1,
    positionx: '20',
    positiony: '30',
    certificationSignature: false,
    token: 'service.token.here',
  })
})

test('a document is handed in once, and again only when it could not be kept', async () => {
  const started = await start()
  failing = true
  assert.equal((await agent(started)).answer.status, 500)
  assert.deepEqual(faults, ['Error: the disk is full'])
  failing = false
  const { answer, address } = await agent(started)
  assert.equal(answer.status, 200)
  assert.equal((await upload(address, document)).status, 401)
  assert.equal(received.length, 1)
})

test('a ticket serves one purpose, one order and its time', async () => {
  const started = await start()
  const given = await ask(started)
  const ticket = (key: string) => new URL(String(given[key])).searchParams.get('token') ?? ''
  const read = ticket('documentToSign')
  assert.equal((await upload(`${url}/upload?token=${read}`, document)).status, 401)
  assert.equal((await fetch(`${url}/download?token=${started.param_token}`)).status, 401)
  const changed = `${read.startsWith('0') ? '1' : '0'}${read.slice(1)}`
  assert.equal((await fetch(`${url}/download?token=${changed}`)).status, 401)
  assert.equal((await fetch(`${url}/download`)).status, 401)
  clock = new Date(clock.getTime() + 601_000)
  assert.equal((await fetch(`${url}/download?token=${read}`)).status, 401)
})

test('what comes back must be the document with one intact signature more', async () => {
  const started = await start()
  const address = String((await ask(started))['uploadDocumentSigned'])
  const signed = withTail(document, await signPdf(document, signer, { time: clock }))
  const other = makePdf({ trailer: '/Info 5 0 R' })
  const foreign = withTail(other, await signPdf(other, signer, { time: clock }))
  const broken = Uint8Array.from(signed)
  const at = Buffer.from(broken).lastIndexOf('/Contents<') + 300
  broken[at] = broken[at] === 0x30 ? 0x31 : 0x30
  const cases: [Uint8Array, number, RegExp][] = [
    [foreign, 422, /not the document/],
    [document, 422, /no signature was added/],
    [concat([signed, Buffer.from('more')]), 422, /./],
    [broken, 422, /./],
  ]
  for (const [bytes, status, why] of cases) {
    const answer = await upload(address, bytes)
    assert.equal(answer.status, status)
    assert.match(await answer.text(), why)
  }
  const plain = await fetch(address, { method: 'POST', body: Buffer.from(signed) })
  assert.equal(plain.status, 400)
  assert.equal((await upload(address, new Uint8Array(2 ** 20))).status, 413)
  assert.equal(received.length, 0)
  assert.equal((await upload(address, signed)).status, 200)
})

test('the token of the service is asked once and again when it runs out', async () => {
  let asked = 0
  const form: Record<string, string>[] = []
  const tokenUntil = (seconds: number) =>
    `e30.${Buffer.from(JSON.stringify({ exp: seconds })).toString('base64url')}.x`
  const token = firmaPeruToken({
    url: 'https://tokens.example/generate-token',
    clientId: 'id',
    clientSecret: 'not a real one',
    now: () => clock,
    send(_url, given) {
      asked++
      form.push({ ...given })
      return Promise.resolve({ status: 200, text: tokenUntil(clock.getTime() / 1000 + 600) })
    },
  })
  const [one, two] = await Promise.all([token(), token()])
  assert.equal(one, two)
  assert.equal(asked, 1)
  assert.deepEqual(form[0], { client_id: 'id', client_secret: 'not a real one' })
  clock = new Date(clock.getTime() + 500_000)
  await token()
  assert.equal(asked, 1)
  clock = new Date(clock.getTime() + 50_000)
  await token()
  assert.equal(asked, 2)
})

test('a service that gives no token is named, and a plain address is not asked', async () => {
  const options = { clientId: 'id', clientSecret: 'x', now: () => clock }
  const send = () => Promise.resolve({ status: 200, text: '<html>' })
  const html = firmaPeruToken({ ...options, url: 'https://tokens.example/', send })
  await assert.rejects(html(), /no token/)
  const plain = firmaPeruToken({ ...options, url: 'http://tokens.example/', send })
  await assert.rejects(plain(), /not https/)
})

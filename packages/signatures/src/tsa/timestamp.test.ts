// Asks for timestamps, from a responder over HTTP and from servers that fail.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createHash, X509Certificate } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { cmsIds } from '../cms/ids.ts'
import { readSignedData } from '../cms/signed-data.ts'
import { integer, octets, oid, sequence } from '../der/writer.ts'
import { listenerFor, type HttpHandler } from '../http/exchange.ts'
import { keySigner } from '../keys/signer.ts'
import { contentsOf } from '../pades/contents.ts'
import { signPdf, withTail } from '../pades/sign-pdf.ts'
import { SignatureError } from '../signature-error.ts'
import { makePdf } from '../test-pdf.ts'
import { issueIdentity, type Identity } from '../x509/issue.ts'
import { answerTimestamp, timestampResponder } from './answer-timestamp.ts'
import { askTimestamp, timestampRequest } from './ask-timestamp.ts'
import type { SendToServer } from './send-request.ts'
import { readToken } from './token.ts'

const root = issueIdentity({ name: 'Root', role: 'authority' })
const tsa = issueIdentity({ name: 'Time', role: 'timestamps', issuer: root, kind: 'rsa' })
const rosa = issueIdentity({ name: 'Rosa', role: 'signer', issuer: root })
const signer = keySigner({ key: rosa.key, certificates: [rosa.certificate] })
const hashed = { digest: 'sha256', bytes: createHash('sha256').update('x').digest() } as const
const time = new Date()

function by(authority: Identity): SendToServer {
  return (_server, request) => Promise.resolve(answerTimestamp(request, authority, time))
}

test('a token comes over HTTP and tells its time', async () => {
  await served(timestampResponder({ authority: tsa, now: () => time }), async (server) => {
    const token = await askTimestamp(hashed, { servers: [server] })
    assert.equal(readToken(token).time.getTime(), Math.floor(time.getTime() / 1000) * 1000)
    assert.equal((await fetch(server)).status, 405)
    assert.equal((await fetch(server, { method: 'POST', body: 'x' })).status, 415)
  })
})

/** Runs `act` with the address of a server that answers by `handler`. */
async function served(handler: HttpHandler, act: (address: string) => Promise<void>) {
  const server = createServer(listenerFor(handler, 10_000))
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  try {
    await act(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
  } finally {
    server.close()
    server.closeAllConnections()
  }
}

const reply = { 'content-type': 'application/timestamp-reply' }
const faulty: [string, HttpHandler, RegExp][] = [
  [
    'answers with a page',
    () =>
      Promise.resolve({
        status: 200,
        headers: { 'content-type': 'text/html' },
        body: Buffer.from('x'),
      }),
    /the answer is text\/html/,
  ],
  [
    'sends the client elsewhere',
    () => Promise.resolve({ status: 302, headers: { location: '/' }, body: Buffer.from('') }),
    /redirect/,
  ],
  [
    'has a fault',
    () => Promise.resolve({ status: 503, headers: reply, body: Buffer.from('') }),
    /HTTP 503/,
  ],
  [
    'sends more than a token can be',
    () => Promise.resolve({ status: 200, headers: reply, body: new Uint8Array(2 ** 20 + 1) }),
    /longer than/,
  ],
  ['never answers', () => new Promise(() => {}), /did not answer in time/],
]
for (const [what, handler, why] of faulty)
  test(`a server that ${what} is named in words`, async () => {
    await served(handler, async (server) => {
      const asked = askTimestamp(hashed, { servers: [server], timeoutMs: 300 })
      await assert.rejects(asked, (error) => {
        assert.ok(error instanceof SignatureError && error.code === 'timestamp-failed')
        assert.match(error.message, why)
        return true
      })
    })
  })

test('name and password go to the server, but never over a plain line', async () => {
  const login = { user: 'muni', password: 'x y' }
  let told: string | undefined
  const responder = timestampResponder({ authority: tsa, now: () => time })
  const handler: HttpHandler = (request) => {
    told = request.headers['authorization']
    return responder(request)
  }
  await served(handler, async (server) => {
    await askTimestamp(hashed, { servers: [server], login })
  })
  assert.equal(told, `Basic ${Buffer.from('muni:x y').toString('base64')}`)
  const plain = askTimestamp(hashed, { servers: ['http://tsa.example/'], login })
  await assert.rejects(plain, /over TLS only/)
})

test('the responder says why it refuses, and leaves the certificate out when it is not asked for', () => {
  const request = timestampRequest(hashed, Buffer.from('1234567890', 'hex'))
  const status = (bytes: Uint8Array) =>
    Buffer.from(answerTimestamp(bytes, tsa, time)).toString('hex')
  // PKIStatusInfo with status 2 and one bit: badAlg 0, badDataFormat 5 (RFC 3161, 2.4.2).
  const sha1 = sequence(oid('1.3.14.3.2.26'))
  const weak = sequence(integer(1), sequence(sha1, octets(new Uint8Array(20))))
  assert.equal(status(weak), '3009300702010203020780')
  const short = sequence(
    integer(1),
    sequence(sequence(oid('2.16.840.1.101.3.4.2.1')), octets(weak)),
  )
  assert.equal(status(short), '3009300702010203020204')
  const withIt = answerTimestamp(request, tsa, time)
  const without = answerTimestamp(
    sequence(integer(1), sequence(sequence(oid('2.16.840.1.101.3.4.2.1')), octets(hashed.bytes))),
    tsa,
    time,
  )
  assert.ok(Buffer.from(withIt).includes(tsa.certificate))
  assert.ok(!Buffer.from(without).includes(tsa.certificate))
})

test('the second server is asked when the first one fails', async () => {
  const asked: string[] = []
  const send: SendToServer = (server, request, signal) => {
    asked.push(server)
    if (server === 'one') return Promise.reject(new Error('is away'))
    return by(tsa)(server, request, signal)
  }
  await askTimestamp(hashed, { servers: ['one', 'two'], send })
  assert.deepEqual(asked, ['one', 'two'])
})

const refused: [string, SendToServer, RegExp][] = [
  ['by a certificate for signing', by(rosa), /not for timestamps alone/],
  [
    'about other data',
    (_, request) => Promise.resolve(answerTimestamp(other(request), tsa, time)),
    /nonce|other data/,
  ],
  [
    'to no request',
    () => Promise.resolve(answerTimestamp(Buffer.from('3000', 'hex'), tsa, time)),
    /status 2, it cannot read the request/,
  ],
  ['that is no ASN.1', () => Promise.resolve(Buffer.from('<html>')), /malformed/],
]

function other(request: Uint8Array): Uint8Array {
  const changed = Uint8Array.from(request)
  const at = Buffer.from(request).indexOf(hashed.bytes)
  changed[at] = (changed[at] ?? 0) ^ 1
  return changed
}

for (const [what, send, why] of refused)
  test(`a token ${what} is refused in words`, async () => {
    await assert.rejects(askTimestamp(hashed, { servers: ['one'], send }), (error) => {
      assert.ok(error instanceof SignatureError && error.code === 'timestamp-failed')
      assert.match(error.message, why)
      return true
    })
  })

test('a signature with a timestamp is B-T, and B-B when no server answers', async () => {
  const timestamps = { servers: ['one'], send: by(tsa) }
  const first = makePdf()
  const stamped = await signPdf(first, signer, { time, timestamps })
  assert.equal(stamped.level, 'B-T')
  const [contents] = contentsOf(withTail(first, stamped))
  assert.ok(contents)
  const [one] = readSignedData(contents).signers
  assert.equal(one?.unsigned.get(cmsIds.timestampToken)?.length, 1)
  const away = { servers: ['one'], send: () => Promise.reject(new Error('is away')) }
  const plain = await signPdf(first, signer, { time, timestamps: away })
  assert.equal(plain.level, 'B-B')
  assert.match(plain.pending?.message ?? '', /is away/)
})

test('OpenSSL verifies the token', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'rimaq-tsa-'))
  try {
    const request = timestampRequest(hashed, Buffer.from('1234567890', 'hex'))
    writeFileSync(join(folder, 'q'), request)
    writeFileSync(join(folder, 'a'), answerTimestamp(request, tsa, time))
    writeFileSync(join(folder, 'root.pem'), new X509Certificate(root.certificate).toString())
    const args = ['ts', '-verify', '-queryfile', 'q', '-in', 'a', '-CAfile', 'root.pem']
    execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' })
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'ENOENT') throw error
    t.skip('openssl is not installed')
  } finally {
    rmSync(folder, { recursive: true })
  }
})

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
import { keySigner } from '../keys/signer.ts'
import { contentsOf } from '../pades/contents.ts'
import { signPdf, withTail } from '../pades/sign-pdf.ts'
import { SignatureError } from '../signature-error.ts'
import { makePdf } from '../test-pdf.ts'
import { issueIdentity, type Identity } from '../x509/issue.ts'
import { answerTimestamp } from './answer-timestamp.ts'
import { askTimestamp, timestampRequest, type SendToServer } from './ask-timestamp.ts'
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
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => response.end(answerTimestamp(Buffer.concat(parts), tsa, time)))
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  try {
    const { port } = server.address() as AddressInfo
    const token = await askTimestamp(hashed, { servers: [`http://127.0.0.1:${port}/`] })
    assert.equal(readToken(token).time.getTime(), Math.floor(time.getTime() / 1000) * 1000)
  } finally {
    server.close()
    server.closeAllConnections()
  }
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
    /status 2/,
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

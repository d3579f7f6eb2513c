// Signs a batch by a remote service from the command line: a server of our own stands in for one and follows CSC API v2.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { test } from 'node:test'
import { issueIdentity, listenerFor } from '@rimaq/signatures'
import { standInService, type TestService } from '../../packages/signatures/src/keys/test-csc.ts'
import { makePdf } from '../../packages/signatures/src/test-pdf.ts'
import { runCommand } from '../../src/cli/run-command.ts'

test('three documents are signed by one authorisation, and a broken one does not stop them', async () => {
  const root = issueIdentity({ name: 'Raíz', role: 'authority' })
  const identity = issueIdentity({ name: 'Rosa', role: 'signer', issuer: root, kind: 'rsa' })
  const service: TestService = {
    credentials: { rosa: { identity, issuer: root, multisign: 10 } },
    token: 'let me in',
    // The stand-in wants this one-time password too; one variable answers both.
    pin: '42',
    confirmAfter: 0,
    calls: [],
  }
  const server = createServer(listenerFor(standInService(service), 2 ** 20))
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const folder = await mkdtemp(join(tmpdir(), 'rimaq-remote-'))
  try {
    const files = ['a.pdf', 'b.pdf', 'c.pdf', 'broken.pdf'].map((name) => join(folder, name))
    for (const file of files.slice(0, 3)) await writeFile(file, makePdf())
    await writeFile(join(folder, 'broken.pdf'), '%PDF-1.7')
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const key = ['--csc', url, '--access-env', 'ACCESS', '--secret-env', 'PIN']
    const [out, err] = [new PassThrough(), new PassThrough()]
    let text = ''
    out.on('data', (chunk: Buffer) => (text += chunk.toString()))
    const env = { ACCESS: 'let me in', PIN: '42', LANG: 'en' }
    const code = await runCommand(['sign', ...files, ...key, '--json'], { env, out, err })
    await new Promise((resolve) => setImmediate(resolve))
    assert.equal(code, 3)
    const done = JSON.parse(text) as { level?: string; error?: { code: string } }[]
    assert.deepEqual(
      done.map((one) => one.level ?? one.error?.code),
      ['B-B', 'B-B', 'B-B', 'malformed-pdf'],
    )
    assert.deepEqual(service.calls.slice(2), ['credentials/authorize 3', 'signatures/signHash 3'])
  } finally {
    server.close()
    server.closeAllConnections()
    await rm(folder, { recursive: true })
  }
})

// Runs the examples of the README, so that they stay true.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { makePdf } from './test-pdf.ts'

async function run(code: string): Promise<string> {
  const door = new URL('index.ts', import.meta.url).href
  const folder = await mkdtemp(join(tmpdir(), 'rimaq-readme-'))
  try {
    const file = join(folder, 'example.ts')
    await writeFile(join(folder, 'one.pdf'), makePdf())
    await writeFile(file, code.replaceAll('@rimaq/signatures', door))
    return (await promisify(execFile)(process.execPath, [file], { cwd: folder })).stdout
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const given = `import { readFileSync } from 'node:fs'
const document = new Uint8Array(readFileSync('one.pdf'))\n`

test('the first example of the README prints what it says', async () => {
  const text = await readFile(new URL('../README.md', import.meta.url), 'utf8')
  const [, code = ''] = /```ts\n([\s\S]*?)```/.exec(text) ?? []
  const stdout = await run(given + code)
  assert.equal(stdout, 'VÁLIDO B-T Rosa Quispe\n')
  assert.ok(text.includes(`it prints \`${stdout.trim()}\``))
})

test('the example of a key elsewhere gives a signature that passes', async () => {
  const text = await readFile(new URL('../README.md', import.meta.url), 'utf8')
  const [, code = ''] = /```ts deferred\n([\s\S]*?)```/.exec(text) ?? []
  const elsewhere = `import { sign } from 'node:crypto'
import { issueIdentity, validatePdf, withTail } from '@rimaq/signatures'
const { key, certificate } = issueIdentity({ name: 'Rosa', role: 'signer' })
const signElsewhere = async (data: Uint8Array) => sign('sha256', data, key)\n`
  const check = `\nconsole.log(validatePdf(withTail(document, { tail })).signatures[0]!.indication)`
  assert.equal(await run(given + elsewhere + code + check), 'TOTAL-PASSED\n')
})

test('the example of the other forms reaches B-T in each', async () => {
  const text = await readFile(new URL('../README.md', import.meta.url), 'utf8')
  const [, code = ''] = /```ts forms\n([\s\S]*?)```/.exec(text) ?? []
  const before = `import { answerTimestamp, issueIdentity, keySigner, readCertificates } from '@rimaq/signatures'
const root = issueIdentity({ name: 'Root', role: 'authority' })
const rosa = issueIdentity({ name: 'Rosa', role: 'signer', issuer: root })
const clock = issueIdentity({ name: 'Clock', role: 'timestamps', issuer: root })
const signer = keySigner({ key: rosa.key, certificates: [rosa.certificate] })
const anchors = readCertificates(root.certificate)
const time = new Date()
const send = async (_: string, request: Uint8Array) => answerTimestamp(request, clock, time)
const timestamps = { servers: ['here'], send }
const acta = new Uint8Array(Buffer.from('<acta/>'))\n`
  assert.equal(await run(given + before + code), 'B-T B-T B-T\n')
})

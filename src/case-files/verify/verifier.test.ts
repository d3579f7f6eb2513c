// Whoever has a code or a file learns whether the city issued it and whether it changed; nothing is kept, nothing hostile gets through.
import assert from 'node:assert/strict'
import { existsSync, readdirSync } from 'node:fs'
import { after, before, test } from 'node:test'
import {
  generateCorpus,
  issueIdentity,
  keySigner,
  readCertificates,
  anchorsFrom,
  signCades,
  signPdf,
  withTail,
} from '@rimaq/signatures'
import { createLog, createSandbox } from '#platform'
import { type TestCounter, testCounter } from '../../../test/support/counter.ts'
import { CaseFilesError } from '../errors.ts'
import { bytesOf } from '../seal/stamp-pending.ts'
import { newVerificationCode } from '../seal/verification-code.ts'
import { Verifier, limits } from './verifier.ts'

let on: TestCounter
let verifier: Verifier
let temp = ''
let code = ''
let receipt: Uint8Array
before(async () => {
  on = await testCounter()
  await on.open()
  verifier = on.verifier
  temp = on.temp
  const filer = {
    ...{ document: 'DNI' as const, number: '40000001', name: 'Ñusta De Prueba' },
    ...{ email: null, address: null, onBehalfOf: null },
  }
  const answers = { asunto: 'Un pedido', texto: 'Pido algo.' }
  const own = await on.counter.begin('carta', { filer, answers })
  await on.counter.file(own, { kind: 'visitor' })
  await on.receipts.make(own.id)
  const { made } = await on.receipts.state(own.id)
  code = made?.code ?? ''
  receipt = await bytesOf(on.files, made?.versions[0]?.sha256 ?? '')
})
after(() => on.close())

async function* chunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

const fails =
  (wanted: string) =>
  (error: unknown): boolean =>
    error instanceof CaseFilesError && error.code === wanted

test('a code leads to what was issued, and one that was never printed to nothing', async () => {
  const found = await verifier.byCode(code)
  assert.equal(found?.issued.kind, 'receipt')
  assert.equal(found.issued.openToAll, false)
  assert.equal(found.judged?.sha256, found.issued.versions[0]?.sha256)
  assert.equal(await verifier.byCode(newVerificationCode()), null)
})

test('a seal nobody vouches for is undetermined, and valid for who trusts it', async () => {
  const alone = await verifier.byFile(chunk(receipt))
  assert.equal(alone.judged.report.overall.word, 'INDETERMINADO')
  const { clock, database } = on.people
  const anchors = anchorsFrom(on.receipts.parts.seal.certificates)
  const log = createLog({ level: 'silent' })
  const trusting = new Verifier({
    ...{ database, clock, files: on.files, sandbox: createSandbox(log), anchors, temp },
  })
  const trusted = await trusting.byFile(chunk(receipt))
  assert.equal(trusted.judged.report.overall.word, 'VÁLIDO')
})

test('the very file is authentic', async () => {
  const { origin, issued } = await verifier.byFile(chunk(receipt))
  assert.deepEqual([origin, issued?.code], ['authentic', code])
})

test('one changed byte makes it a file the city never issued, with a signature that fails', async () => {
  const changed = receipt.slice()
  const at = Buffer.from(changed).indexOf('/FlateDecode') + 200
  changed[at] = (changed[at] ?? 0) ^ 1
  const { origin, issued, judged } = await verifier.byFile(chunk(changed))
  assert.deepEqual([origin, issued], ['unknown', null])
  assert.equal(judged.report.overall.word, 'NO VÁLIDO')
})

test('something put behind it is told, and what was issued is found within', async () => {
  const other = issueIdentity({ name: 'Otra Persona', role: 'signer' })
  const signer = keySigner({ key: other.key, certificates: [other.certificate] })
  const more = withTail(receipt, await signPdf(receipt, signer, { time: new Date() }))
  const { origin, issued, judged } = await verifier.byFile(chunk(more))
  assert.deepEqual([origin, issued?.code], ['added-to', code])
  assert.equal(judged.report.signatures.length, 2)
})

test('other forms are judged too', async () => {
  const other = issueIdentity({ name: 'Otra Persona', role: 'signer' })
  const signer = keySigner({ key: other.key, certificates: [other.certificate] })
  const content = Buffer.from('Un mensaje')
  const time = new Date()
  const { bytes } = await signCades(content, signer, { time, packaging: 'attached' })
  const { judged } = await verifier.byFile(chunk(bytes))
  assert.deepEqual([judged.form, judged.report.signatures.length], ['cms', 1])
  assert.ok(readCertificates(other.certificate).length === 1)
})

test('what is no signed document is said to be none, and nothing of any file stays', async () => {
  for (const bytes of [Buffer.from('hola'), Buffer.from('%PDF-1.7\nnada'), Buffer.from('<a/>')]) {
    const { origin, judged } = await verifier.byFile(chunk(bytes))
    assert.equal(origin, 'unknown')
    assert.notEqual(judged.report.overall.word, 'VÁLIDO')
  }
  assert.deepEqual(existsSync(temp) ? readdirSync(temp) : [], [])
})

test('an empty file, one that is too large, and one whose sender leaves are refused in words', async () => {
  await assert.rejects(verifier.byFile(chunk(new Uint8Array())), fails('verify-empty'))
  async function* endless(): AsyncGenerator<Uint8Array> {
    for (let sent = 0; sent <= limits.file; sent += 1_000_000) yield new Uint8Array(1_000_000)
  }
  await assert.rejects(verifier.byFile(endless()), fails('verify-too-large'))
  async function* leaving(): AsyncGenerator<Uint8Array> {
    yield receipt.subarray(0, 100)
    throw new Error('the line went')
  }
  await assert.rejects(verifier.byFile(leaving()), /the line went/)
  assert.deepEqual(readdirSync(temp), [])
})

test('no attack of the corpus passes for valid, each within the limits of its child', async () => {
  const { documents, anchor } = await generateCorpus()
  const attacks = documents.filter(({ required, bytes }) => {
    const [first] = required.verdicts
    const pdf = Buffer.from(bytes.subarray(0, 5)).toString('latin1') === '%PDF-'
    return pdf && required.verdicts.length === 1 && first?.indication === 'TOTAL-FAILED'
  })
  assert.ok(attacks.length > 20)
  const { clock, database } = on.people
  const trusting = new Verifier({
    ...{ database, clock, files: on.files, temp, anchors: anchorsFrom(readCertificates(anchor)) },
    sandbox: createSandbox(createLog({ level: 'silent' })),
  })
  // Each costs a process; these are spread over all kinds.
  for (const { name, bytes } of attacks.filter((_, at) => at % 30 === 0)) {
    const { judged } = await trusting.byFile(chunk(bytes))
    assert.notEqual(judged.report.overall.word, 'VÁLIDO', name)
  }
})

test('who comes while many wait is asked to come back', async () => {
  const all = await Promise.allSettled(
    Array.from({ length: 14 }, () => verifier.byFile(chunk(Buffer.from('hola')))),
  )
  const refused = all.filter(({ status }) => status === 'rejected')
  assert.equal(refused.length, 2)
  for (const one of refused)
    assert.ok(one.status === 'rejected' && fails('verify-busy')(one.reason))
})

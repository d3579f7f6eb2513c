// Signs from file to file: the input keeps every byte, the output appears whole or not at all.
import assert from 'node:assert/strict'
import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { sameBytes } from '../bytes.ts'
import { keySigner, type Signer } from '../keys/signer.ts'
import { openPdf } from '../pdf/open-pdf.ts'
import { PdfString } from '../pdf/objects.ts'
import { joinedSource, type Source } from '../pdf/source.ts'
import { SignatureError, type SignatureErrorCode } from '../signature-error.ts'
import { makePdf, onePage } from '../test-pdf.ts'
import { validatePdf } from '../validate/validate-pdf.ts'
import { issueIdentity } from '../x509/issue.ts'
import { signatureFields, valueOf } from './fields.ts'
import { prepareRevision } from './prepare.ts'
import { signFile } from './sign-file.ts'

const identity = issueIdentity({ name: 'Rosa', role: 'signer' })
const signer = keySigner({ key: identity.key, certificates: [identity.certificate] })
const time = new Date()

async function inFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'rimaq-file-'))
  try {
    await run(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function refused(promise: Promise<unknown>, code: SignatureErrorCode): Promise<void> {
  return assert.rejects(promise, (error) => error instanceof SignatureError && error.code === code)
}

test('a file is signed into another one and stays as it was', () =>
  inFolder(async (folder) => {
    const [input, output] = [join(folder, 'one.pdf'), join(folder, 'signed.pdf')]
    const long = `<< /Length 900000 >>\nstream\n${'x'.repeat(900_000)}\nendstream`
    const first = makePdf({ objects: onePage.with(3, long) })
    writeFileSync(input, first)
    await signFile({ input, output }, signer, { time })
    assert.ok(sameBytes(readFileSync(input), first))
    const whole = new Uint8Array(readFileSync(output))
    assert.ok(sameBytes(whole.subarray(0, first.length), first))
    assert.equal(validatePdf(whole).signatures[0]?.indication, 'TOTAL-PASSED')
    assert.deepEqual(readdirSync(folder).sort(), ['one.pdf', 'signed.pdf'])
  }))

test('a refusal leaves no output and touches none that was there', () =>
  inFolder(async (folder) => {
    const [input, output] = [join(folder, 'one.pdf'), join(folder, 'signed.pdf')]
    writeFileSync(input, makePdf())
    writeFileSync(output, 'earlier')
    await refused(signFile({ input, output: input }, signer, { time }), 'same-file')
    const expired = { time: new Date('2020-01-01') }
    await refused(signFile({ input, output }, signer, expired), 'certificate-not-valid')
    const meanwhile: Signer = {
      ...signer,
      sign: (data) => {
        appendFileSync(input, '\n')
        return signer.sign(data)
      },
    }
    await refused(signFile({ input, output }, meanwhile, { time }), 'file-changed')
    assert.equal(readFileSync(output, 'utf8'), 'earlier')
    assert.deepEqual(readdirSync(folder).sort(), ['one.pdf', 'signed.pdf'])
  }))

test('a broken document is signed only where its repair is asked for, and a signed one never', () =>
  inFolder(async (folder) => {
    const [input, output] = [join(folder, 'one.pdf'), join(folder, 'signed.pdf')]
    const cut = makePdf().subarray(0, -20)
    writeFileSync(input, cut)
    await refused(signFile({ input, output }, signer, { time }), 'malformed-pdf')
    assert.deepEqual(readdirSync(folder), ['one.pdf'])
    const { repaired } = await signFile({ input, output }, signer, { time, repair: true })
    assert.equal(repaired, true)
    assert.ok(sameBytes(readFileSync(input), cut))
    const whole = new Uint8Array(readFileSync(output))
    assert.equal(validatePdf(whole).signatures[0]?.indication, 'TOTAL-PASSED')
    writeFileSync(input, whole.subarray(0, -20))
    await refused(signFile({ input, output }, signer, { time, repair: true }), 'not-repaired')
  }))

/** A stand-in for a huge file: a document behind `shift` bytes that nobody keeps. */
function farAway(shift: number): Source {
  const near = makePdf({ style: 'stream', shift })
  const size = shift + near.length
  const read = (start: number, end: number): Uint8Array => {
    const bytes = new Uint8Array(end - start)
    for (const [from, part] of [
      [0, near.subarray(0, 16)],
      [shift, near],
    ] as const) {
      const first = Math.max(start, from)
      const last = Math.min(end, from + part.length)
      if (first < last) bytes.set(part.subarray(first - from, last - from), first - start)
    }
    return bytes
  }
  const window = (start: number, wanted: number) => read(start, Math.min(size, start + wanted))
  // Digesting gigabytes proves nothing here: the ranges are what is tested.
  return { size, read, window, feed: () => undefined }
}

test('beyond 4 and 10 GB the ranges and the section name the right bytes', () => {
  for (const shift of [5 * 2 ** 30, 12_000_000_000]) {
    const source = farAway(shift)
    const { size } = source
    const { byteRange, reserve, tail } = prepareRevision(source, { time })
    const [, first, second, rest] = byteRange
    assert.ok(first > size)
    assert.equal(second - first, reserve * 2 + 2)
    assert.equal(second + rest, size + tail.length)
    const document = openPdf(joinedSource(source, tail))
    assert.equal(document.revisions.length, 2)
    for (const entry of document.sections[0]?.entries.values() ?? [])
      assert.ok(entry.kind === 'at' && entry.offset > shift)
    const [field] = signatureFields(document)
    assert.ok(field)
    const value = valueOf(document, field)
    assert.deepEqual(value?.get('ByteRange'), byteRange)
    const contents = value?.get('Contents')
    assert.ok(contents instanceof PdfString)
    assert.deepEqual([contents.start, contents.end], [first, second])
  }
})

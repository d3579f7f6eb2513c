// Raises CAdES, XAdES and ASiC from B-B to B-LTA, judges them then and decades later, and spoils what was added.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { augmentCades, type AugmentOptions, type Augmented } from '../cades/augment-cades.ts'
import type { AugmentLevel } from '../cades/gather-data.ts'
import { joinMessage, splitMessage } from '../cades/message-parts.ts'
import { signCades } from '../cades/sign-cades.ts'
import { validateCades } from '../cades/validate-cades.ts'
import { keySigner } from '../keys/signer.ts'
import { anchors, away, listsAt, middle, now, person, rosa, stampedAt } from '../test-people.ts'
import type { SignatureReport } from '../validate/report.ts'
import type { ValidateOptions } from '../validate/validate-pdf.ts'
import { issueIdentity } from '../x509/issue.ts'
import { augmentXades } from '../xades/augment-xades.ts'
import { signXades } from '../xades/sign-xades.ts'
import { validateXades } from '../xades/validate-xades.ts'
import { readZip } from '../zip/read-zip.ts'
import { writeZip } from '../zip/write-zip.ts'
import { augmentAsic } from './augment-asic.ts'
import { signAsic } from './sign-asic.ts'
import { validateAsic } from './validate-asic.ts'

const HOUR = 3_600_000
const start = new Date(now.getTime() - 20 * HOUR)
const at = (hours: number): Date => new Date(start.getTime() + hours * HOUR)
const content = new Uint8Array(Buffer.from('<acta><monto>900</monto></acta>'))
const files = [
  { name: 'acta.xml', bytes: content, mimeType: 'text/xml' },
  { name: 'b.txt', bytes: new Uint8Array([1, 2, 3]) },
]

interface Form {
  name: string
  sign: (who: typeof rosa) => Promise<Uint8Array>
  augment: (bytes: Uint8Array, options: AugmentOptions) => Promise<Augmented>
  judge: (bytes: Uint8Array, options: ValidateOptions) => Promise<SignatureReport[]>
}

const forms: Form[] = [
  ...(['attached', 'detached'] as const).map((packaging): Form => ({
    name: `CAdES ${packaging}`,
    sign: async (who) => (await signCades(content, who, { time: at(0), packaging })).bytes,
    augment: (bytes, options) => augmentCades(bytes, { ...options, content }),
    judge: async (bytes, options) => validateCades(bytes, { ...options, content }).signatures,
  })),
  ...(['enveloped', 'enveloping', 'detached'] as const).map((packaging): Form => ({
    name: `XAdES ${packaging}`,
    sign: async (who) => (await signXades(content, who, { time: at(0), packaging })).bytes,
    augment: (bytes, options) => augmentXades(bytes, { ...options, content }),
    judge: async (bytes, options) =>
      (await validateXades(bytes, { ...options, content })).signatures,
  })),
  ...(['asic-s', 'asic-e'] as const).flatMap((kind) =>
    (['cades', 'xades'] as const).map((form): Form => ({
      name: `${kind} with ${form}`,
      sign: async (who) => {
        const some = kind === 'asic-s' ? files.slice(0, 1) : files
        return (await signAsic(some, who, { time: at(0), kind, form })).bytes
      },
      augment: augmentAsic,
      judge: async (bytes, options) => (await validateAsic(bytes, options)).signatures,
    })),
  ),
]

function options(to: AugmentLevel, more: Partial<AugmentOptions> = {}): AugmentOptions {
  const hours = to === 'B-LTA' ? 4 : 1
  return { to, timestamps: stampedAt(at(hours)), collect: listsAt(at(2)), time: at(3), ...more }
}

async function levelOf(
  form: Form,
  bytes: Uint8Array,
  more: ValidateOptions = {},
): Promise<string[]> {
  const reports = await form.judge(bytes, { anchors, time: at(5), ...more })
  return reports.map(
    ({ indication, subIndication, level }) => `${indication} ${subIndication ?? level}`,
  )
}

for (const form of forms) {
  test(`${form.name} goes from B-B to B-LTA step by step`, async () => {
    let bytes = await form.sign(rosa)
    assert.deepEqual(await levelOf(form, bytes), ['TOTAL-PASSED B-B'])
    for (const to of ['B-T', 'B-LT', 'B-LTA'] as const) {
      const done = await form.augment(bytes, options(to))
      assert.deepEqual([done.level, done.pending], [to, null])
      bytes = done.bytes
      assert.deepEqual(await levelOf(form, bytes), [`TOTAL-PASSED ${to}`])
      const again = await form.augment(bytes, options(to))
      assert.equal(again.level, to)
    }
  })

  test(`${form.name} at B-LTA outlives its certificate, at B-B it does not`, async () => {
    const notAfter = at(10)
    const brief = issueIdentity({ name: 'Brief', role: 'signer', issuer: middle, notAfter })
    const certificates = [brief.certificate, middle.certificate]
    const plain = await form.sign(keySigner({ key: brief.key, certificates }))
    const { bytes, level } = await form.augment(
      plain,
      options('B-LTA', { timestamps: stampedAt(at(1)) }),
    )
    assert.equal(level, 'B-LTA')
    const later = { time: at(15) }
    assert.deepEqual(await levelOf(form, plain, later), ['INDETERMINATE OUT_OF_BOUNDS_NO_POE'])
    assert.deepEqual(await levelOf(form, bytes, later), ['TOTAL-PASSED B-LTA'])
  })

  test(`${form.name} is renewed by another archive timestamp`, async () => {
    const first = await form.augment(await form.sign(rosa), options('B-LTA'))
    const renewed = await form.augment(
      first.bytes,
      options('B-LTA', {
        renew: true,
        timestamps: stampedAt(at(6)),
        collect: listsAt(at(5)),
        time: at(6),
      }),
    )
    assert.deepEqual([renewed.level, renewed.pending], ['B-LTA', null])
    const [report] = await form.judge(renewed.bytes, { anchors, time: at(8) })
    assert.equal(report?.indication, 'TOTAL-PASSED')
    const archives = report.timestamps.filter(({ kind }) => kind === 'archive')
    assert.deepEqual(
      archives.map(({ indication }) => indication),
      ['TOTAL-PASSED', 'TOTAL-PASSED'],
    )
  })

  test(`${form.name}: a server that is away costs the level and keeps what there is`, async () => {
    const none = await form.augment(await form.sign(rosa), options('B-LTA', { timestamps: away }))
    assert.deepEqual([none.level, none.pending?.level], ['B-B', 'B-T'])
    assert.match(none.pending?.error.message ?? '', /is away/)
    const stamped = await form.augment(await form.sign(rosa), options('B-T'))
    const held = await form.augment(stamped.bytes, options('B-LTA', { timestamps: away }))
    assert.deepEqual([held.level, held.pending?.level], ['B-LT', 'B-LTA'])
    assert.deepEqual(await levelOf(form, held.bytes), ['TOTAL-PASSED B-LT'])
  })

  test(`${form.name}: without anybody who fetches data B-T is reached and the reason told`, async () => {
    const { collect, ...alone } = options('B-LT')
    assert.ok(collect)
    const done = await form.augment(await form.sign(rosa), alone)
    assert.deepEqual([done.level, done.pending?.level], ['B-T', 'B-LT'])
    assert.equal(done.pending?.error.code, 'revocation-missing')
  })

  test(`${form.name}: revoked before the timestamp does not pass, revoked after it does`, async () => {
    const one = issueIdentity({ name: 'One', role: 'signer', issuer: middle })
    const who = keySigner({ key: one.key, certificates: [one.certificate, middle.certificate] })
    for (const [hours, said] of [
      [0.5, 'INDETERMINATE REVOKED_NO_POE'],
      [1.5, 'TOTAL-PASSED B-LT'],
    ] as const) {
      const collect = listsAt(at(2), [{ certificate: one.certificate, at: at(hours) }])
      const { bytes } = await form.augment(await form.sign(who), options('B-LT', { collect }))
      const [found] = await levelOf(form, bytes)
      assert.equal(found, said)
    }
  })
}

test('an archive timestamp of a message proves nothing once what it names is gone', async () => {
  const [form] = forms
  assert.ok(form)
  const { bytes } = await form.augment(await form.sign(rosa), options('B-LTA'))
  const parts = splitMessage(bytes)
  parts.revocation = parts.revocation.slice(1)
  const [report] = validateCades(joinMessage(parts), { anchors, time: at(5) }).signatures
  assert.notEqual(report?.level, 'B-LTA')
  assert.ok(report?.warnings.some((one) => /names revocation data that is not there/.test(one)))
})

test('an archive timestamp of XML is about the unsigned properties before it', async () => {
  const form = forms.find(({ name }) => name === 'XAdES enveloped')
  assert.ok(form)
  const { bytes } = await form.augment(await form.sign(rosa), options('B-LTA'))
  const other = await form.augment(await form.sign(rosa), options('B-LTA'))
  const values = /<xades:RevocationValues.*?<\/xades:RevocationValues>/s
  const swapped = Buffer.from(bytes)
    .toString()
    .replace(
      values,
      values.exec(Buffer.from(other.bytes).toString())?.[0].replace('CRLValues>', 'CRLValues >') ??
        '',
    )
  assert.deepEqual(await levelOf(form, bytes), ['TOTAL-PASSED B-LTA'])
  const [report] = await form.judge(new Uint8Array(Buffer.from(swapped)), { anchors, time: at(5) })
  assert.notEqual(report?.level, 'B-LTA')
})

test('an archive manifest of a container fails when one of its files is changed', async () => {
  const form = forms.find(({ name }) => name === 'asic-e with cades')
  assert.ok(form)
  const { bytes } = await form.augment(await form.sign(rosa), options('B-LTA'))
  const entries = (await readZip(bytes)).map((one) =>
    /ASiCArchiveManifest/.test(one.name)
      ? {
          ...one,
          bytes: new Uint8Array(
            Buffer.from(Buffer.from(one.bytes).toString().replace('text/xml', 'text/any')),
          ),
        }
      : one,
  )
  const [report] = await form.judge(await writeZip(entries, at(5)), { anchors, time: at(5) })
  assert.deepEqual([report?.indication, report?.level], ['TOTAL-PASSED', 'B-LT'])
})

test('several signers of one document are raised together', async () => {
  const first = await signXades(content, rosa, { time: at(0), packaging: 'enveloped' })
  const both = await signXades(first.bytes, person('Luis'), { time: at(0), packaging: 'enveloped' })
  const done = await augmentXades(both.bytes, options('B-LTA'))
  assert.deepEqual([done.level, done.pending], ['B-LTA', null])
  const { signatures } = await validateXades(done.bytes, { anchors, time: at(5) })
  assert.deepEqual(
    signatures.map(({ indication, level }) => [indication, level]),
    [
      ['TOTAL-PASSED', 'B-LTA'],
      ['TOTAL-PASSED', 'B-LTA'],
    ],
  )
})

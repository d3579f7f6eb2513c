// Makes containers, signs and judges them: both kinds, both forms, several signers, changed and hostile ones.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { SignatureError } from '../signature-error.ts'
import { randomFrom } from '../test-pdf.ts'
import { anchors, away, now as time, person, rosa, stampedAt } from '../test-people.ts'
import { askTimestamp } from '../tsa/ask-timestamp.ts'
import { readZip } from '../zip/read-zip.ts'
import { writeZip } from '../zip/write-zip.ts'
import { writeManifest } from './manifest.ts'
import { signAsic, type AsicFile } from './sign-asic.ts'
import { validateAsic } from './validate-asic.ts'

const text = (of: string): Uint8Array => new Uint8Array(Buffer.from(of))
const acta: AsicFile = { name: 'acta.txt', bytes: text('Acta 1'), mimeType: 'text/plain' }
const plano: AsicFile = { name: 'planos/plano & vía#1.pdf', bytes: text('%PDF-1.7 …') }
const timestamps = stampedAt(time)
const luis = person('Luis', 'rsa')

const kinds = [
  ['asic-s', 'cades', [acta]],
  ['asic-s', 'xades', [acta]],
  ['asic-e', 'cades', [acta, plano]],
  ['asic-e', 'xades', [acta, plano]],
] as const

for (const [kind, form, files] of kinds) {
  test(`${kind} with ${form} is signed, opened, and signed by another`, async () => {
    const first = await signAsic(files, rosa, { time, kind, form, timestamps })
    assert.equal(first.level, 'B-T')
    const [mimetype] = await readZip(first.bytes)
    assert.deepEqual(
      [mimetype?.name, mimetype?.stored, mimetype?.offset, mimetype?.extraBytes],
      ['mimetype', true, 0, 0],
    )
    const second = await signAsic(first.bytes, luis, { time, timestamps })
    const report = await validateAsic(second.bytes, { anchors, time })
    assert.deepEqual([report.kind, report.refused], [kind, null])
    assert.deepEqual(
      report.signatures
        .map(({ signer, indication, level }) => `${signer} ${indication} ${level}`)
        .sort(),
      ['Luis TOTAL-PASSED B-T', 'Rosa TOTAL-PASSED B-T'],
    )
    for (const { covered, uncovered, coverage, warnings } of report.signatures) {
      assert.deepEqual(
        covered,
        files.map(({ name }) => name),
      )
      assert.deepEqual([uncovered, coverage], [[], 'entire-file'])
      assert.ok(!warnings.some((one) => one.includes('mimetype')))
    }
    assert.deepEqual(
      [...report.files.keys()],
      files.map(({ name }) => name),
    )
  })

  test(`${kind} with ${form} fails when a file is changed, and names what is missing`, async () => {
    const { bytes } = await signAsic(files, rosa, { time, kind, form })
    const entries = await readZip(bytes)
    const changed = entries.map((one) =>
      one.name === acta.name ? { ...one, bytes: text('Acta 2') } : one,
    )
    const [failed] = (await validateAsic(await writeZip(changed, time), { anchors, time }))
      .signatures
    assert.deepEqual([failed?.indication, failed?.subIndication], ['TOTAL-FAILED', 'HASH_FAILURE'])
    const without = entries.filter(({ name }) => name !== acta.name)
    const [missing] = (await validateAsic(await writeZip(without, time), { anchors, time }))
      .signatures
    if (kind === 'asic-s') assert.equal(missing?.subIndication, 'FORMAT_FAILURE')
    else assert.equal(missing?.subIndication, 'SIGNED_DATA_NOT_FOUND')
  })

  test(`${kind} with ${form}: a file that was put in later is named as not covered`, async () => {
    const { bytes } = await signAsic(files, rosa, { time, kind, form })
    const entries = [...(await readZip(bytes)), { name: 'nuevo.txt', bytes: text('x') }]
    const [report] = (await validateAsic(await writeZip(entries, time), { anchors, time }))
      .signatures
    if (kind === 'asic-s') assert.equal(report?.subIndication, 'FORMAT_FAILURE')
    else {
      assert.deepEqual([report?.uncovered, report?.coverage], [['nuevo.txt'], 'unclear'])
      assert.ok(report?.warnings.includes('not covered: nuevo.txt'))
    }
  })
}

test('a changed manifest fails', async () => {
  const { bytes } = await signAsic([acta, plano], rosa, { time, form: 'cades' })
  const entries = (await readZip(bytes)).map((one) =>
    /ASiCManifest/.test(one.name)
      ? {
          ...one,
          bytes: text(Buffer.from(one.bytes).toString().replace('text/plain', 'text/other')),
        }
      : one,
  )
  const [report] = (await validateAsic(await writeZip(entries, time), { anchors, time })).signatures
  assert.deepEqual([report?.indication, report?.subIndication], ['TOTAL-FAILED', 'HASH_FAILURE'])
})

test('a signature without its manifest is malformed', async () => {
  const { bytes } = await signAsic([acta], rosa, { time, form: 'cades' })
  const entries = (await readZip(bytes)).filter(({ name }) => !/ASiCManifest/.test(name))
  const [report] = (await validateAsic(await writeZip(entries, time), { anchors, time })).signatures
  assert.equal(report?.subIndication, 'FORMAT_FAILURE')
})

test('the file of ASiC-S lies at the root of the container, when it is signed and when it is judged', async () => {
  const below = { ...acta, name: 'carpeta/acta.txt' }
  await assert.rejects(
    signAsic([below], rosa, { time, kind: 'asic-s', form: 'cades' }),
    /lies at the/,
  )
  const { bytes } = await signAsic([acta], rosa, { time, kind: 'asic-s', form: 'cades' })
  const moved = (await readZip(bytes)).map((entry) =>
    entry.name === acta.name ? { ...entry, name: below.name } : entry,
  )
  const [report] = (await validateAsic(await writeZip(moved, time), { anchors, time })).signatures
  assert.deepEqual(
    [report?.subIndication, report?.why],
    ['FORMAT_FAILURE', 'the signed file does not lie at the root of the container'],
  )
})

test('a mimetype in the wrong place or a wrong one is told', async () => {
  const { bytes } = await signAsic([acta], rosa, { time })
  const entries = await readZip(bytes)
  const last = [...entries.slice(1), ...entries.slice(0, 1)].map((one) => ({
    ...one,
    stored: false,
  }))
  const [report] = (await validateAsic(await writeZip(last, time), { anchors, time })).signatures
  assert.equal(report?.indication, 'TOTAL-PASSED')
  assert.ok(report.warnings.includes('the mimetype file does not come first'))
  assert.ok(report.warnings.includes('the mimetype file is packed'))
  const other = entries.map((one) =>
    one.name === 'mimetype' ? { ...one, bytes: text('text/plain') } : one,
  )
  const { signatures } = await validateAsic(await writeZip(other, time))
  assert.ok(signatures[0]?.warnings.includes('the mimetype file names no container of signatures'))
})

test('a timestamp alone vouches for a file, or for the files of a manifest', async () => {
  const stampOf = (bytes: Uint8Array): Promise<Uint8Array> => {
    const hashed = createHash('sha256').update(bytes).digest()
    return askTimestamp({ digest: 'sha256', bytes: hashed }, timestamps)
  }
  const name = 'META-INF/timestamp.tst'
  const simple = [
    { name: 'mimetype', bytes: text('application/vnd.etsi.asic-s+zip'), stored: true },
    { name: acta.name, bytes: acta.bytes },
    { name, bytes: await stampOf(acta.bytes) },
  ]
  const manifest = writeManifest(
    { name, mimeType: 'application/vnd.etsi.timestamp-token' },
    [acta, plano].map((one) => ({ mimeType: 'text/plain', ...one })),
    'sha256',
  )
  const extended = [
    { name: 'mimetype', bytes: text('application/vnd.etsi.asic-e+zip'), stored: true },
    ...[acta, plano].map((one) => ({ name: one.name, bytes: one.bytes })),
    { name: 'META-INF/ASiCManifest.xml', bytes: manifest },
    { name, bytes: await stampOf(manifest) },
  ]
  for (const entries of [simple, extended]) {
    const [report] = (await validateAsic(await writeZip(entries, time), { anchors, time }))
      .signatures
    assert.deepEqual(
      [report?.kind, report?.indication, report?.coverage, report?.why],
      ['document-timestamp', 'TOTAL-PASSED', 'entire-file', null],
    )
    const spoilt = entries.map((one) =>
      one.name === acta.name ? { ...one, bytes: text('x') } : one,
    )
    const [bad] = (await validateAsic(await writeZip(spoilt, time), { anchors, time })).signatures
    assert.notEqual(bad?.indication, 'TOTAL-PASSED')
  }
})

for (const [why, files, kind] of [
  ['no file', [], 'asic-e'],
  ['two files in ASiC-S', [acta, plano], 'asic-s'],
  ['a name twice', [acta, acta], 'asic-e'],
  ['a name that climbs', [{ ...acta, name: '../x' }], 'asic-e'],
  ['a name in META-INF', [{ ...acta, name: 'META-INF/x' }], 'asic-e'],
  ['the name mimetype', [{ ...acta, name: 'mimetype' }], 'asic-e'],
] as const)
  test(`${why} is refused before anything is signed`, async () => {
    await assert.rejects(signAsic(files, rosa, { time, kind }), { code: 'malformed-container' })
  })

test('a server that is away costs the level', async () => {
  const made = await signAsic([acta], rosa, { time, timestamps: away })
  assert.equal(made.level, 'B-B')
  assert.match(made.pending?.message ?? '', /is away/)
})

test('bytes that are no container are refused in words', async () => {
  for (const bytes of [new Uint8Array(), text('hello'), text('PK\u0003\u0004')]) {
    const { refused, signatures } = await validateAsic(bytes)
    assert.ok(refused instanceof SignatureError)
    assert.deepEqual(signatures, [])
  }
})

test('300 changed containers get a report that does not pass over changed files', async () => {
  const made = await Promise.all(
    (['cades', 'xades'] as const).map((form) => signAsic([acta, plano], rosa, { time, form })),
  )
  const random = randomFrom(31)
  for (const { bytes } of made)
    for (let round = 0; round < 150; round++) {
      const copy = Uint8Array.from(bytes)
      for (let count = 1 + Math.floor(random() * 4); count > 0; count--)
        copy[Math.floor(random() * copy.length)] = Math.floor(random() * 256)
      const { signatures, files } = await validateAsic(copy, { anchors, time })
      for (const { indication, covered } of signatures)
        if (indication === 'TOTAL-PASSED')
          for (const name of covered)
            assert.deepEqual(
              Buffer.from(files.get(name) ?? []),
              Buffer.from([acta, plano].find((one) => one.name === name)?.bytes ?? []),
            )
    }
})

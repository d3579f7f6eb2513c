// Tests that every verdict is told to a clerk in both languages, without jargon, and completely.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { Ajv } from 'ajv'
import { generateCorpus } from '../corpus/corpus.ts'
import { describeModification, modificationCodes, modificationOf } from '../diff/modification.ts'
import { SignatureError } from '../signature-error.ts'
import { makePdf } from '../test-pdf.ts'
import { readCertificate } from '../x509/certificate.ts'
import { validatePdf } from '../validate/validate-pdf.ts'
import { indications, meaningOf, subIndications } from './indications.ts'
import { claimedTime, limaTime } from './describe-signature.ts'
import { reportValidation, reportText, type JsonReport } from './report-validation.ts'

/** ETSI EN 319 102-1, tables 5 and 6, as EU DSS lists them too. */
const standard = `FORMAT_FAILURE HASH_FAILURE SIG_CRYPTO_FAILURE REVOKED EXPIRED NOT_YET_VALID
SIG_CONSTRAINTS_FAILURE CHAIN_CONSTRAINTS_FAILURE CERTIFICATE_CHAIN_GENERAL_FAILURE
CRYPTO_CONSTRAINTS_FAILURE POLICY_PROCESSING_ERROR SIGNATURE_POLICY_NOT_AVAILABLE
TIMESTAMP_ORDER_FAILURE NO_SIGNING_CERTIFICATE_FOUND NO_CERTIFICATE_CHAIN_FOUND REVOKED_NO_POE
REVOKED_CA_NO_POE OUT_OF_BOUNDS_NOT_REVOKED OUT_OF_BOUNDS_NO_POE REVOCATION_OUT_OF_BOUNDS_NO_POE
CRYPTO_CONSTRAINTS_FAILURE_NO_POE NO_POE TRY_LATER SIGNED_DATA_NOT_FOUND CUSTOM`.split(/\s+/)

const jargon =
  /\b(hash|CMS|DER|ASN|X\.?509|CRL|OCSP|TSA|PKI|POE|SHA|RSA|DSS|byte|ByteRange|revocad[oa]|resumen criptogr|cadena de confianza|token|null|undefined|NaN)\b/i
/** Addressing an official as a friend (tú) or giving orders to one (usted deberá). */
const address = /\b(tú|tu|tus|puedes|debes|tienes|pide|revisa|usted|deberá|proceda)\b/i

function isPlain(text: string): void {
  assert.doesNotMatch(text, jargon)
  // Names of entries, as (/TU), are no words.
  assert.doesNotMatch(text.replace(/\(\/\w+\)/g, ''), address)
  assert.match(text, /^[A-ZÁÉÍÓÚÑ].*\.$/s)
  assert.ok(text.length < 260, text)
}

test('every sub-indication of the standard has its sentences, and no other has', () => {
  const own = Object.keys(subIndications).filter(
    (one) => one !== 'NO_CERTIFICATE_CHAIN_FOUND_NO_POE',
  )
  assert.deepEqual(own.sort(), standard.sort())
  const failing = Object.entries(subIndications).filter(
    ([, { indication }]) => indication === 'TOTAL-FAILED',
  )
  assert.equal(failing.length, 6)
  const all = [...Object.values(subIndications), ...Object.values(indications)]
  for (const { es, en, doEs, doEn } of all) for (const one of [es, en, doEs, doEn]) isPlain(one)
  const texts = Object.values(subIndications).map(({ es }) => es)
  assert.equal(new Set(texts).size, texts.length)
})

test('a code nobody knows is told by its indication', () => {
  assert.equal(meaningOf('INDETERMINATE', 'SOMETHING_NEW'), indications.INDETERMINATE)
})

test('every kind of change has a sentence in both languages', () => {
  for (const code of modificationCodes) {
    const evidence = { number: 7, key: 'V', field: 'monto', type: 'FreeText' }
    const change = modificationOf(code, evidence)
    for (const language of ['es', 'en'] as const) {
      const text = describeModification(change, language)
      assert.doesNotMatch(text, jargon)
      assert.doesNotMatch(text, /[{}–]/)
    }
    assert.notEqual(describeModification(change, 'es'), describeModification(change, 'en'))
  }
})

test('whatever the corpus holds is told in plain sentences and as JSON', async () => {
  const { documents, anchor, time } = await generateCorpus((name) => !name.startsWith('huge'))
  const anchors = [readCertificate(anchor)]
  const words = new Set<string | null>()
  const schema = readFileSync(new URL('report.schema.json', import.meta.url), 'utf8')
  const follows = new Ajv({ strictTypes: false }).compile(JSON.parse(schema) as object)
  for (const { name, bytes } of documents) {
    const report = reportValidation(validatePdf(bytes, { anchors, time }), { time, name })
    assert.deepEqual(JSON.parse(JSON.stringify(report)), report)
    assert.ok(follows(report), `${name}: ${JSON.stringify(follows.errors)}`)
    words.add(report.overall.word)
    for (const { es, en } of report.signatures)
      for (const said of [es, en]) {
        for (const text of [said.verdict, said.who, said.when, said.covers]) isPlain(text)
        for (const text of [...said.changes, ...said.missing, ...said.todo]) isPlain(text)
        assert.ok(said.todo.length > 0)
      }
    assert.ok(reportText(report, 'es').length > 20)
  }
  assert.deepEqual([...words].sort(), ['INDETERMINADO', 'NO VÁLIDO', 'VÁLIDO', null].sort())
})

async function told(name: string): Promise<JsonReport> {
  const { documents, anchor, time } = await generateCorpus((one) => one === name)
  const [first] = documents
  assert.ok(first)
  const anchors = [readCertificate(anchor)]
  return reportValidation(validatePdf(first.bytes, { anchors, time }), { time })
}

test('who, when, what, what changed, what is missing and what to do stand in the report', async () => {
  const report = await told('valid-certified-p3-annotated')
  const [one] = report.signatures
  assert.ok(one)
  assert.equal(report.overall.es, 'VÁLIDO. 1 de 1 firma vale.')
  assert.equal(one.es.who, 'Firmó Rosa Quispe.')
  assert.match(one.es.when, /^Quien firmó declara el \d\d\/\d\d\/\d{4} \d\d:\d\d \(hora de Lima\)/)
  assert.match(one.es.covers, /después se añadió algo/)
  assert.deepEqual(one.es.changes, [
    'Se añadió una anotación (FreeText) encima de la página (página 1): permitido, pero hay que mirarlo.',
  ])
  assert.deepEqual(one.modifications[0]?.box, [60, 90, 200, 130])
  assert.match(one.es.missing.join(' '), /Falta un sello de tiempo/)
  assert.match(one.en.todo.join(' '), /Add a timestamp now/)
})

test('a timestamp is named with its authority, and one that does not count is told', async () => {
  const [good] = (await told('valid-bt')).signatures
  assert.match(good?.es.when ?? '', /lo prueba un sello de tiempo de Corpus clock\.$/)
  assert.deepEqual(
    good?.timestamps.map(({ authority }) => authority),
    ['Corpus clock'],
  )
  for (const name of ['timestamp-of-other-signature', 'timestamp-is-no-token']) {
    const [bad] = (await told(name)).signatures
    assert.match(bad?.es.missing.join(' ') ?? '', /Un sello de tiempo de la firma no cuenta/)
  }
})

test('a document that could not be opened leaves it open, a broken one does not', () => {
  const time = new Date()
  const refused = (code: 'password-needed' | 'malformed-pdf') =>
    reportValidation({ signatures: [], refused: new SignatureError(code) }, { time }).overall.word
  assert.equal(refused('password-needed'), 'INDETERMINADO')
  assert.equal(refused('malformed-pdf'), 'NO VÁLIDO')
})

test('a signature that fails does not say who signed as if it were so', async () => {
  const [one] = (await told('isa-content')).signatures
  assert.match(one?.es.verdict ?? '', /^NO VÁLIDO\. El documento cambió/)
  assert.match(one?.es.who ?? '', /no prueba que firmó/)
  assert.match(one?.es.changes[0] ?? '', /no permitido\.$/)
})

test('a document without signatures and one that cannot be read are told apart', () => {
  const time = new Date()
  const none = reportValidation(validatePdf(makePdf()), { time })
  assert.deepEqual([none.overall.word, none.overall.es], [null, 'El documento no tiene firmas.'])
  const broken = reportValidation(validatePdf(new Uint8Array(9)), { time })
  assert.equal(broken.overall.word, 'NO VÁLIDO')
  assert.equal(broken.refused?.code, 'malformed-pdf')
})

test('a technical verdict names nobody as the signer', async () => {
  const { documents, time } = await generateCorpus((one) => one === 'valid-bt')
  const options = { time, technical: true }
  const { technical, signatures } = reportValidation(
    validatePdf(documents[0]?.bytes ?? makePdf()),
    options,
  )
  const said = signatures[0]?.es
  assert.equal(technical, true)
  assert.match(said?.who ?? '', /no se comprobó qué entidad/)
  for (const text of [said?.verdict, said?.who, ...(said?.missing ?? [])]) isPlain(text ?? '')
})

test('times of PDF are read with their zone and told in the time of Lima', () => {
  const time = claimedTime("D:20260315090000-05'00'")
  assert.equal(time?.toISOString(), '2026-03-15T14:00:00.000Z')
  assert.equal(limaTime(time ?? new Date(), 'es'), '15/03/2026 09:00 (hora de Lima)')
  assert.equal(claimedTime('2026-03-15T09:00:00-05:00')?.getTime(), time?.getTime())
  assert.equal(claimedTime('D:20260315'), null)
  assert.equal(claimedTime(null), null)
})

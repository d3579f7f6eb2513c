// A city's answers are signed digitally: the very document, every signature good, and the public sees who and how it was judged.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import {
  type TestObservatory,
  official,
  testObservatory,
} from '../../../test/support/test-observatory.ts'
import { type TestSigner, testSigner } from '../../../test/support/test-signer.ts'
import { fileColumns, isNamed } from '../house/store-house.ts'
import { type SignedFile, attestationFrom } from './attestation.ts'

const mayor = testSigner('PRUEBA ALCALDIA FIR 40000001 hard')
const stranger = testSigner('Otra Persona')
const drafter = official('drafter', ['read', 'draft', 'publish'])
const other = official('other', ['read', 'draft', 'publish'])
const clerk = official('clerk', ['read'])
const at = '/observatory/answer/2020'
let on: TestObservatory

before(async () => {
  on = await testObservatory({ trusted: [mayor.certificate] })
})
after(() => on.close())

const words = (page: string): string => page.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ')

const signed = (pdf: Uint8Array, by: TestSigner): Promise<Uint8Array> =>
  by.sign(pdf, on.clock.now())

function send(body: Uint8Array, as = drafter) {
  const head =
    '--b\r\ncontent-disposition: form-data; name="file"; filename="a.pdf"\r\ncontent-type: application/pdf\r\n\r\n'
  const whole = Buffer.concat([Buffer.from(head), body, Buffer.from('\r\n--b--\r\n')])
  const type = 'multipart/form-data; boundary=b'
  return on.upload(`${at}/signature?lang=en`, { as, type, body: whole })
}

const document = async (as = drafter): Promise<Uint8Array> => {
  const answer = await on.ask(`${at}/document.pdf`, { as })
  assert.equal(answer.status, 200)
  return new Uint8Array(answer.bytes)
}

async function handIn(factor: string): Promise<void> {
  const form: [string, string][] = [
    ['state-factors', 'answered'],
    ['choice-factors', factor],
  ]
  assert.equal((await on.ask(`${at}/1`, { as: drafter, form })).status, 303)
  assert.equal((await on.ask(`${at}/submit`, { as: drafter, form: { attest: 'yes' } })).status, 303)
}

test('before anything is handed in there is nothing to sign, and others than drafters see none of it', async () => {
  assert.equal((await on.ask(`${at}/document.pdf`, { as: drafter })).status, 404)
  await handIn('culture')
  assert.equal((await on.ask(`${at}/document.pdf`, { as: clerk })).status, 404)
  assert.equal((await on.ask(`${at}/document.pdf`)).status, 404)
  const pdf = await document()
  assert.equal(Buffer.from(pdf.subarray(0, 5)).toString('latin1'), '%PDF-')
  assert.deepEqual(await document(), pdf, 'the same bytes each time')
})

test('bad input: no signature, another document, and a document that was changed are named, and nothing is kept', async () => {
  const pdf = await document()
  const bare = await send(pdf)
  assert.equal(bare.status, 422)
  assert.match(words(bare.text), /The file carries no signature/)
  assert.match(words((await send(Buffer.from('hola'))).text), /The signature does not hold/)
  const broken = Buffer.from(await signed(pdf, mayor))
  const place = broken.indexOf('/FlateDecode') + 200
  broken[place] = (broken[place] ?? 0) ^ 1
  const changed = await send(broken)
  assert.equal(changed.status, 422)
  assert.match(words(changed.text), /not the document that was handed in|does not hold/)
  assert.equal((await on.answering.draft(2020))?.draft.signature, undefined)
  assert.equal((await send(await signed(pdf, mayor), clerk)).status, 404)
})

test('a name nobody vouches for is told as undetermined; a signature can be added to a signature', async () => {
  const pdf = await document()
  assert.equal((await send(await signed(pdf, stranger))).status, 303)
  const page = words((await on.ask(`${at}/review?lang=en`, { as: drafter })).text)
  assert.match(page, /Signed digitally by Otra Persona, .* Undetermined/)
  assert.match(page, /no authority this city trusts vouches for the name/)
  const both = await signed(await signed(pdf, mayor), stranger)
  assert.equal((await send(both)).status, 303)
  const { signature } = (await on.answering.draft(2020))?.draft ?? {}
  assert.deepEqual(
    signature?.signers.map(({ name, verdict }) => [name, verdict]),
    [
      ['PRUEBA ALCALDIA', 'valid'],
      ['Otra Persona', 'undetermined'],
    ],
  )
})

test('whoever signs does not take the place of whoever handed in', async () => {
  const pdf = await document()
  assert.equal((await send(await signed(pdf, mayor), other)).status, 303)
  assert.equal((await on.ask(`${at}/publish`, { as: drafter, form: {} })).status, 400)
  assert.equal((await on.ask(`${at}/publish`, { as: other, form: {} })).status, 303)
})

test('the public sees who signed, the verdict and the document; its number of identity is not shown', async () => {
  const page = (await on.ask('/observatory/cities/lima?lang=en&edition=2020')).text
  assert.match(words(page), /Signed digitally by PRUEBA ALCALDIA, .* Valid B-B/)
  assert.doesNotMatch(page, /40000001/)
  const file = await on.ask('/observatory/cities/lima/attestation.pdf?edition=2020')
  assert.equal(file.headers['content-type'], 'application/pdf')
  const { signature } = (await on.answering.draft(2020))?.draft ?? {}
  assert.equal(file.headers['etag'], `"${signature?.file}"`)
  assert.equal((await on.ask('/observatory/cities/toronto/attestation.pdf')).status, 404)
  const { kysely } = on.on.database
  assert.equal(await isNamed(kysely, signature?.file ?? ''), true)
  assert.equal(await isNamed(kysely, '0'.repeat(64)), false)
  assert.deepEqual(fileColumns, [{ table: 'observatory.answers_document', column: 'sha256' }])
})

test('what is answered anew is not signed any more, until somebody signs it', async () => {
  on.clock.set('2026-04-01T15:00:00Z')
  const old = await signed(await document(), mayor)
  await handIn('measurement')
  const { draft } = (await on.answering.draft(2020)) ?? assert.fail()
  assert.equal(draft.signature, undefined)
  assert.match(words((await send(old)).text), /not the document that was handed in/)
  assert.equal((await on.ask(`${at}/publish`, { as: other, form: {} })).status, 303)
  const page = words((await on.ask('/observatory/cities/lima?lang=en&edition=2020')).text)
  assert.doesNotMatch(page, /Signed digitally/)
})

const good: SignedFile['signatures'][number] = {
  ...{ kind: 'signature', signer: 'Ana', indication: 'TOTAL-PASSED', subIndication: null },
  ...{ level: 'B-T', coverage: 'entire-file', time: '2026-03-14T15:00:00Z', modified: false },
  ...{ es: 'motivo', en: 'reason' },
}

test('one signature that does not hold, or something put behind them all, refuses the file', () => {
  const about = { document: 'd', file: 'f', now: new Date('2026-03-14T15:00:00Z') }
  const judge = (...signatures: Partial<typeof good>[]) =>
    attestationFrom(
      {
        refused: null,
        earlier: ['d'],
        signatures: signatures.map((each) => ({ ...good, ...each })),
      },
      about,
    )
  assert.equal(judge({}).signers[0]?.verdict, 'valid')
  const refused = { name: 'ObservatoryError', code: 'signature-refused' }
  assert.throws(() => judge({}, { indication: 'TOTAL-FAILED' }), refused)
  assert.throws(
    () => judge({ indication: 'INDETERMINATE', subIndication: 'REVOKED_NO_POE' }),
    refused,
  )
  assert.throws(() => judge({ modified: true }), refused)
  assert.throws(() => judge({ coverage: 'revision' }), refused)
  assert.throws(() => judge({ kind: 'timestamp' }), { code: 'nothing-signed' })
})

// Whose certificate signs: in its time, not taken back by its authority; where that cannot be known it is told and kept.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import {
  type Identity,
  type Signer,
  anchorsFrom,
  answerTimestamp,
  collectValidationData,
  issueCrl,
  issueIdentity,
  keySigner,
  readCertificates,
  validatePdf,
} from '@rimaq/signatures'
import { createLog } from '#platform'
import { type TestActs, testActs } from '../../../test/support/acts.ts'
import { lists, signBatch, withList } from '../../../test/support/lasting.ts'
import { actAsCity } from '../case/act-on-case.ts'
import { makeLasting } from '../seal/make-lasting.ts'
import { openSeal } from '../seal/entity-seal.ts'
import { findLongTerm } from '../seal/store-long-term.ts'
import type { ActParts } from './act-parts.ts'
import { newestFile, readAct } from './store-acts.ts'
import { bytesOf } from './stored-bytes.ts'

let city: TestActs
before(async () => {
  city = await testActs()
})
after(() => city.close())

const life = { notBefore: new Date('2026-01-01'), notAfter: new Date('2034-01-01') }

/** The network: one list, which the test can change or take away. */
function authority(revoked: () => { certificate: Uint8Array; at: Date }[], away = () => false) {
  const asked: string[] = []
  const parts: ActParts = {
    ...city.parts,
    policy: {
      trust: city.parts.policy.trust,
      async fetch({ url }) {
        asked.push(url)
        if (away() || url !== lists) throw new Error('no route to host')
        const thisUpdate = new Date(city.on.clock.now().getTime() - 60_000)
        return issueCrl({ issuer: city.root, thisUpdate, revoked: revoked() })
      },
    },
  }
  return { parts, asked }
}

function identity(dates = life): Identity {
  const { dni } = city.chief
  return issueIdentity({
    ...{ name: `PRUEBA Jefa FIR ${dni} hard`, serialNumber: `PNOPE-${dni}`, role: 'signer' },
    ...{ issuer: city.root, extensions: [withList()], ...dates },
  })
}

const signerOf = ({ key, certificate }: Identity): Signer =>
  keySigner({ key, certificates: [certificate] })

const sign = (parts: ActParts, acts: readonly string[], signer: Signer) =>
  signBatch(parts, city, acts, signer)

test('a certificate that its authority revoked signs nothing, and the page says why', async () => {
  const own = identity()
  const at = new Date(city.on.clock.now().getTime() - 3_600_000)
  const { parts } = authority(() => [{ certificate: own.certificate, at }])
  const act = await city.toSign(await city.file())
  const [refused] = await sign(parts, [act], signerOf(own))
  assert.deepEqual(
    [refused?.state, refused?.fault, refused?.number],
    ['refused', 'certificate-revoked', null],
  )
  assert.equal((await readAct(parts.database.kysely, act))?.state, 'to-sign')
})

test('one that is good signs, and the list is asked for once for the whole batch', async () => {
  const { parts, asked } = authority(() => [])
  const acts = [await city.toSign(await city.file()), await city.toSign(await city.file())]
  const done = await sign(parts, acts, signerOf(identity()))
  assert.deepEqual(
    done.map(({ state, signerStatus }) => [state, signerStatus]),
    [
      ['signed', 'good'],
      ['signed', 'good'],
    ],
  )
  assert.deepEqual(asked, [lists])
})

test('where its authority does not answer the act is signed, and that it is not known stays on record', async () => {
  const { parts } = authority(
    () => [],
    () => true,
  )
  const caseId = await city.file()
  const act = await city.toSign(caseId)
  const [done] = await sign(parts, [act], signerOf(identity()))
  assert.deepEqual([done?.state, done?.signerStatus], ['signed', 'unknown'])
  assert.equal((await readAct(parts.database.kysely, act))?.signerStatus, 'unknown')
  const told = await actAsCity(parts, caseId, async ({ events }) => events.at(-1)?.content)
  assert.equal(told?.['certificate'], 'unknown')
})

test('one that has ended, or has not begun, is refused before anything is signed', async () => {
  const act = await city.toSign(await city.file())
  const { parts } = authority(() => [])
  const ended = identity({ notBefore: new Date('2020-01-01'), notAfter: new Date('2026-01-02') })
  await assert.rejects(sign(parts, [act], signerOf(ended)), {
    ...{ code: 'certificate-expired', detail: { day: '2026-01-02' } },
  })
  const early = identity({ notBefore: new Date('2027-01-01'), notAfter: new Date('2030-01-01') })
  await assert.rejects(sign(parts, [act], signerOf(early)), { code: 'certificate-not-yet' })
})

test('a signed act is made to last by the job; while lists are away it waits, says so, and loses nothing', async () => {
  let away = true
  const { parts } = authority(
    () => [],
    () => away,
  )
  const { fetch } = parts.policy
  assert.ok(fetch)
  const time = issueIdentity({
    ...{ name: 'Hora con lista', role: 'timestamps', issuer: city.root, extensions: [withList()] },
    ...life,
  })
  const timestamps = {
    servers: ['here'],
    send: async (_to: string, request: Uint8Array) =>
      answerTimestamp(request, time, city.on.clock.now()),
  }
  const folder = city.places.seal
  const { clock } = city.on
  const seal = await openSeal({
    ...{ data: folder, place: null, secret: null, name: 'Municipalidad de Prueba', clock },
    timestamps,
    collect: (wanted) =>
      collectValidationData({
        ...{ ...wanted, fetch },
        anchors: readCertificates(city.root.certificate),
      }),
  })
  const keeping = { ...parts, timestamps, seal, log: createLog({ level: 'silent' }) }
  const act = await city.toSign(await city.file())
  const brief = identity({ ...life, notAfter: new Date('2028-01-01') })
  await sign(keeping, [act], signerOf(brief))
  const { kysely } = parts.database
  const { code = '', signedSha256 = null } = (await readAct(kysely, act)) ?? {}
  assert.equal(await makeLasting(keeping), 0)
  const waits = await findLongTerm(kysely, code)
  assert.deepEqual([waits?.tried, (await readAct(kysely, act))?.lasting], [1, waits?.why])
  assert.match(waits?.why ?? '', /\S/)
  away = false
  clock.pass(3_600_000)
  // A list from before the signature vouches for nothing about it: this one is newer.
  await makeLasting(keeping)
  assert.equal(await findLongTerm(kysely, code), null)
  const file = await newestFile(kysely, act)
  assert.equal(file?.level, 'B-LTA')
  const first = await bytesOf(parts, signedSha256)
  const last = await bytesOf(parts, file?.sha256 ?? null)
  assert.ok(Buffer.from(last.subarray(0, first.length)).equals(first), 'nothing is rewritten')
  // Two years after the signer's certificate has ended it is still proven.
  const trust = [
    ...anchorsFrom(readCertificates(city.root.certificate)),
    ...anchorsFrom(seal.certificates),
  ]
  const { signatures } = validatePdf(last, { trust, time: new Date('2030-01-01') })
  const person = signatures.find(({ fields }) => fields.includes('Firma'))
  assert.deepEqual([person?.indication, person?.level], ['TOTAL-PASSED', 'B-LTA'])
  await seal.close()
})

// Archive timestamps are renewed before they end, by authorities whose certificates live some weeks; an outage delays and loses nothing.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import {
  type AlgorithmRules,
  type Identity,
  anchorsFrom,
  answerTimestamp,
  archiveEnd,
  collectValidationData,
  defaultPolicy,
  issueCrl,
  issueIdentity,
  keySigner,
  readCertificates,
  validatePdf,
} from '@rimaq/signatures'
import { createLog } from '#platform'
import { type TestActs, testActs } from '../../../test/support/acts.ts'
import { signBatch, withList } from '../../../test/support/lasting.ts'
import { actAsCity } from '../case/act-on-case.ts'
import { readAct } from '../acts/store-acts.ts'
import { type EntitySeal, openSeal } from './entity-seal.ts'
import { makeLasting } from './make-lasting.ts'
import { type RenewParts, renewArchive } from './renew-archive.ts'
import { listArchiveStamps } from './store-archive-stamps.ts'
import { findIssued } from './store-issued.ts'
import { bytesOf } from './stamp-pending.ts'

let city: TestActs
let seal: EntitySeal
let server: Identity
let away = false
before(async () => {
  city = await testActs()
  server = authority('Hora uno', '2026-08-20')
  const { clock } = city.on
  seal = await openSeal({
    ...{
      data: city.places.seal,
      place: null,
      secret: null,
      name: 'Municipalidad de Prueba',
      clock,
    },
    timestamps,
    collect: (wanted) =>
      collectValidationData({
        ...wanted,
        fetch: async () =>
          issueCrl({
            ...{ issuer: city.root, revoked: [] },
            thisUpdate: new Date(clock.now().getTime() - 60_000),
          }),
        anchors: readCertificates(city.root.certificate),
      }),
  })
})
after(async () => {
  await seal?.close()
  await city?.close()
})

const day = 86_400_000

/** One server of time, which the test can take away or give another certificate. */
const timestamps = {
  servers: ['here'],
  async send(_to: string, request: Uint8Array) {
    if (away) throw new Error('no route to host')
    return answerTimestamp(request, server, city.on.clock.now())
  },
}

function authority(name: string, until: string): Identity {
  return issueIdentity({
    ...{ name, role: 'timestamps', issuer: city.root, extensions: [withList()] },
    ...{ notBefore: new Date('2026-01-01'), notAfter: new Date(until) },
  })
}

const keeping = (algorithms?: AlgorithmRules): RenewParts => ({
  ...{ ...city.parts, seal, log: createLog({ level: 'silent' }) },
  ...(algorithms === undefined ? {} : { algorithms }),
})

/** A signed act that is B-LTA already; its code and its case. */
async function lasting(): Promise<{ code: string; caseId: string }> {
  const caseId = await city.file()
  const act = await city.toSign(caseId)
  const { dni } = city.chief
  const own = issueIdentity({
    ...{ name: `PRUEBA Jefa FIR ${dni} hard`, serialNumber: `PNOPE-${dni}`, role: 'signer' },
    ...{ issuer: city.root, extensions: [withList()] },
    ...{ notBefore: new Date('2026-01-01'), notAfter: new Date('2034-01-01') },
  })
  const parts = { ...city.parts, seal, timestamps }
  await signBatch(parts, city, [act], keySigner({ key: own.key, certificates: [own.certificate] }))
  const { code } = (await readAct(parts.database.kysely, act)) ?? {}
  assert.ok(code)
  // A list from before the signature vouches for nothing about it.
  city.on.clock.pass(3_600_000)
  await makeLasting(keeping())
  return { code, caseId }
}

const stampOf = async (code: string) => {
  const until = new Date('2100-01-01')
  const { stamps } = await listArchiveStamps(city.parts.database.kysely, { until, limit: 100 })
  return stamps.find((each) => each.code === code)
}
const versionsOf = async (code: string) =>
  (await findIssued(city.parts.database.kysely, code))?.versions ?? []

test('in the last quarter of its life it is renewed by an authority that lasts longer, and not before', async () => {
  const { code, caseId } = await lasting()
  const first = await stampOf(code)
  assert.equal(first?.ends?.toISOString().slice(0, 10), '2026-08-20')
  assert.equal(first?.endsWhy, 'certificate')
  const kept = await versionsOf(code)
  await renewArchive(keeping())
  assert.deepEqual(await versionsOf(code), kept, 'too early')
  const on = first?.renewOn?.getTime() ?? 0
  city.on.clock.pass(on - city.on.clock.now().getTime() + day)
  away = true
  assert.equal(await renewArchive(keeping()), 0)
  const waits = await stampOf(code)
  assert.equal(waits?.tried, 1)
  assert.match(waits?.why ?? '', /\S/)
  assert.deepEqual(await versionsOf(code), kept, 'an outage writes nothing')
  away = false
  city.on.clock.pass(3_600_000)
  assert.equal(await renewArchive(keeping()), 0)
  assert.equal((await stampOf(code))?.why, 'same-end')
  assert.deepEqual(await versionsOf(code), kept, 'the same certificate proves nothing longer')
  server = authority('Hora dos', '2028-06-01')
  city.on.clock.pass(day + 1_000)
  assert.equal(await renewArchive(keeping()), 1)
  assert.equal(await renewArchive(keeping()), 0, 'once')
  const renewed = await versionsOf(code)
  assert.equal(renewed.length, kept.length + 1)
  const [before, last] = [kept.at(-1), renewed.at(-1)]
  const old = await bytesOf(city.parts.files, before?.sha256 ?? '')
  const now = await bytesOf(city.parts.files, last?.sha256 ?? '')
  assert.ok(Buffer.from(now.subarray(0, old.length)).equals(old), 'nothing is rewritten')
  const then = await stampOf(code)
  assert.deepEqual(
    [then?.ends?.toISOString().slice(0, 10), then?.why, then?.tried],
    ['2028-06-01', null, 0],
  )
  const told = await actAsCity(city.parts, caseId, async ({ events }) => events.at(-1))
  assert.equal(told?.kind, 'document-stamped')
  assert.equal(told?.content['renewed'], true)
  const trust = [
    ...anchorsFrom(readCertificates(city.root.certificate)),
    ...anchorsFrom(seal.certificates),
  ]
  // The first server's certificate has ended by then; without the renewal nothing proves it.
  const time = new Date('2027-06-01')
  const judged = (pdf: Uint8Array) =>
    validatePdf(pdf, { trust, time }).signatures.find(({ fields }) => fields.includes('Firma'))
  assert.deepEqual([judged(now)?.indication, judged(now)?.level], ['TOTAL-PASSED', 'B-LTA'])
})

test('an algorithm that leaves the policy before the certificate ends is the reason and the day', async () => {
  server = authority('Hora tres', '2034-01-01')
  const { code } = await lasting()
  const pdf = await bytesOf(city.parts.files, (await versionsOf(code)).at(-1)?.sha256 ?? '')
  const { algorithms } = defaultPolicy
  const until = (day: string): AlgorithmRules => ({
    ...algorithms,
    digests: algorithms.digests.map((row) => ({ ...row, until: day })),
    keys: algorithms.keys.map((row) => ({ ...row, until: '2033-01-01' })),
  })
  assert.deepEqual(
    ['2027-01-01', '2040-01-01'].map((each) => {
      const end = archiveEnd(pdf, until(each))
      return [end?.on.toISOString().slice(0, 10), end?.why]
    }),
    [
      ['2027-01-01', 'algorithm'],
      ['2033-01-01', 'algorithm'],
    ],
  )
  assert.deepEqual((await stampOf(code))?.endsWhy, 'algorithm')
  const renewOn = (await stampOf(code))?.renewOn?.getTime() ?? 0
  city.on.clock.pass(renewOn - city.on.clock.now().getTime() + day)
  const kept = await versionsOf(code)
  // A newer table gives it longer: nothing is stamped, and the later day is noted.
  await renewArchive(keeping(until('2032-01-01')))
  assert.deepEqual(await versionsOf(code), kept)
  assert.equal((await stampOf(code))?.ends?.toISOString().slice(0, 10), '2032-01-01')
})

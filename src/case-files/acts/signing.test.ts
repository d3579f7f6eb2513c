// Signing: the key stays with the signer, the number comes with the signature, and nothing is half done.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { issueIdentity, keySigner, validatePdf } from '@rimaq/signatures'
import { createLog } from '#platform'
import { type TestActs, testActs } from '../../../test/support/acts.ts'
import { actAsCity } from '../case/act-on-case.ts'
import { brokenAt } from '../filing/event-chain.ts'
import { isNamed } from '../filing/store-filings.ts'
import { stampPending } from '../seal/stamp-pending.ts'
import { findIssued } from '../seal/store-issued.ts'
import { numberShown } from './act.ts'
import { finishAct, finishJob } from './finish-act.ts'
import { handIn } from './hand-in.ts'
import { fields } from './judge-signature.ts'
import { openBatch } from './open-batch.ts'
import { type Prepared, prepareBatch } from './prepare-batch.ts'
import { newestFile, readAct } from './store-acts.ts'
import { bytesOf } from './stored-bytes.ts'

let city: TestActs
before(async () => {
  city = await testActs()
})
after(() => city.close())

const keyOf = ({ signer }: Pick<TestActs['chief'], 'signer'>) => ({
  certificates: signer.certificates,
  algorithm: signer.algorithm,
})

async function open(acts: readonly string[]): Promise<string> {
  const chosen = []
  for (const act of acts) {
    const { textVersion = 0 } = (await readAct(city.parts.database.kysely, act)) ?? {}
    chosen.push({ act, textVersion })
  }
  const actor = await city.chief.actor()
  return (await openBatch(city.parts, actor, { chosen, way: 'agent' })).code
}

async function signatures(items: readonly Prepared[], by = city.chief) {
  const made = []
  for (const { act, toSign } of items) {
    if (toSign !== null) made.push({ act, signature: await by.signer.sign(toSign) })
  }
  return made
}

async function sign(acts: readonly string[], by = city.chief) {
  const code = await open(acts)
  const items = await prepareBatch(city.parts, { code, key: keyOf(by) })
  return handIn(city.parts, { code, signatures: await signatures(items, by) })
}

test('a batch of twenty is signed at once: each numbered, sealed, timed, in its case, and valid', async () => {
  const cases = []
  for (let at = 0; at < 20; at++) cases.push(await city.file())
  const acts = []
  for (const each of cases) acts.push(await city.toSign(each))
  const done = await sign(acts)
  assert.deepEqual(
    done.map(({ state }) => state),
    acts.map(() => 'signed'),
  )
  assert.deepEqual(
    done.map(({ year, number }) => `${year} ${number}`),
    acts.map((_, at) => `2026 ${at + 1}`),
  )
  const { kysely } = city.parts.database
  for (const [at, actId] of acts.entries()) {
    const act = await readAct(kysely, actId)
    assert.ok(act?.signedSha256)
    const document = await bytesOf(city.parts, act.signedSha256)
    const { signatures: found } = validatePdf(document, {
      trust: city.parts.policy.trust,
      time: city.on.people.clock.now(),
    })
    const person = found.find(({ fields: names }) => names.includes(fields.signer))
    const seal = found.find(({ fields: names }) => names.includes(fields.seal))
    assert.deepEqual([person?.indication, person?.level], ['TOTAL-PASSED', 'B-T'])
    // Nobody vouches for a seal that the city made itself: intact, and no more than that.
    assert.deepEqual(
      [seal?.indication, seal?.subIndication, seal?.coverage],
      ['INDETERMINATE', 'NO_CERTIFICATE_CHAIN_FOUND', 'entire-file'],
    )
    const technical = validatePdf(document).signatures
    assert.ok(technical.every(({ indication }) => indication === 'TOTAL-PASSED'))
    assert.equal(await isNamed(kysely, act.signedSha256), true)
    await actAsCity(city.parts, cases[at] ?? '', async ({ events, filed }) => {
      assert.equal(brokenAt(events), null)
      assert.equal(events.at(-1)?.kind, 'act-signed')
      assert.equal(events.at(-1)?.content['number'], numberShown({ year: 2026, number: at + 1 }))
      assert.equal(filed.files.at(-1)?.sha256, act.signedSha256)
    })
  }
})

test('what fails for one document blocks no other, and its number is not lost', async () => {
  const caseId = await city.file()
  const [one, two, three] = [
    await city.toSign(caseId),
    await city.toSign(caseId),
    await city.toSign(caseId),
  ]
  const code = await open([one, two, three])
  const items = await prepareBatch(city.parts, { code, key: keyOf(city.chief) })
  const made = await signatures(items)
  const wrong = made.map((each) =>
    each.act === two ? { ...each, signature: new Uint8Array(70) } : each,
  )
  const first = await handIn(city.parts, { code, signatures: wrong })
  assert.deepEqual(
    first.map(({ state, fault }) => [state, fault]),
    [
      ['signed', null],
      ['refused', 'signature-refused'],
      ['signed', null],
    ],
  )
  const again = await prepareBatch(city.parts, { code, key: keyOf(city.chief) })
  assert.deepEqual(
    again.map(({ toSign }) => toSign !== null),
    [false, true, false],
  )
  const last = await handIn(city.parts, { code, signatures: await signatures(again) })
  const numbers = last.map(({ number }) => number ?? 0)
  assert.deepEqual(
    last.map(({ state }) => state),
    ['signed', 'signed', 'signed'],
  )
  assert.deepEqual(
    numbers.toSorted((a, b) => a - b),
    [numbers[0], numbers[2], numbers[1]],
  )
  assert.equal((numbers[1] ?? 0) - (numbers[0] ?? 0), 2)
})

test('handed in twice, and ten times at once, it is one act with one number', async () => {
  const act = await city.toSign(await city.file())
  const code = await open([act])
  const items = await prepareBatch(city.parts, { code, key: keyOf(city.chief) })
  const handed = { code, signatures: await signatures(items) }
  const answers = await Promise.all(Array.from({ length: 10 }, () => handIn(city.parts, handed)))
  const last = (await handIn(city.parts, handed))[0]
  assert.equal(last?.state, 'signed')
  for (const [item] of answers) assert.ok(item?.state === 'signed' || item?.state === 'received')
  const { kysely } = city.parts.database
  const { code: printed = '' } = (await readAct(kysely, act)) ?? {}
  const issued = await findIssued(kysely, printed)
  assert.deepEqual([issued?.kind, issued?.openToAll, issued?.versions.length], ['report', false, 1])
})

test('one act in two batches is signed once; the other batch says so', async () => {
  const act = await city.toSign(await city.file())
  const [first, second] = [await open([act]), await open([act])]
  const key = keyOf(city.chief)
  const one = await prepareBatch(city.parts, { code: first, key })
  const two = await prepareBatch(city.parts, { code: second, key })
  const [done] = await handIn(city.parts, { code: first, signatures: await signatures(one) })
  const [late] = await handIn(city.parts, { code: second, signatures: await signatures(two) })
  assert.equal(done?.state, 'signed')
  assert.equal(late?.state, 'signed')
  assert.equal(late?.number, done?.number)
})

test('an act is not signed the second after its holding ended', async () => {
  const { people } = city.on
  const brief = await city.official(['read', 'list', 'sign'])
  const caseId = await city.file()
  const act = await city.toSign(caseId)
  await sql`UPDATE case_files.act SET state = 'draft' WHERE id = ${act}::uuid`.execute(
    city.parts.database.kysely,
  )
  await sql`UPDATE case_files.act SET signer_position_id = ${brief.position}::uuid, state = 'to-sign'
    WHERE id = ${act}::uuid`.execute(city.parts.database.kysely)
  const { textVersion = 0 } = (await readAct(city.parts.database.kysely, act)) ?? {}
  const { code } = await openBatch(city.parts, await brief.actor(), {
    chosen: [{ act, textVersion }],
    way: 'agent',
  })
  const items = await prepareBatch(city.parts, { code, key: keyOf(brief) })
  const made = await signatures(items, brief)
  const end = new Date(people.clock.now().getTime() + 60_000)
  await sql`UPDATE people.holding SET valid_until = ${end}, end_act = 'Resolución de prueba'
    WHERE id = ${brief.holding}::uuid`.execute(people.database.kysely)
  people.clock.set(end)
  const [refused] = await handIn(city.parts, { code, signatures: made })
  assert.deepEqual(
    [refused?.state, refused?.fault, refused?.number],
    ['refused', 'holding-ended', null],
  )
  // The database refuses it too, whatever the program asks.
  const row = { sha256: '0'.repeat(64) }
  await assert.rejects(
    sql`UPDATE case_files.act SET state = 'signed', year = 2026, number = 999, signed_at = ${end},
      holding_id = ${brief.holding}::uuid, signed_sha256 = ${row.sha256}, signed_event = 1
      WHERE id = ${act}::uuid`.execute(city.parts.database.kysely),
    /does not sign/,
  )
  const before = new Date(end.getTime() - 1)
  const { rows } = await sql<{ before: boolean; now: boolean; other: boolean }>`
    SELECT case_files.may_sign(${brief.holding}::uuid, 'carta', ${before}) AS before,
      case_files.may_sign(${brief.holding}::uuid, 'carta', ${end}) AS now,
      case_files.may_sign(${city.drafter.official.holding}::uuid, 'carta', ${before}) AS other`.execute(
    people.database.kysely,
  )
  assert.deepEqual(rows[0], { before: true, now: false, other: false })
})

test('a certificate of another person, of nobody, or of an unknown authority is refused', async () => {
  const act = await city.toSign(await city.file())
  const code = await open([act])
  await assert.rejects(prepareBatch(city.parts, { code, key: keyOf(city.lawyer) }), {
    code: 'certificate-of-another',
  })
  const life = { notBefore: new Date('2026-01-01'), notAfter: new Date('2034-01-01') }
  const nobody = issueIdentity({ name: 'Nadie', role: 'signer', issuer: city.root, ...life })
  const unnamed = keySigner({ key: nobody.key, certificates: [nobody.certificate] })
  await assert.rejects(prepareBatch(city.parts, { code, key: keyOf({ signer: unnamed }) }), {
    code: 'certificate-names-nobody',
  })
  const own = issueIdentity({
    ...{ name: 'Propio', serialNumber: `PNOPE-${city.chief.dni}`, role: 'signer', ...life },
  })
  const foreign = keySigner({ key: own.key, certificates: [own.certificate] })
  const items = await prepareBatch(city.parts, { code, key: keyOf({ signer: foreign }) })
  const made = await signatures(items, { ...city.chief, signer: foreign })
  const [refused] = await handIn(city.parts, { code, signatures: made })
  assert.deepEqual([refused?.state, refused?.fault], ['refused', 'signature-refused'])
  assert.match(String(refused?.detail?.['why']), /INDETERMINATE · NO_CERTIFICATE_CHAIN_FOUND/)
})

test('a wrong code, an old one and none open nothing', async () => {
  const act = await city.toSign(await city.file())
  const code = await open([act])
  const key = keyOf(city.chief)
  await assert.rejects(prepareBatch(city.parts, { code: '0'.repeat(16), key }), {
    code: 'batch-gone',
  })
  city.on.people.clock.pass(31 * 60_000)
  await assert.rejects(prepareBatch(city.parts, { code, key }), { code: 'batch-gone' })
})

test('an authority of time that is away costs a level, and the job adds it when it is back', async () => {
  city.tsa.away = true
  const act = await city.toSign(await city.file())
  const [done] = await sign([act])
  assert.deepEqual([done?.state, done?.level, done?.pending], ['signed', 'B-B', true])
  const { seal } = city.parts
  assert.ok(seal)
  const stamping = { ...city.parts, seal, log: createLog({ level: 'silent' }) }
  assert.equal(await stampPending(stamping), 0)
  city.tsa.away = false
  assert.equal(await stampPending(stamping), 1)
  const { kysely } = city.parts.database
  const file = await newestFile(kysely, act)
  assert.deepEqual([file?.version, file?.level], [2, 'B-T'])
  const document = await bytesOf(city.parts, file?.sha256 ?? null)
  const { signatures: found } = validatePdf(document, {
    trust: city.parts.policy.trust,
    time: city.on.people.clock.now(),
  })
  const person = found.find(({ fields: names }) => names.includes(fields.signer))
  assert.deepEqual([person?.indication, person?.level], ['TOTAL-PASSED', 'B-T'])
  const before = await readAct(kysely, act)
  const first = await bytesOf(city.parts, before?.signedSha256 ?? null)
  assert.ok(Buffer.from(document.subarray(0, first.length)).equals(first))
})

test('what was received is finished by the job where the process was killed in between', async () => {
  const act = await city.toSign(await city.file())
  const code = await open([act])
  const items = await prepareBatch(city.parts, { code, key: keyOf(city.chief) })
  const stopped = {
    ...city.parts,
    records: {
      ...city.parts.records,
      takeNumber: () => Promise.reject(new Error('the power went')),
    },
  }
  const handed = { code, signatures: await signatures(items) }
  await assert.rejects(handIn(stopped, handed), /the power went/)
  const { kysely } = city.parts.database
  assert.equal((await readAct(kysely, act))?.state, 'to-sign')
  await city.on.jobs.drain([finishJob])
  const done = await readAct(kysely, act)
  assert.equal(done?.state, 'signed')
  const batch = items[0]?.batch ?? ''
  await finishAct(city.parts, { batch, act })
  assert.equal((await readAct(kysely, act))?.number, done?.number)
  const [answer] = await handIn(city.parts, handed)
  assert.equal(answer?.state, 'signed')
})

test('a text that changed after it was chosen is not signed', async () => {
  const caseId = await city.file()
  const act = await city.toSign(caseId)
  const code = await open([act])
  const items = await prepareBatch(city.parts, { code, key: keyOf(city.chief) })
  const made = await signatures(items)
  const { saveText } = await import('./save-text.ts')
  const { textVersion = 0 } = (await readAct(city.parts.database.kysely, act)) ?? {}
  const changed = { caseId, actId: act, seen: textVersion, body: '## Análisis\nOtro texto.' }
  await saveText(city.parts, await city.drafter.actor(), changed)
  const [refused] = await handIn(city.parts, { code, signatures: made })
  assert.deepEqual([refused?.state, refused?.fault], ['refused', 'act-not-now'])
})

// Who may do what with an act: strangers find nothing, whoever signs may return, and a delegate signs in the post's name.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { signersOf } from '@rimaq/signatures'
import { type TestActs, testActs } from '../../../test/support/acts.ts'
import { returnAct } from './approve-act.ts'
import { beginAct } from './begin-act.ts'
import { commentAct } from './comment-act.ts'
import { handIn } from './hand-in.ts'
import { documentNamedBy } from './judge-signature.ts'
import { listWaiting } from './list-waiting.ts'
import { openBatch } from './open-batch.ts'
import { prepareBatch } from './prepare-batch.ts'
import { openAct, openActs } from './read-act.ts'
import { saveText } from './save-text.ts'
import { readAct, visasOf } from './store-acts.ts'
import { bytesOf } from './stored-bytes.ts'
import { submitAct } from './submit-act.ts'

let city: TestActs
before(async () => {
  city = await testActs()
})
after(() => city.close())

const db = () => city.parts.database.kysely

test('to another office, a visitor and a reader of none an act is not there, nor is its case', async () => {
  const caseId = await city.file()
  const actId = await city.draft(caseId)
  const stranger = await city.lawyer.actor()
  for (const actor of [stranger, { kind: 'visitor' } as const]) {
    assert.equal(await openActs(city.parts, actor, caseId), null)
    assert.equal(await openAct(city.parts, actor, { caseId, actId }), null)
  }
  const own = { caseId, actId }
  for (const attempt of [
    () => beginAct(city.parts, stranger, { caseId, template: 'carta' }),
    () => saveText(city.parts, stranger, { ...own, seen: 2, body: 'x' }),
    () => submitAct(city.parts, stranger, { ...own, seen: 2 }),
    () => commentAct(city.parts, stranger, { ...own, body: 'x' }),
    () => returnAct(city.parts, stranger, { ...own, seen: 2, reason: 'porque sí' }),
  ]) {
    await assert.rejects(attempt(), { code: 'not-found' })
  }
  const chief = await city.chief.actor()
  const chosen = [{ act: randomUUID(), textVersion: 1 }]
  await assert.rejects(openBatch(city.parts, chief, { chosen, way: 'agent' }), {
    code: 'not-found',
  })
  const opened = await openAct(city.parts, await city.drafter.actor(), own)
  assert.equal(opened?.mayDraft, true)
  const about = { kind: 'case', id: caseId }
  const entries = await city.parts.records.journal.about(db(), about)
  assert.equal(entries.at(-1)?.act, 'case.read')
})

test('whoever reads may not draft, and whoever drafts may not sign', async () => {
  const caseId = await city.file()
  const reader = await (await city.official(['read', 'list'])).actor()
  assert.equal((await openActs(city.parts, reader, caseId))?.mayDraft, false)
  await assert.rejects(beginAct(city.parts, reader, { caseId, template: 'carta' }), {
    code: 'not-permitted',
  })
  const act = await city.toSign(caseId)
  const { textVersion = 0 } = (await readAct(db(), act)) ?? {}
  const chosen = [{ act, textVersion }]
  const unproven = await city.on.people.signIn(city.chief.person, city.chief.holding)
  await assert.rejects(openBatch(city.parts, unproven, { chosen, way: 'agent' }), {
    code: 'proof-needed',
  })
  const { person, holding } = city.drafter.official
  const drafter = await city.on.people.signIn(person, holding, true)
  await assert.rejects(openBatch(city.parts, drafter, { chosen, way: 'agent' }), {
    code: 'not-found',
  })
  const many = Array.from({ length: 51 }, () => ({ act, textVersion }))
  await assert.rejects(
    openBatch(city.parts, await city.chief.actor(), { chosen: many, way: 'agent' }),
    { code: 'too-many-chosen' },
  )
})

test('whoever is to sign returns it with the reason, and then nothing of it is signed', async () => {
  const caseId = await city.file()
  const actId = await city.toSign(caseId)
  const chief = await city.chief.actor()
  const before = await listWaiting(city.parts, chief)
  assert.ok(before.toSign.some(({ id }) => id === actId))
  const { textVersion: seen = 0 } = (await readAct(db(), actId)) ?? {}
  const asked = { caseId, actId, seen }
  await assert.rejects(returnAct(city.parts, chief, { ...asked, reason: ' ' }), {
    code: 'no-reason',
  })
  await returnAct(city.parts, chief, { ...asked, reason: 'Falta el plano.' })
  const waiting = await listWaiting(city.parts, chief)
  assert.ok(waiting.toSign.every(({ id }) => id !== actId))
  assert.equal((await visasOf(db(), actId)).at(-1)?.reason, 'Falta el plano.')
  const chosen = [{ act: actId, textVersion: seen }]
  await assert.rejects(openBatch(city.parts, chief, { chosen, way: 'agent' }), {
    code: 'act-not-now',
  })
})

test('a delegate signs what was delegated with the own key, and the grantor does not meanwhile', async () => {
  const { clock } = city.on.people
  const act = await city.toSign(await city.file())
  const delegate = await city.delegated('carta')
  const { textVersion = 0 } = (await readAct(db(), act)) ?? {}
  const chosen = [{ act, textVersion }]
  const chief = await city.chief.actor()
  await assert.rejects(openBatch(city.parts, chief, { chosen, way: 'agent' }), {
    code: 'not-permitted',
  })
  const { rows } = await sql<{ chief: boolean; other: boolean }>`
    SELECT case_files.may_sign(${city.chief.holding}::uuid, 'carta', ${clock.now()}) AS chief,
      case_files.may_sign(${delegate.holding}::uuid, 'evento-publico', ${clock.now()}) AS other`.execute(
    db(),
  )
  assert.deepEqual(rows[0], { chief: false, other: false })
  const { signer } = delegate
  const { code } = await openBatch(city.parts, await delegate.actor(), { chosen, way: 'agent' })
  const { certificates, algorithm } = signer
  const [item] = await prepareBatch(city.parts, { code, key: { certificates, algorithm } })
  assert.ok(item?.toSign)
  const signatures = [{ act, signature: await signer.sign(item.toSign) }]
  const [done] = await handIn(city.parts, { code, signatures })
  assert.deepEqual([done?.state, done?.fault], ['signed', null])
  const signed = await readAct(db(), act)
  assert.equal(signed?.holding, delegate.holding)
  const [who] = signersOf(await bytesOf(city.parts, signed?.signedSha256 ?? null))
  assert.ok(who)
  assert.equal(documentNamedBy(who.certificate), delegate.dni)
})

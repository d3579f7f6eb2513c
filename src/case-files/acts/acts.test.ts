// Drafting: fields filled, nothing written over, approvals in their order and of the very text, decisions that hold.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { findRecord, inViewOf } from '#people'
import { type TestActs, testActs } from '../../../test/support/acts.ts'
import { actAsCity } from '../case/act-on-case.ts'
import { approveAct, returnAct } from './approve-act.ts'
import { arrangeAct } from './arrange-act.ts'
import { beginAct } from './begin-act.ts'
import { commentAct, dropAct } from './comment-act.ts'
import { gapsIn } from './fields.ts'
import { handIn } from './hand-in.ts'
import { openBatch } from './open-batch.ts'
import { prepareBatch } from './prepare-batch.ts'
import { importTemplates, saveTemplate } from './save-template.ts'
import { saveText } from './save-text.ts'
import { commentsOf, readAct, readText, textVersions, visasOf } from './store-acts.ts'
import { newestTemplates } from './store-templates.ts'
import { submitAct } from './submit-act.ts'
import { waitingFor } from './store-signing.ts'

let city: TestActs
before(async () => {
  city = await testActs()
})
after(() => city.close())

const db = () => city.parts.database.kysely

async function mustRead(id: string) {
  const act = await readAct(db(), id)
  assert.ok(act)
  return act
}

async function submit(caseId: string, actId: string): Promise<void> {
  const { textVersion } = await mustRead(actId)
  const given = { caseId, actId, seen: textVersion }
  await submitAct(city.parts, await city.drafter.actor(), given)
}

async function signOne(act: string) {
  const { textVersion } = await mustRead(act)
  const { signer } = city.chief
  const { code } = await openBatch(city.parts, await city.chief.actor(), {
    ...{ chosen: [{ act, textVersion }], way: 'agent' },
  })
  const { certificates, algorithm } = signer
  const items = await prepareBatch(city.parts, { code, key: { certificates, algorithm } })
  const signatures = []
  for (const { act: id, toSign } of items)
    if (toSign !== null) signatures.push({ act: id, signature: await signer.sign(toSign) })
  const [item] = await handIn(city.parts, { code, signatures })
  return item
}

test('a template is filled from the case, and what only a person knows stays a gap', async () => {
  const caseId = await city.file('licencia-funcionamiento')
  const actor = await city.drafter.actor()
  const actId = await beginAct(city.parts, actor, { caseId, template: 'resolucion-otorga' })
  const act = await mustRead(actId)
  assert.equal(act.effect, 'grants')
  assert.match(act.title, /^Otorga a Persona De Prueba lo pedido: /)
  assert.match(act.code, /^([0-9A-HJKMNP-TV-Z]{4}-){4}[0-9A-HJKMNP-TV-Z]$/)
  const text = (await readText(db(), actId, 1))?.body ?? ''
  assert.match(
    text,
    /Persona De Prueba, con DNI 40000001, pidió «.+» en el expediente 2026-\d{6}, recibido el 20 de julio de 2026/,
  )
  assert.match(text, /quince \\\(15\\\) días hábiles/)
  assert.deepEqual(gapsIn(text).length, 2)
  assert.doesNotMatch(text, /\{\{/)
  await assert.rejects(submitAct(city.parts, actor, { caseId, actId, seen: 1 }), {
    code: 'text-incomplete',
  })
})

test('two people write at once: the second is told by whom, and nothing is written over', async () => {
  const caseId = await city.file()
  const actId = await city.draft(caseId)
  const { textVersion } = await mustRead(actId)
  const [one, two] = [await city.drafter.actor(), await city.chief.actor()]
  const save = (actor: typeof one, body: string) =>
    saveText(city.parts, actor, { caseId, actId, seen: textVersion, body })
  const both = await Promise.allSettled([
    save(one, '## Análisis\nUno'),
    save(two, '## Análisis\nDos'),
  ])
  assert.deepEqual(both.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected'])
  const lost = both.find(({ status }) => status === 'rejected') as PromiseRejectedResult
  assert.equal(lost.reason.code, 'text-moved')
  assert.match(String(lost.reason.detail.names), /Persona/)
  const current = await mustRead(actId)
  assert.equal(current.textVersion, textVersion + 1)
  const kept = (await readText(db(), actId, current.textVersion))?.body ?? ''
  const again = await saveText(city.parts, one, { caseId, actId, seen: 1, body: kept })
  assert.equal(again, current.textVersion)
  assert.equal((await textVersions(db(), actId)).length, current.textVersion)
  await assert.rejects(
    sql`UPDATE case_files.act_text SET body = 'x' WHERE act_id = ${actId}::uuid`.execute(db()),
    ({ code }) => code === '42501' || code === '23000',
  )
})

test('approvals are given in their order, each of one text; another text needs new ones', async () => {
  const caseId = await city.file()
  const second = await city.official(['read', 'list', 'approve'])
  const visas = [city.lawyer.position, second.position]
  const actId = await city.draft(caseId, 'informe-tecnico', visas)
  const { database, clock } = city.on.people
  const find = { verb: 'read', kind: 'case', id: caseId }
  const lawyer = await city.lawyer.actor()
  const seenBy = (actor: typeof lawyer) =>
    inViewOf({ database, clock, actor }, (view) => findRecord(view, find))
  assert.equal(await seenBy(lawyer), null)
  await submit(caseId, actId)
  // Whoever is to approve reads the case from now on.
  assert.equal((await seenBy(lawyer))?.id, caseId)
  const { textVersion: seen } = await mustRead(actId)
  const asked = { caseId, actId, seen }
  await assert.rejects(approveAct(city.parts, await second.actor(), asked), {
    code: 'not-your-turn',
  })
  await assert.rejects(approveAct(city.parts, await city.drafter.actor(), asked), {
    code: 'not-your-turn',
  })
  const unproven = await city.on.people.signIn(city.lawyer.person, city.lawyer.holding)
  await assert.rejects(approveAct(city.parts, unproven, asked), { code: 'proof-needed' })
  assert.equal((await waitingFor(db(), second.position, 10)).length, 0)
  await approveAct(city.parts, lawyer, asked)
  assert.deepEqual(
    (await waitingFor(db(), second.position, 10)).map(({ id }) => id),
    [actId],
  )
  const reason = 'Falta citar la ordenanza.'
  await returnAct(city.parts, await second.actor(), { ...asked, reason })
  assert.equal((await mustRead(actId)).state, 'draft')
  const body = '## Análisis\nAhora cita la ordenanza.'
  await saveText(city.parts, await city.drafter.actor(), { caseId, actId, seen, body })
  await submit(caseId, actId)
  assert.equal((await mustRead(actId)).state, 'visas')
  await assert.rejects(
    sql`UPDATE case_files.act SET state = 'to-sign' WHERE id = ${actId}::uuid`.execute(db()),
    /approvals are missing/,
  )
  const next = { ...asked, seen: seen + 1 }
  await assert.rejects(approveAct(city.parts, lawyer, asked), { code: 'text-moved' })
  await approveAct(city.parts, lawyer, next)
  await approveAct(city.parts, await second.actor(), next)
  assert.equal((await mustRead(actId)).state, 'to-sign')
  assert.deepEqual(
    (await visasOf(db(), actId)).map(({ outcome, textVersion, reason: why }) => [
      outcome,
      textVersion,
      why,
    ]),
    [
      ['given', seen, null],
      ['returned', seen, reason],
      ['given', seen + 1, null],
      ['given', seen + 1, null],
    ],
  )
  await actAsCity(city.parts, caseId, async ({ events }) =>
    assert.deepEqual(
      events.slice(1).map(({ kind }) => kind),
      [
        'act-submitted',
        'act-approved',
        'act-returned',
        'act-submitted',
        'act-approved',
        'act-approved',
      ],
    ),
  )
  // A change of the text after all approvals takes it back to the beginning.
  const other = { caseId, actId, seen: seen + 1, body: '## Análisis\nOtra cosa.' }
  await saveText(city.parts, await city.drafter.actor(), other)
  assert.equal((await mustRead(actId)).state, 'draft')
})

test('whoever drafts does not approve the own text', async () => {
  const caseId = await city.file()
  const both = await city.official(['read', 'list', 'draft', 'approve'])
  const actor = await both.actor()
  const actId = await beginAct(city.parts, actor, { caseId, template: 'informe-tecnico' })
  const saved = { caseId, actId, seen: 1, body: '## Análisis\nTexto.' }
  await saveText(city.parts, actor, saved)
  const arrangement = {
    ...{ title: 'Informe propio', effect: null, signer: city.chief.position },
    ...{ visas: [both.position], copies: [] },
  }
  await arrangeAct(city.parts, actor, { caseId, actId, arrangement })
  await submitAct(city.parts, actor, { caseId, actId, seen: 2 })
  await assert.rejects(approveAct(city.parts, actor, { caseId, actId, seen: 2 }), {
    code: 'own-draft',
  })
})

test('posts, effects and offices that do not fit are no choice', async () => {
  const caseId = await city.file()
  const actId = await city.draft(caseId)
  const actor = await city.drafter.actor()
  const fits = {
    title: 'Un informe',
    effect: null,
    signer: city.chief.position,
    visas: [],
    copies: [],
  }
  for (const wrong of [
    { signer: city.lawyer.position },
    { visas: [city.drafter.official.position] },
    { effect: 'denies' as const },
    { copies: [city.institution] },
  ]) {
    const arrangement = { ...fits, ...wrong }
    await assert.rejects(arrangeAct(city.parts, actor, { caseId, actId, arrangement }), {
      code: 'not-a-choice',
    })
  }
})

test('comments stand beside the text they speak of; a draft that was given up stays readable', async () => {
  const caseId = await city.file()
  const actId = await city.draft(caseId)
  const actor = await city.chief.actor()
  await commentAct(city.parts, actor, { caseId, actId, body: ' Falta la fecha. ' })
  assert.deepEqual(
    (await commentsOf(db(), actId)).map(({ n, textVersion, body }) => [n, textVersion, body]),
    [[1, 2, 'Falta la fecha.']],
  )
  await dropAct(city.parts, await city.drafter.actor(), { caseId, actId })
  await assert.rejects(saveText(city.parts, actor, { caseId, actId, seen: 2, body: 'x' }), {
    code: 'act-not-now',
  })
  const strangerCase = await city.file()
  await assert.rejects(commentAct(city.parts, actor, { caseId: strangerCase, actId, body: 'x' }), {
    code: 'not-found',
  })
})

test('a decision ends the term with its effect, and another act alone sets it aside', async () => {
  const caseId = await city.file('licencia-funcionamiento')
  const decision = await city.toSign(caseId, 'resolucion-otorga')
  assert.equal((await signOne(decision))?.state, 'signed')
  await actAsCity(city.parts, caseId, async ({ events, state }) => {
    const { kind, content } = events.at(-1) ?? {}
    assert.equal(kind, 'decided')
    assert.equal(state.phase, 'decided')
    assert.deepEqual([content?.['effect'], content?.['act']], ['grants', decision])
    assert.deepEqual(Object.keys(content?.['appeals'] ?? {}).toSorted(), [
      ...['appeal', 'days', 'reconsideration'],
    ])
  })
  const actor = await city.drafter.actor()
  const setting = { caseId, template: 'carta', setsAside: decision }
  const actId = await beginAct(city.parts, actor, setting)
  const saved = { caseId, actId, seen: 1, body: 'Se deja sin efecto.' }
  await saveText(city.parts, actor, saved)
  const arrangement = {
    ...{ title: 'Deja sin efecto', effect: null, signer: city.chief.position },
    ...{ visas: [], copies: [] },
  }
  await arrangeAct(city.parts, actor, { caseId, actId, arrangement })
  await submit(caseId, actId)
  await assert.rejects(
    sql`UPDATE case_files.act SET title = 'Otro' WHERE id = ${decision}::uuid`.execute(db()),
    /another act sets it aside/,
  )
  assert.equal((await signOne(actId))?.state, 'signed')
  const before = await mustRead(decision)
  assert.deepEqual([before.state, before.setAsideBy], ['set-aside', actId])
  await assert.rejects(beginAct(city.parts, actor, setting), { code: 'act-not-signed' })
})

test('nothing is denied after silence approved it', async () => {
  const caseId = await city.file('licencia-funcionamiento')
  const denial = await city.toSign(caseId, 'resolucion-deniega')
  // Its day of positive silence is over, and no job has written that down yet.
  const { clock } = city.on.people
  const before = clock.now()
  clock.set(new Date('2026-09-30T15:00:00Z'))
  const refused = await signOne(denial)
  assert.deepEqual(
    [refused?.state, refused?.fault, refused?.number],
    ['refused', 'approved-by-silence', null],
  )
  clock.set(new Date(Math.max(before.getTime(), clock.now().getTime())))
  await actAsCity(city.parts, caseId, async ({ events }) =>
    assert.ok(events.every(({ kind }) => kind !== 'decided')),
  )
})

test('each kind has its own gapless series, and a signed act gives copies to read', async () => {
  const caseId = await city.file()
  const other = await city.on.people.office(city.institution, 'rentas')
  const actor = await city.drafter.actor()
  const actId = await city.draft(caseId, 'memorando')
  const arrangement = {
    ...{ title: 'Pedido de informe', effect: null, signer: city.chief.position },
    ...{ visas: [], copies: [other] },
  }
  await arrangeAct(city.parts, actor, { caseId, actId, arrangement })
  await submit(caseId, actId)
  const item = await signOne(actId)
  assert.deepEqual([item?.state, item?.number], ['signed', 1])
  const role = await city.on.people.role(city.institution, 'lectura', ['read', 'list'])
  const reader = await city.on.people.official(other, role)
  const { database, clock } = city.on.people
  const seen = await inViewOf(
    { database, clock, actor: await city.on.people.signIn(reader.person, reader.holding) },
    (view) => findRecord(view, { verb: 'read', kind: 'case', id: caseId }),
  )
  assert.equal(seen?.id, caseId)
})

test('templates are versions: a pack is taken over once, two at once are told, nothing is lost', async () => {
  const pack = new URL('../../../packs/lima/act-templates.json', import.meta.url)
  assert.deepEqual(await importTemplates(city.parts, { kind: 'operator' }, pack), [])
  const [carta] = (await newestTemplates(db())).filter(({ code }) => code === 'carta')
  assert.ok(carta)
  const chief = await city.chief.actor()
  const content = { ...carta.content, name: 'Carta breve' }
  const save = (seen: number, what: unknown = content) =>
    saveTemplate(city.parts, chief, { code: 'carta', seen, content: what })
  assert.equal(await save(1), 2)
  await assert.rejects(save(1), { code: 'changed-meanwhile' })
  await assert.rejects(save(2, { ...content, body: 'Hola {{nadie.nombre}} del pueblo' }), {
    code: 'bad-template',
  })
  await assert.rejects(
    saveTemplate(city.parts, await city.drafter.actor(), { code: 'carta', seen: 2, content }),
    { code: 'not-permitted' },
  )
  assert.equal(await save(2, { ...content, retired: true }), 3)
  assert.ok((await newestTemplates(db())).every(({ code }) => code !== 'carta'))
})

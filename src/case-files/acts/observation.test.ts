// A notice of observation observes by being signed, once, in the transaction of its number.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type TestActs, testActs } from '../../../test/support/acts.ts'
import { actAsCity } from '../case/act-on-case.ts'
import { correctCase } from '../case/correct-case.ts'
import { faultsOf } from './check-text.ts'
import { handIn } from './hand-in.ts'
import { reasonsIn } from './observed-items.ts'
import { openBatch } from './open-batch.ts'
import { prepareBatch } from './prepare-batch.ts'
import { saveText } from './save-text.ts'
import { readAct } from './store-acts.ts'
import { submitAct } from './submit-act.ts'

let city: TestActs
before(async () => {
  city = await testActs()
})
after(() => city.close())

const template = 'cedula-observacion'
const body = (...reasons: string[]): string =>
  `## Competencia\nLa oficina revisa.\n\n## Lo que falta\nA su pedido le falta:\n\n${reasons
    .map((each, at) => `${at + 1}. ${each}`)
    .join('\n')}\n\nTiene dos días hábiles.\n`

async function notice(caseId: string, ...reasons: string[]): Promise<string> {
  const act = await city.draft(caseId, template)
  const seen = (await readAct(city.parts.database.kysely, act))?.textVersion ?? 0
  const given = { caseId, actId: act, seen, body: body(...reasons) }
  await saveText(city.parts, await city.drafter.actor(), given)
  return act
}

async function submit(caseId: string, actId: string): Promise<void> {
  const seen = (await readAct(city.parts.database.kysely, actId))?.textVersion ?? 0
  await submitAct(city.parts, await city.drafter.actor(), { caseId, actId, seen })
}

async function sign(act: string) {
  const { textVersion = 0 } = (await readAct(city.parts.database.kysely, act)) ?? {}
  const { signer } = city.chief
  const { code } = await openBatch(city.parts, await city.chief.actor(), {
    ...{ chosen: [{ act, textVersion }], way: 'agent' },
  })
  const { certificates, algorithm } = signer
  const signatures = []
  for (const { act: id, toSign } of await prepareBatch(city.parts, {
    ...{ code, key: { certificates, algorithm } },
  })) {
    if (toSign !== null) signatures.push({ act: id, signature: await signer.sign(toSign) })
  }
  return (await handIn(city.parts, { code, signatures }))[0]
}

const standing = (id: string) =>
  actAsCity(city.parts, id, async ({ state, events, filed }) => ({
    phase: state.phase,
    last: events.at(-1),
    due: state.terms.findLast(({ rule }) => rule === 'OBS-SUB')?.due,
    file: filed.files.at(-1)?.sha256,
  }))

test('what its list asks for is read from its text, and without a list it goes nowhere', () => {
  const text = body('El **croquis** del local', 'La vigencia de poder')
  assert.deepEqual(reasonsIn(text), ['El croquis del local', 'La vigencia de poder'])
  const bare = '## Competencia\nLa oficina.\n\n## Lo que falta\nEl croquis.\n'
  assert.deepEqual(faultsOf(bare, { kind: 'observation', effect: null }), [{ fault: 'list' }])
  assert.deepEqual(faultsOf(text, { kind: 'observation', effect: null }), [])
})

test('issuing a notice of observation observes the case in the same transaction', async () => {
  const caseId = await city.file()
  const act = await notice(caseId, 'El croquis del local', 'La vigencia de poder')
  await submit(caseId, act)
  assert.equal((await standing(caseId)).phase, 'open', 'before it is signed nothing is observed')
  const item = await sign(act)
  assert.deepEqual([item?.state, item?.fault], ['signed', null])
  const { phase, last, due, file } = await standing(caseId)
  assert.deepEqual([phase, last?.kind, due], ['observed', 'observed', '2026-07-22'])
  assert.deepEqual(last?.content['items'], [
    { requirement: '', reason: 'El croquis del local' },
    { requirement: '', reason: 'La vigencia de poder' },
  ])
  assert.equal(last?.content['sha256'], file)
  assert.equal(last?.content['number'], '000001-2026')
})

test('a second notice names only what was not corrected, and is refused before anybody signs', async () => {
  const filer = {
    ...{ document: 'DNI' as const, number: '40000001', name: 'Persona De Prueba' },
    ...{ email: null, address: null, onBehalfOf: null },
  }
  const answers = { asunto: 'Un pedido', texto: 'Pido algo.' }
  const own = await city.on.counter.begin('carta', { filer, answers })
  await city.on.counter.file(own, { kind: 'visitor' })
  const first = await notice(own.id, 'El croquis', 'El poder')
  await submit(own.id, first)
  await sign(first)
  await assert.rejects(
    notice(own.id, 'Otra cosa').then((act) => submit(own.id, act)),
    {
      code: 'not-now',
    },
  )
  city.on.clock.pass(1_000)
  const access = { by: 'key', ...own, actor: { kind: 'visitor' } } as const
  await correctCase(city.parts, access, { answers, note: 'Aquí está el croquis' })
  city.on.clock.pass(1_000)
  await assert.rejects(
    notice(own.id, 'Otra cosa').then((act) => submit(own.id, act)),
    {
      code: 'new-items',
    },
  )
  const again = await notice(own.id, 'El poder')
  await submit(own.id, again)
  assert.equal((await sign(again))?.state, 'signed')
  assert.equal((await standing(own.id)).phase, 'observed')
})

test('what was observed by a form meanwhile refuses the notice beside its document, and takes no number', async () => {
  const caseId = await city.file()
  const [one, two] = [await notice(caseId, 'El croquis'), await notice(caseId, 'El poder')]
  await submit(caseId, one)
  await submit(caseId, two)
  assert.equal((await sign(one))?.state, 'signed')
  const refused = await sign(two)
  assert.deepEqual([refused?.state, refused?.fault, refused?.number], ['refused', 'not-now', null])
})

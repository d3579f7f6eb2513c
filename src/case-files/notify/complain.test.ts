// A complaint reaches the superior by itself, is due in three working days, and goes up once more when nobody answers.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type TestNotify, testNotify } from '../../../test/support/notify.ts'
import { actAsCity } from '../case/act-on-case.ts'
import { routeCase } from '../case/route-case.ts'
import { CaseFilesError } from '../errors.ts'
import { shownNumber } from '../filing/filing-parts.ts'
import { complain, escalateComplaints } from './complain.ts'
import type { Access } from './notify-parts.ts'

let here: TestNotify
let council: string
let management: string
let licences: string
before(async () => {
  here = await testNotify()
  const { people } = here.on
  council = await people.office(here.institution, 'alcaldia')
  management = await people.office(here.institution, 'gerencia', council)
  licences = await people.office(here.institution, 'licencias', management)
})
after(() => here.close())

const byKey = ({ id, key }: { id: string; key: string }): Access => ({
  ...{ by: 'key', id, key, actor: { kind: 'visitor' } },
})
const goTo = (day: string): void => here.on.people.clock.set(new Date(`${day}T15:00:00Z`))
const reasons = 'El expediente lleva dos meses sin respuesta.'

/** A case that lies in the office of licences. */
async function atLicences(): Promise<{ id: string; key: string }> {
  const own = await here.file()
  await routeCase(here.parts, here.router, {
    ...{ id: own.id, seen: null, to: licences, motive: 'attention', note: '' },
    ...{ priority: 'normal', copies: [] },
  })
  return own
}

const stateOf = (
  id: string,
): Promise<{ office: string | null; due: string | null | undefined; kinds: string[] }> =>
  actAsCity(here.parts, id, async ({ standing, state, events }) => ({
    office: standing.office,
    due: state.terms.find(({ rule }) => rule === 'QUEJA')?.due,
    kinds: events.map(({ kind }) => kind),
  }))
const parts = () => ({ ...here.parts, counter: here.on.counter })

test('E13: filed on Tuesday 6 October it is due on Monday 12, at the superior of who handles the case', async () => {
  goTo('2026-10-05')
  const own = await atLicences()
  goTo('2026-10-06')
  await assert.rejects(complain(parts(), byKey(own), { reasons: 'mal' }), (error) => {
    return error instanceof CaseFilesError && error.code === 'no-reasons'
  })
  const complaint = await complain(parts(), byKey(own), { reasons })
  const { office, due, kinds } = await stateOf(complaint.id)
  assert.deepEqual([office, due], [management, '2026-10-12'])
  assert.deepEqual(kinds, ['filed', 'routed', 'complaint-escalated'])
  const about = await stateOf(own.id)
  assert.equal(about.office, licences)
  assert.equal(about.kinds.filter((kind) => kind === 'complaint-made').length, 1)
  assert.equal((await here.on.counter.filed(complaint))?.dueOn, '2026-10-12')
  // Nothing more happens while its days run.
  goTo('2026-10-12')
  await escalateComplaints(here.parts)
  assert.equal((await stateOf(complaint.id)).office, management)
  goTo('2026-10-13')
  await escalateComplaints(here.parts)
  await escalateComplaints(here.parts)
  const late = await stateOf(complaint.id)
  assert.equal(late.office, council)
  assert.equal(late.kinds.filter((kind) => kind === 'complaint-escalated').length, 2)
})

test('filed by the form, or with the process killed after filing, the job brings it up, once', async () => {
  const own = await atLicences()
  const filed = await here.on.counter.filed(own)
  assert.ok(filed)
  const complaint = await here.file({
    ...{ code: 'queja-por-demora' },
    answers: { expediente: `Exp. ${shownNumber(filed)}`, motivo: reasons },
  })
  assert.deepEqual((await stateOf(complaint.id)).kinds, ['filed'])
  await Promise.all([escalateComplaints(here.parts), escalateComplaints(here.parts)])
  const { office, kinds } = await stateOf(complaint.id)
  assert.equal(office, management)
  assert.equal(kinds.filter((kind) => kind === 'routed').length, 1)
})

test('a number of somebody else is told nothing, and its complaint waits for a clerk', async () => {
  const own = await atLicences()
  const filed = await here.on.counter.filed(own)
  assert.ok(filed)
  const complaint = await here.file({
    ...{ code: 'queja-por-demora', number: '40000077' },
    answers: { expediente: shownNumber(filed), motivo: reasons },
  })
  await escalateComplaints(here.parts)
  assert.deepEqual((await stateOf(complaint.id)).kinds, ['filed'])
  assert.ok(!(await stateOf(own.id)).kinds.includes('complaint-made'))
})

test('access to information has the ten days of its law, and two for warning that more are needed (E9)', async () => {
  const answers = { 'que-pides': 'El presupuesto', como: 'correo electrónico' }
  goTo('2026-10-19')
  const { id } = await here.file({ code: 'acceso-informacion-publica', answers })
  const terms = await actAsCity(here.parts, id, async ({ state }) =>
    state.terms.map(({ rule, due }) => [rule, due]),
  )
  assert.deepEqual(
    terms.filter(([rule]) => String(rule).startsWith('SAIP')),
    [
      ['SAIP-AVISO', '2026-10-21'],
      ['SAIP', '2026-11-02'],
    ],
  )
})

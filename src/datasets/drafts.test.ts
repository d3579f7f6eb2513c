// Tests who sees a dataset that is not published: the office that answers for it, and the operator.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Actor } from '#people'
import { testPeople } from '../../test/support/test-people.ts'
import type { Official, TestPeople } from '../../test/support/test-people.ts'
import { type TestShelf, testShelf } from '../../test/support/test-shelf.ts'

let on: TestShelf
let people: TestPeople
let own: Official
let neighbour: Official
let administrator: Official

before(async () => {
  on = await testShelf()
  people = await testPeople({ database: on.database })
  const institution = await people.institution('Municipalidad de prueba')
  const answering = await people.office(institution, 'municipalidad')
  const other = await people.office(institution, 'archivo')
  const role = await people.role(institution, 'lee', ['read', 'list'])
  own = await people.official(answering, role)
  neighbour = await people.official(other, role)
  const admin = await people.role(institution, 'administra', ['appoint'], { family: 'administer' })
  administrator = await people.official(answering, admin, { family: 'administer' })
  const writer = on.shelf.as({ kind: 'operator' })
  await writer.createDataset({ slug: 'borrador', title: { es: 'Borrador' } })
})
after(() => on.close())

const sees = async (actor: Actor, slug = 'borrador'): Promise<boolean> =>
  (await on.shelf.as(actor).dataset(slug)) !== null
const signIn = (who: Official): Promise<Actor> => people.signIn(who.person, who.holding)

test('staff of the office that answers see its drafts; others find nothing', async () => {
  assert.equal(await sees(await signIn(own)), true)
  assert.equal(await sees({ kind: 'operator' }), true)
  for (const actor of [
    await signIn(neighbour),
    await signIn(administrator),
    { kind: 'visitor' } as const,
    await people.signIn(own.person, null),
  ]) {
    assert.equal(await sees(actor), false)
    assert.equal(await sees(actor, 'no-existe'), false)
  }
})

test('what is published is everybody’s, and what is withdrawn the office’s again', async () => {
  const writer = on.shelf.as({ kind: 'operator' })
  await writer.changeState('borrador', 'published')
  for (const actor of [await signIn(neighbour), { kind: 'visitor' } as const]) {
    assert.equal(await sees(actor), true)
  }
  await writer.changeState('borrador', 'withdrawn')
  assert.equal(await sees(await signIn(neighbour)), false)
  assert.equal(await sees(await signIn(own)), true)
})

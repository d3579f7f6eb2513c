// Tests the pages on which officials hand files in and review them: one way through, and who is not let in.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type PublishingOffice, publishingOffice } from '../../../test/support/publishing-office.ts'
import { type PublishingServer, publishingServer } from '../../../test/support/publishing-server.ts'

let on: PublishingOffice
let http: PublishingServer
before(async () => {
  on = await publishingOffice()
  http = publishingServer(on)
})
after(async () => {
  await http.close()
  await on.close()
})

const table = 'MONTO,DISTRITO\n1,ATE\n2,LIMA\n'
const people = `DNI,MONTO\n${Array.from({ length: 30 }, (_, at) => `${40_000_000 + at * 7_919},${at}`).join('\n')}\n`
const drafter = () => on.signIn(on.drafter)
const chief = () => on.signIn(on.chief, true)

async function handIn(title: string, content = table): Promise<string> {
  const fields = { dataset: '-', title }
  const answer = await http.ask('/publicar', {
    as: await drafter(),
    upload: { fields, name: 'obras.csv', content },
  })
  assert.equal(answer.status, 303, answer.text)
  return /revisar\/([0-9a-f-]{36})/.exec(answer.headers['location'] ?? '')?.[1] ?? ''
}

test('one question at a time: dataset, title, file', async () => {
  await on.publish('conocido')
  const as = await drafter()
  const first = await http.ask('/publicar', { as })
  assert.equal(first.status, 200)
  assert.match(first.text, /¿A qué conjunto de datos pertenece/)
  assert.match(first.text, /<option value="conocido"/)
  assert.match((await http.ask('/publicar?dataset=-', { as })).text, /¿Cómo se llama/)
  const file = await http.ask('/publicar?dataset=-&title=Obras', { as })
  assert.match(file.text, /enctype="multipart\/form-data"/)
  assert.match(file.text, /name="title" value="Obras"/)
  assert.match((await http.ask('/publicar?dataset=conocido', { as })).text, /type="file"/)
  const wrong = await http.ask('/publicar?dataset=no-existe', { as })
  assert.match(wrong.text, /Elija a qué conjunto de datos pertenece/)
})

test('visitors and residents find no page, in every language officials do', async () => {
  const resident = await on.signIn({ ...on.drafter, holding: null as never })
  for (const path of ['/publicar', '/revisar']) {
    assert.equal((await http.ask(path)).status, 404)
    assert.equal((await http.ask(path, { as: resident })).status, 404)
    for (const lang of ['es', 'en', 'qu']) {
      const answer = await http.ask(`${path}?lang=${lang}`, { as: await drafter() })
      assert.equal(answer.status, 200, answer.text)
      assert.match(answer.text, new RegExp(`<html[^>]* lang="${lang}"`))
    }
  }
})

test('a file handed in waits in the tray, is approved by a second person and is public then', async () => {
  const id = await handIn('Obras viales')
  const own403 = await http.ask(`/revisar/${id}/aprobar`, { as: await drafter(), form: {} })
  assert.equal(own403.status, 403)
  const own = await http.ask(`/revisar/${id}?done=handed-in`, { as: await drafter() })
  assert.match(own.text, /Presentado\./)
  assert.match(own.text, /otra persona de su oficina/)
  assert.doesNotMatch(own.text, /aprobar"/)
  const tray = await http.ask('/revisar', { as: await chief() })
  assert.match(tray.text, new RegExp(`/revisar/${id}`))
  assert.match(tray.text, /1 archivo espera revisión/)
  assert.equal(await on.shelf.shelf.dataset('obras-viales'), null)
  const page = await http.ask(`/revisar/${id}`, { as: await chief() })
  assert.match(page.text, /Aprobar y publicar/)
  assert.match(page.text, /MONTO, DISTRITO/)
  const approved = await http.ask(`/revisar/${id}/aprobar`, { as: await chief(), form: {} })
  assert.equal(approved.status, 303, approved.text)
  assert.equal((await on.shelf.shelf.dataset('obras-viales'))?.title.es, 'Obras viales')
  const again = await http.ask(`/revisar/${id}/aprobar`, { as: await chief(), form: {} })
  assert.equal(again.status, 409)
  assert.match(again.text, /ya se decidió/)
})

test('another office finds neither the file nor its forms', async () => {
  const id = await handIn('Ajeno')
  const as = await on.signIn(on.neighbour, true)
  assert.equal((await http.ask(`/revisar/${id}`, { as })).status, 404)
  assert.doesNotMatch((await http.ask('/revisar', { as })).text, new RegExp(id))
  for (const what of ['aprobar', 'rechazar', 'cambiar']) {
    const form: Record<string, string> = what === 'cambiar' ? { do: 'withdraw' } : { reason: 'x' }
    assert.equal((await http.ask(`/revisar/${id}/${what}`, { as, form })).status, 404)
  }
})

test('the gate is told in plain words; one click accepts the remedies', async () => {
  const id = await handIn('Con personas', people)
  const page = await http.ask(`/revisar/${id}`, { as: await drafter() })
  assert.match(page.text, /Hay datos que señalan a personas/)
  assert.match(page.text, /Aceptar los remedios propuestos/)
  assert.doesNotMatch(page.text, /40000000|40007919/)
  const reviewer = await http.ask(`/revisar/${id}`, { as: await chief() })
  assert.doesNotMatch(reviewer.text, /Aprobar y publicar/)
  const none = await http.ask(`/revisar/${id}/cambiar`, {
    as: await drafter(),
    form: { do: 'override', reason: ' ' },
  })
  assert.equal(none.status, 422)
  const form = { do: 'apply' }
  const changed = await http.ask(`/revisar/${id}/cambiar`, { as: await drafter(), form })
  assert.equal(changed.status, 303, changed.text)
  const next = /revisar\/([0-9a-f-]{36})/.exec(changed.headers['location'] ?? '')?.[1] ?? ''
  assert.notEqual(next, id)
  const after = await http.ask(`/revisar/${next}`, { as: await drafter() })
  assert.match(after.text, /Nada detiene la publicación/)
})

test('a refusal needs a reason, which the drafter reads', async () => {
  const id = await handIn('Rechazado')
  const path = `/revisar/${id}/rechazar`
  assert.equal((await http.ask(path, { as: await chief(), form: { reason: '' } })).status, 422)
  const form = { reason: 'Falta decir la fuente' }
  assert.equal((await http.ask(path, { as: await chief(), form })).status, 303)
  const page = await http.ask(`/revisar/${id}`, { as: await drafter() })
  assert.match(page.text, /Falta decir la fuente/)
})

test('a form without a file, and a file nobody can read, are said where they stand', async () => {
  const as = await drafter()
  const fields = { dataset: '-', title: 'Sin archivo' }
  const none = await http.ask('/publicar', { as, upload: { fields, name: '', content: '' } })
  assert.match(none.text, /Elija un archivo/)
  const empty = await http.ask('/publicar', { as, upload: { fields, name: 'a.csv', content: '' } })
  assert.equal(empty.status, 422, empty.text)
  assert.match(empty.text, /error-summary/)
})

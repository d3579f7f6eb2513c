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

/** A draft of the office; answers its address. */
async function draft(title: string): Promise<string> {
  const form = { title, licence: 'cc-by-4.0', frequency: 'MONTHLY', organisation: 'municipalidad' }
  const answer = await http.ask('/publicar/nuevo', { as: await drafter(), form })
  assert.equal(answer.status, 303, answer.text)
  return /dataset=([a-z0-9-]+)/.exec(answer.headers['location'] ?? '')?.[1] ?? ''
}

async function handIn(title: string, content = table): Promise<string> {
  const fields = { dataset: await draft(title) }
  const answer = await http.ask('/publicar', {
    as: await drafter(),
    upload: { fields, name: 'obras.csv', content },
  })
  assert.equal(answer.status, 303, answer.text)
  const id = /revisar\/([0-9a-f-]{36})/.exec(answer.headers['location'] ?? '')?.[1] ?? ''
  await on.as(await drafter()).awaitReading(id, { most: 60_000 })
  return id
}

/** The same, sent for review by its drafter. */
async function sent(title: string, content = table): Promise<string> {
  const id = await handIn(title, content)
  const answer = await http.ask(`/revisar/${id}/presentar`, { as: await drafter(), form: {} })
  assert.equal(answer.status, 303, answer.text)
  return id
}

test('what a file may be handed in to: what the own office published or drafts, and something new', async () => {
  await on.publish('conocido')
  const as = await drafter()
  const slug = await draft('Árboles urbanos')
  assert.equal(slug, 'arboles-urbanos')
  const first = await http.ask('/publicar', { as })
  assert.equal(first.status, 200)
  assert.match(first.text, /¿A qué conjunto de datos pertenece/)
  assert.match(first.text, /<option value="conocido"/)
  assert.match(first.text, /<option value="arboles-urbanos"[^>]*>Árboles urbanos \(borrador\)/)
  const neighbour = await on.signIn(on.neighbour)
  const others = await http.ask('/publicar', { as: neighbour })
  assert.doesNotMatch(others.text, /arboles-urbanos|conocido/)
  const file = await http.ask('/publicar?dataset=arboles-urbanos', { as })
  assert.match(file.text, /enctype="multipart\/form-data"/)
  assert.match(file.text, /Archivo para «Árboles urbanos»/)
  for (const hidden of ['arboles-urbanos', 'no-existe']) {
    const wrong = await http.ask(`/publicar?dataset=${hidden}`, { as: neighbour })
    assert.match(wrong.text, /Elige a qué conjunto de datos pertenece/)
  }
})

test('a new dataset is a draft with what was said of it; what is missing is asked where it is', async () => {
  const as = await drafter()
  const page = await http.ask('/publicar?dataset=-', { as })
  assert.match(page.text, /¿Con qué licencia/)
  assert.match(page.text, /<option value="cc-by-4.0"/)
  const empty = await http.ask('/publicar/nuevo', { as, form: { title: 'Sin licencia' } })
  assert.equal(empty.status, 422)
  assert.match(empty.text, /href="#licence"/)
  assert.match(empty.text, /value="Sin licencia"/)
  const form = {
    title: 'Bancas de parque',
    description: 'Cada fila es una banca.',
    licence: 'cc-by-4.0',
    frequency: 'ANNUAL',
    theme: 'transporte',
    organisation: 'municipalidad',
  }
  const made = await http.ask('/publicar/nuevo', { as, form })
  assert.equal(made.status, 303, made.text)
  const dataset = await on.as(as).dataset('bancas-de-parque')
  assert.deepEqual(
    [dataset?.state, dataset?.licence?.id, dataset?.frequency, dataset?.themes[0]?.slug],
    ['draft', 'cc-by-4.0', 'ANNUAL', 'transporte'],
  )
  assert.ok((await on.acts(dataset?.id ?? '')).some(({ act }) => act === 'dataset.created'))
  const twice = await http.ask('/publicar/nuevo', { as, form })
  assert.equal(twice.status, 422)
  assert.match(twice.text, /Ya existe un conjunto de datos/)
  const elsewhere = await http.ask('/publicar/nuevo', {
    as: await on.signIn(on.neighbour),
    form: { ...form, title: 'De otra oficina' },
  })
  assert.equal(elsewhere.status, 404)
  const reader = await http.ask('/publicar/nuevo', {
    as: await on.signIn(on.reader),
    form: { ...form, title: 'Sin derecho' },
  })
  assert.equal(reader.status, 422)
  assert.match(reader.text, /no permite/)
  const headers = { 'sec-fetch-site': 'same-origin' }
  assert.equal((await http.ask('/publicar/nuevo', { form, headers })).status, 404)
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
  const looks = await http.ask(`/revisar/${id}?done=read`, { as: await drafter() })
  assert.match(looks.text, /Leído\. Abajo está lo que encontramos/)
  assert.match(looks.text, /Pasar a revisión/)
  const notYet = await http.ask(`/revisar/${id}`, { as: await chief() })
  assert.match(notYet.text, /todavía lo está mirando/)
  assert.doesNotMatch(notYet.text, /<textarea/)
  const send = await http.ask(`/revisar/${id}/presentar`, { as: await drafter(), form: {} })
  assert.equal(send.status, 303, send.text)
  const own403 = await http.ask(`/revisar/${id}/aprobar`, { as: await drafter(), form: {} })
  assert.equal(own403.status, 403)
  const own = await http.ask(`/revisar/${id}?done=sent`, { as: await drafter() })
  assert.match(own.text, /Pasó a revisión/)
  assert.match(own.text, /otra persona de tu oficina/)
  assert.doesNotMatch(own.text, /aprobar"/)
  const tray = await http.ask('/revisar', { as: await chief() })
  assert.match(tray.text, new RegExp(`/revisar/${id}`))
  assert.match(tray.text, /1 archivo espera revisión/)
  assert.equal(await on.shelf.shelf.dataset('obras-viales'), null)
  const page = await http.ask(`/revisar/${id}`, { as: await chief() })
  assert.match(page.text, /Aprobar y publicar/)
  assert.match(page.text, /MONTO, DISTRITO/)
  assert.match(page.text, /todas las filas son nuevas/)
  assert.match(page.text, /LIMA/)
  const approved = await http.ask(`/revisar/${id}/aprobar`, { as: await chief(), form: {} })
  assert.equal(approved.status, 303, approved.text)
  assert.equal((await on.shelf.shelf.dataset('obras-viales'))?.title.es, 'Obras viales')
  const again = await http.ask(`/revisar/${id}/aprobar`, { as: await chief(), form: {} })
  assert.equal(again.status, 409)
  assert.match(again.text, /ya se decidió/)
})

test('another office finds neither the file nor its forms', async () => {
  const id = await sent('Ajeno')
  const as = await on.signIn(on.neighbour, true)
  assert.equal((await http.ask(`/revisar/${id}`, { as })).status, 404)
  assert.doesNotMatch((await http.ask('/revisar', { as })).text, new RegExp(id))
  for (const what of ['aprobar', 'rechazar', 'cambiar', 'presentar']) {
    const form: Record<string, string> = what === 'cambiar' ? { do: 'withdraw' } : {}
    assert.equal((await http.ask(`/revisar/${id}/${what}`, { as, form })).status, 404)
  }
  assert.equal((await http.ask(`/revisar/${id}/lectura`, { as })).status, 404)
})

test('the gate is told in plain words; one click accepts the remedies', async () => {
  const id = await handIn('Con personas', people)
  const page = await http.ask(`/revisar/${id}`, { as: await drafter() })
  assert.match(page.text, /Hay datos que señalan a personas/)
  assert.match(page.text, /Aceptar los remedios propuestos/)
  assert.doesNotMatch(page.text, /Pasar a revisión/)
  assert.match(page.text, /se muestran tapadas/)
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
  await on.as(await drafter()).awaitReading(next, { most: 60_000 })
  const after = await http.ask(`/revisar/${next}`, { as: await drafter() })
  assert.match(after.text, /Nada detiene la publicación/)
})

test('a refusal needs a reason, which the drafter reads', async () => {
  const id = await sent('Rechazado')
  const path = `/revisar/${id}/rechazar`
  assert.equal((await http.ask(path, { as: await chief(), form: { reason: '' } })).status, 422)
  const form = { reason: 'Falta decir la fuente' }
  assert.equal((await http.ask(path, { as: await chief(), form })).status, 303)
  const page = await http.ask(`/revisar/${id}`, { as: await drafter() })
  assert.match(page.text, /Falta decir la fuente/)
})

test('a form without a file, and a file nobody can read, are said where they stand', async () => {
  const as = await drafter()
  const fields = { dataset: await draft('Sin archivo') }
  const none = await http.ask('/publicar', { as, upload: { fields, name: '', content: '' } })
  assert.match(none.text, /Elige un archivo/)
  const empty = await http.ask('/publicar', { as, upload: { fields, name: 'a.csv', content: '' } })
  if (empty.status === 422) return assert.match(empty.text, /error-summary/)
  // On a busy machine the reading goes on after the answer; its page says then what was wrong.
  assert.equal(empty.status, 303, empty.text)
  const id = /revisar\/([0-9a-f-]{36})/.exec(empty.headers['location'] ?? '')?.[1] ?? ''
  await on.as(as).awaitReading(id, { most: 60_000 })
  const page = await http.ask(`/revisar/${id}`, { as })
  assert.match(page.text, /está vacío|no tiene/)
})

test('the reviewer sees the rows and cells that would change, and columns that come, go or change type', async () => {
  await on.publish('cambiante')
  const as = await drafter()
  const content = 'MONTO,DISTRITO,NOTA\nuno,ATE,x\n77,PUNO,y\n'
  const fields = { dataset: 'cambiante' }
  const answer = await http.ask('/publicar', { as, upload: { fields, name: 'c.csv', content } })
  const id = /revisar\/([0-9a-f-]{36})/.exec(answer.headers['location'] ?? '')?.[1] ?? ''
  await on.as(as).awaitReading(id, { most: 60_000 })
  await http.ask(`/revisar/${id}/presentar`, { as, form: {} })
  const page = await http.ask(`/revisar/${id}`, { as: await chief() })
  assert.match(page.text, /Comparado con la versión 1/)
  assert.match(page.text, /Columnas nuevas: NOTA/)
  assert.match(page.text, /Columnas que cambian de tipo: MONTO \(Entero → Texto\)/)
  assert.match(page.text, /<table[^>]*diff-table/)
  assert.match(page.text, /PUNO/)
  const english = await http.ask(`/revisar/${id}?lang=en`, { as: await chief() })
  assert.match(english.text, /Compared with version 1/)
})

test('what the published version says already is told as that', async () => {
  const content = 'MONTO,DISTRITO\n8,ATE\n9,LIMA\n'
  const path = await on.file('igual.csv', content)
  const operator = on.shelf.shelf.as({ kind: 'operator' })
  await operator.publishFile({ path, name: 'igual.csv', dataset: 'igualito' })
  const as = await drafter()
  const fields = { dataset: 'igualito' }
  const answer = await http.ask('/publicar', { as, upload: { fields, name: 'igual.csv', content } })
  const id = /revisar\/([0-9a-f-]{36})/.exec(answer.headers['location'] ?? '')?.[1] ?? ''
  await on.as(as).awaitReading(id, { most: 60_000 })
  const page = await http.ask(`/revisar/${id}`, { as })
  assert.match(page.text, /dice lo mismo que la versión publicada/)
})

test('while a file is read the page says how far it is, to people and to the script', async () => {
  const as = await drafter()
  const path = await on.file('lento.csv', `${table}1,LENTO\n`)
  const wish = { path, name: 'lento.csv', dataset: 'lento' }
  await on.shelf.jobs.stop()
  const { id } = await on.as(as).submitFile(wish, { review: false })
  const page = await http.ask(`/revisar/${id}`, { as })
  assert.match(page.text, /<rimaq-reading data-source="\/revisar\/[0-9a-f-]+\/lectura"/)
  assert.match(page.text, /En espera de turno/)
  assert.match(page.text, /Ver cómo va/)
  const far = await http.ask(`/revisar/${id}/lectura`, { as })
  const { state, total } = far.json<{ state: string; total: number }>()
  assert.deepEqual([state, total], ['reading', 8])
  assert.equal(far.headers['cache-control'], 'no-store')
  await on.shelf.jobs.work()
  await on.as(as).awaitReading(id, { most: 60_000 })
  assert.match((await http.ask(`/revisar/${id}`, { as })).text, /Pasar a revisión/)
})

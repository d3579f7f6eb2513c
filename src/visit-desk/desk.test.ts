// The desk over a real shelf: who is let in, versions that follow each save, files, numbers to verify.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, describe, test } from 'node:test'
import type { Actor } from '#people'
import {
  checkNumbersJob,
  contentOf,
  defineCheckNumbers,
  openChecks,
  type ReadContent,
} from '#visit'
import { type PublishingOffice, publishingOffice } from '../../test/support/publishing-office.ts'
import { type PublishingServer, publishingServer } from '../../test/support/publishing-server.ts'
import { deskPath, deskRoutes } from './index.ts'

let on: PublishingOffice
let http: PublishingServer
let content: ReadContent
let told = 0
const options = { timeZone: 'America/Lima', bbox: [-77.2, -12.52, -76.62, -11.57] } as const

before(async () => {
  on = await publishingOffice()
  const { shelf } = on.shelf
  for (const [slug, key] of [
    ['agenda-cultural', 'actividad'],
    ['telefonos-de-emergencia', 'numero'],
    ['lugares-para-visitar', 'codigo'],
    ['rutas-a-pie', 'ruta'],
    ['distritos-de-lima', 'ubigeo'],
  ] as const) {
    const source = slug === 'distritos-de-lima' ? 'distritos' : slug
    const text = await readFile(new URL(`../../packs/lima/tables/${source}.csv`, import.meta.url))
    const path = await on.file(`${slug}.csv`, text.toString())
    const request = { path, name: `${slug}.csv`, dataset: slug, resource: slug, key: [key] }
    await shelf.as({ kind: 'operator' }).publishFile(request)
  }
  http = publishingServer(on, {
    routes({ tables, context }) {
      content = contentOf({ shelf, tables }, { ...options, verifyDays: 180 })
      defineCheckNumbers({
        ...{ jobs: on.shelf.jobs, database: on.shelf.database, clock: on.people.clock, content },
        ...{ timeZone: options.timeZone, days: 180, path: `${deskPath}/numeros` },
        office: async (dataset) => (await shelf.dataset(dataset))?.organisation.slug ?? null,
      })
      return deskRoutes({
        ...{ shelf, tables, content, options, context, verifyDays: 180 },
        ...{ database: on.shelf.database, clock: on.people.clock },
        phones: () => Promise.resolve(null),
        published: async () => void (told += 1),
      })
    },
  })
})
after(async () => {
  await http?.close()
  await on?.close()
})

const event = {
  ...{ titulo: 'Feria del libro', inicio: '2026-12-05T10:00', fin: '2026-12-05T13:00' },
  ...{ estado: 'confirmado', ubigeo: '150101', organiza: 'Lima', gratis: 'si' },
  ...{ fuente: 'https://lima.example/feria', consultado: '2026-03-02', confianza: 'alta' },
}

const page = (path: string, as: Actor) => http.ask(deskPath + path, { as })
const words = (text: string): string => text.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ')

/** The hidden fields of the form that is shown, as a browser sends them back. */
async function hiddenOf(path: string, as: Actor): Promise<Record<string, string>> {
  const { text } = await page(path, as)
  const pairs = text.matchAll(/<input\s+type="hidden"\s+name="([^"]+)"\s+value="([^"]*)"/g)
  return Object.fromEntries([...pairs].map(([, name = '', value = '']) => [name, value]))
}

const newest = async (slug: string) => (await on.shelf.shelf.dataset(slug))?.resources[0]

describe('the desk of Vive', () => {
  test('is there for who may publish in the office of the tables, and for nobody else', async () => {
    const chief = await on.signIn(on.chief)
    const home = await page('', chief)
    assert.equal(home.status, 200, home.text)
    assert.match(
      words(home.text),
      /Agenda.*Lugares.*Rutas a pie.*Teléfonos de emergencia.*Avisos.*Distritos/,
    )
    assert.match(words(home.text), /avisos al celular están desactivados/)
    for (const who of [on.drafter, on.reader, on.neighbour]) {
      const as = await on.signIn(who)
      assert.equal((await page('/agenda', as)).status, 404)
      assert.equal((await page('/numeros', as)).status, 404)
      const posted = await http.ask(`${deskPath}/agenda/fila`, { as, form: event })
      assert.equal(posted.status, 404)
    }
    assert.equal((await http.ask(`${deskPath}/agenda`)).status, 404)
    assert.equal((await newest('agenda-cultural'))?.version?.number, 1)
  })

  test('saves a new row as a version that shows at once; the version before stays', async () => {
    const as = await on.signIn(on.chief)
    const before = (await content()).events.length
    const form = { ...(await hiddenOf('/agenda/fila', as)), ...event }
    const saved = await http.ask(`${deskPath}/agenda/fila`, { as, form })
    assert.equal(saved.status, 303, words(saved.text))
    assert.match(saved.headers['location'] ?? '', /hecho=saved/)
    // The same form sent twice is done once.
    const again = await http.ask(`${deskPath}/agenda/fila`, { as, form })
    assert.equal(again.status, 303)
    const { events } = await content()
    assert.equal(events.length, before + 1)
    const made = events.find(({ id }) => id === 'feria-del-libro')
    assert.equal(made?.from.source, event.fuente)
    assert.equal(made?.free, true)
    const resource = await newest('agenda-cultural')
    assert.equal(resource?.version?.number, 2)
    assert.equal(resource?.versions, 2)
    // What was there before reads as it did: rules, times and yes and no survive the way.
    const museums = events.find(({ id }) => id === 'noche-de-museos')
    assert.equal(museums?.when.ruleText, 'FREQ=MONTHLY;BYDAY=-1FR')
    assert.equal(museums?.when.duration, 7200)
    assert.deepEqual([museums?.free, museums?.places.length], [true, 5])
    assert.ok(told > 0)
  })

  test('shows what is wrong beside its field, keeps what was typed, and publishes nothing', async () => {
    const as = await on.signIn(on.chief)
    const form = {
      ...(await hiddenOf('/agenda/fila', as)),
      ...event,
      titulo: 'Otra',
      fuente: 'lima',
    }
    const refused = await http.ask(`${deskPath}/agenda/fila`, { as, form })
    assert.equal(refused.status, 422)
    assert.match(refused.text, /href="#fuente"/)
    assert.match(refused.text, /value="Otra"/)
    assert.equal((await newest('agenda-cultural'))?.version?.number, 2)
  })

  test('does not overwrite what somebody else changed while a form was open', async () => {
    const [one, other] = [await on.signIn(on.chief), await on.signIn(on.otherChief)]
    const path = '/agenda/fila?clave=feria-del-libro'
    const [mine, theirs] = [await hiddenOf(path, one), await hiddenOf(path, other)]
    const change = (hidden: Record<string, string>, titulo: string, as: Actor) =>
      http.ask(`${deskPath}/agenda/fila`, { as, form: { ...hidden, ...event, titulo } })
    assert.equal((await change(theirs, 'Feria de otros', other)).status, 303)
    const late = await change(mine, 'Feria mía', one)
    assert.equal(late.status, 422)
    assert.match(words(late.text), /Alguien cambió esta fila/)
    const { events } = await content()
    assert.equal(events.find(({ id }) => id === 'feria-del-libro')?.title.es, 'Feria de otros')
  })

  test('withdraws a row; earlier versions keep it', async () => {
    const as = await on.signIn(on.chief)
    const hidden = await hiddenOf('/agenda/fila?clave=feria-del-libro', as)
    const gone = await http.ask(`${deskPath}/agenda/retirar`, { as, form: hidden })
    assert.equal(gone.status, 303, words(gone.text))
    assert.equal(
      (await content()).events.some(({ id }) => id === 'feria-del-libro'),
      false,
    )
    const { id = '' } = (await newest('agenda-cultural')) ?? {}
    const versions = await on.shelf.shelf.versions(id)
    assert.equal(versions.length, 4)
  })

  test('makes the table of alerts with the first one', async () => {
    const as = await on.signIn(on.chief)
    const form = {
      ...(await hiddenOf('/avisos/fila', as)),
      ...{ titulo: 'Cierre de la Plaza', texto: 'Usa otra vía.', severidad: 'grave' },
      ...{ tipo: 'transporte', distritos: '150101', emite: 'Lima' },
      ...{ desde: '2026-03-02T08:00', hasta: '2026-03-03T08:00' },
      ...{ fuente: 'https://lima.example/a', consultado: '2026-03-02', confianza: 'alta' },
    }
    const saved = await http.ask(`${deskPath}/avisos/fila`, { as, form })
    assert.equal(saved.status, 303, words(saved.text))
    const [alert] = (await content()).alerts
    assert.deepEqual(alert?.districts, ['150101'])
    assert.equal(alert?.id, 'cierre-de-la-plaza')
    assert.match(alert?.from.row ?? '', /^\/dataset\/avisos-de-la-ciudad\/explore\?f=aviso/)
  })

  test('takes a file over, or refuses it whole by file and row, and the published version stays', async () => {
    const as = await on.signIn(on.chief)
    const send = (name: string, content: string) =>
      http.ask(`${deskPath}/agenda/importar`, {
        as,
        upload: { fields: { fuente: 'https://lima.example/hoja' }, name, content },
      })
    const before = (await newest('agenda-cultural'))?.version?.number ?? 0
    const bad = await send(
      'hoja.csv',
      'actividad,titulo,inicio\nx,Una,2026-12-05T10:00:00\ny,Otra,mañana\n',
    )
    assert.equal(bad.status, 422)
    assert.match(words(bad.text), /hoja\.csv, fila 2 \(línea 3\): Empieza: «mañana»/)
    assert.equal((await newest('agenda-cultural'))?.version?.number, before)
    const good = await send('hoja.csv', 'actividad,titulo,inicio\nx,Una,2026-12-05T10:00:00\n')
    assert.equal(good.status, 303, words(good.text))
    assert.equal((await newest('agenda-cultural'))?.version?.number, before + 1)
    assert.ok((await content()).events.some(({ id }) => id === 'x'))
  })

  test('lists numbers nobody verified for long, tells who keeps them once, and notes who verified when', async () => {
    const { jobs, database } = on.shelf
    await jobs.send(checkNumbersJob, {})
    await jobs.drain([checkNumbersJob])
    const waiting = await openChecks(database)
    assert.ok(waiting.some(({ number }) => number === '(01) 318-5050'))
    await jobs.send(checkNumbersJob, {})
    await jobs.drain([checkNumbersJob])
    assert.equal((await openChecks(database)).length, waiting.length)
    const notices = await database.kysely
      .selectFrom('people.notice' as never)
      .selectAll()
      .execute()
    const kinds = (notices as { kind: string; person_id: string }[]).filter(
      ({ kind }) => kind === 'numbers-due',
    )
    assert.deepEqual(
      new Set(kinds.map(({ person_id: person }) => person)),
      new Set([on.chief.person, on.otherChief.person]),
    )
    assert.equal(kinds.length, 2)
    const as = await on.signIn(on.chief)
    const list = await page('/numeros', as)
    assert.match(words(list.text), /\(01\) 318-5050 Serenazgo de Lima Cercado/)
    const form = { numero: '(01) 318-5050' }
    const done = await http.ask(`${deskPath}/numeros`, { as, form })
    assert.equal(done.status, 303, words(done.text))
    const contact = (await content()).contacts.find(({ number }) => number === form.numero)
    assert.equal(contact?.verified?.on, '2026-03-02')
    assert.equal((await openChecks(database)).length, waiting.length - 1)
    const after = words((await page('/numeros', as)).text)
    assert.match(after, /Verificados antes \(01\) 318-5050: .*2 de marzo de 2026/)
    assert.equal(
      (await http.ask(`${deskPath}/numeros`, { as, form: { numero: '999' } })).status,
      404,
    )
  })
})

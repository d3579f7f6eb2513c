// The public pages of procedures: what they say, in which languages, and when an answer is due.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createPageContext } from '#pages'
import { createLocale, createLog } from '#platform'
import { createMetrics, createServer } from '#platform/http'
import type { Server } from '#platform'
import { type TestCounter, testCounter } from '../../test/support/counter.ts'
import { notifyParts } from '../../test/support/notify.ts'
import { city } from '../../test/support/pages.ts'
import { type ActParts, firmaPeruDoor } from './acts/door.ts'
import { describeCaseFilesError } from './describe-error.ts'
import { CaseFilesError } from './errors.ts'
import { caseFilesRoutes } from './routes.ts'

let on: TestCounter
let server: Server
let origin: string

before(async () => {
  on = await testCounter()
  const rooms = ['platform', 'pages', 'people', 'case-files'].map((room) => ({
    room,
    folder: new URL(`../${room}/`, import.meta.url),
  }))
  const locale = createLocale({ rooms })
  const { clock } = on.people
  server = createServer({
    log: createLog({ level: 'silent' }),
    locale,
    metrics: createMetrics(),
    clock,
    explain: (error, lang) =>
      error instanceof CaseFilesError
        ? {
            status: 404,
            code: error.code,
            sentence: describeCaseFilesError(locale.for(lang), error),
          }
        : null,
  })
  const { catalogue, counter, calendars, receipts, verifier } = on
  const acts: ActParts = {
    ...{ database: on.people.database, records: on.records, files: on.files, jobs: on.jobs },
    ...{ calendars, clock, seal: receipts.parts.seal, timestamps: null, policy: { trust: [] } },
    ...{ city: 'Lima', url: 'https://lima.example' },
  }
  server.register(
    caseFilesRoutes({
      ...{ catalogue, counter, calendars, receipts, verifier, clock, files: on.files },
      ...{ acts, prove: (route) => route },
      firmaPeru: firmaPeruDoor(acts, { url: 'https://lima.example', token: async () => '' }),
      ...{ database: on.people.database, records: on.records, notify: notifyParts(on) },
      context: ({ lang, url, origin: from }) =>
        createPageContext({
          ...{ lang, url, origin: from, locale, clock, city },
          assets: (name) => `/${name}`,
        }),
    }),
  )
  origin = (await server.listen({ port: 0, host: '127.0.0.1' })).url
})
after(async () => {
  await server.close()
  await on.close()
})

async function ask(path: string): Promise<{ status: number; text: string; type: string }> {
  const answer = await fetch(origin + path)
  const text = await answer.text()
  return { status: answer.status, text, type: answer.headers.get('content-type') ?? '' }
}

/** The visible words, in one line. */
const wordsIn = (page: string): string => page.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ')

test('the list has every procedure in force, and words narrow it', async () => {
  const whole = await ask('/tramites')
  assert.equal(whole.status, 200)
  assert.match(whole.text, /12 trámites/)
  const some = await ask('/tramites?q=informacion+publica')
  assert.match(some.text, /href="\/tramites\/acceso-informacion-publica"/)
  assert.doesNotMatch(some.text, /licencia-edificacion/)
  assert.match((await ask('/tramites?q=zapatos')).text, /No hay trámites con esas palabras/)
})

test('every procedure has its page in three languages, with nothing missing', async () => {
  const { procedures } = JSON.parse((await ask('/tramites.json')).text) as {
    procedures: { code: string }[]
  }
  assert.equal(procedures.length, 12)
  for (const { code } of procedures) {
    for (const lang of ['es', 'en', 'qu']) {
      const { status, text } = await ask(`/tramites/${code}?lang=${lang}`)
      assert.equal(status, 200, code)
      assert.doesNotMatch(wordsIn(text), /undefined|null|NaN|\{\$|case-files\./, `${code} ${lang}`)
      assert.match(text, new RegExp(`<html[^>]* lang="${lang}"`))
    }
  }
})

test('a procedure filed today says until when the answer is due, and when silence approves', async () => {
  const { text } = await ask('/tramites/licencia-funcionamiento?lang=en')
  // Eight working days from 21 July 2026: 23, 27, 28 and 29 July do not count.
  assert.match(wordsIn(text), /the answer is due on 5 August 2026 at the latest/)
  assert.match(wordsIn(text), /If nothing was notified to you by 13 August 2026, it is approved/)
})

test('what nobody verified is said on the page', async () => {
  const { text } = await ask('/tramites/licencia-funcionamiento')
  assert.match(text, /Hay datos que faltan confirmar/)
  assert.match(text, /por verificar/)
  assert.match(text, /Por confirmar/)
})

test('versions have addresses of their own; what is not there is 404 in words', async () => {
  assert.equal((await ask('/tramites/carta/versiones/1')).status, 200)
  assert.equal((await ask('/tramites/carta/versiones/2')).status, 404)
  const absent = await ask('/tramites/no-existe')
  assert.equal(absent.status, 404)
})

test('a term is counted with its reasons, and wrong input is answered beside its field', async () => {
  const { text } = await ask('/plazos?desde=2026-07-20&dias=30')
  assert.match(wordsIn(text), /Vence el 7 de setiembre de 2026/)
  assert.match(wordsIn(text), /30 días hábiles desde el 21 de julio/)
  assert.match(wordsIn(text), /Fiestas Patrias/)
  for (const [query, words] of [
    ['desde=2026-13-20&dias=3', /Escribe una fecha entre 2015 y 2029/],
    ['desde=2026-07-20&dias=0', /entre 1 y 400/],
    ['desde=2026-07-20&dias=x', /entre 1 y 400/],
    ['desde=1800-07-20&dias=3', /entre 2015 y 2029/],
  ] as const) {
    const answer = await ask(`/plazos?${query}`)
    assert.equal(answer.status, 200, query)
    assert.match(answer.text, words)
  }
  assert.equal((await ask('/plazos?desde=2029-12-31&dias=400')).status, 200)
})

test('a visitor finds no tray', async () => {
  assert.equal((await ask('/bandeja')).status, 404)
  assert.equal((await ask('/bandeja/00000000-0000-4000-8000-000000000000')).status, 404)
})

test('the table is CSV that a spreadsheet opens', async () => {
  const { text, type } = await ask('/tramites.csv')
  assert.match(type, /text\/csv/)
  assert.equal(text.trimEnd().split('\r\n').length, 13)
})

const form = (fields: Record<string, string>): RequestInit => ({
  method: 'POST',
  body: new URLSearchParams(fields),
  redirect: 'manual',
  headers: { origin },
})

test('before an office receives, the counter says that it is closed', async () => {
  const closed = await ask('/tramites/carta/presentar')
  assert.equal(closed.status, 503)
  assert.match(closed.text, /todavía no está abierta/)
  assert.match((await ask('/tramites/carta')).text, /todavía no recibe por internet/)
  await on.open()
  assert.match((await ask('/tramites/carta')).text, /Presentar en línea/)
})

test('a resident files a letter: form, mistakes, attachment, receipt, and finds it again', async () => {
  const shown = await ask('/tramites/carta/presentar')
  assert.ok(shown.text.indexOf('name="asunto"') < shown.text.indexOf('name="texto"'))
  const wrong = await fetch(`${origin}/tramites/carta/presentar`, form({ asunto: 'Bache' }))
  assert.equal(wrong.status, 422)
  const said = await wrong.text()
  assert.match(said, /Falta: Tu carta\./)
  assert.match(said, /Falta: Número del documento\./)
  assert.match(said, /value="Bache"/)
  const told = {
    ...{ 'filer-document': 'DNI', 'filer-number': '40000001', 'filer-name': 'Persona De Prueba' },
    ...{ asunto: 'Bache', texto: 'Hay un bache <b>enorme</b>.' },
  }
  const begun = await fetch(`${origin}/tramites/carta/presentar`, form(told))
  assert.equal(begun.status, 303)
  const address = begun.headers.get('location') ?? ''
  assert.match(address, /^\/presentacion\/[0-9a-f-]{36}\/[0-9A-Z]{16}$/)
  const upload = new FormData()
  upload.set('requirement', 'anexos')
  upload.set('file', new Blob(['%PDF-1.7 foto']), 'foto.pdf')
  const attached = await fetch(`${origin}${address}/archivo`, {
    ...{ method: 'POST', body: upload, redirect: 'manual', headers: { origin } },
  })
  assert.equal(attached.status, 303)
  const bad = new FormData()
  bad.set('requirement', 'anexos')
  // Large enough that its sender would wait if nobody read it to its end.
  bad.set('file', new Blob(['MZ\u0000', new Uint8Array(8_000_000)]), 'programa.exe')
  const refused = await fetch(`${origin}${address}/archivo`, {
    ...{ method: 'POST', body: bad, headers: { origin } },
  })
  assert.equal(refused.status, 422)
  assert.match(await refused.text(), /«programa.exe» no es un archivo que se pueda recibir/)
  const policy = (await fetch(`${origin}${address}`)).headers.get('referrer-policy')
  assert.equal(policy, 'same-origin')
  const draft = await ask(address)
  assert.match(draft.text, /foto\.pdf/)
  // The address holds the key: it is named to no search engine and in no preview.
  assert.doesNotMatch(draft.text, /canonical|og:url|hreflang="es"/)
  assert.match(draft.text, /Hay un bache &lt;b(>|&gt;)enorme/)
  const filed = await fetch(`${origin}${address}/presentar`, form({}))
  assert.equal(filed.status, 303)
  const receipt = await ask(filed.headers.get('location') ?? '')
  assert.match(wordsIn(receipt.text), /Cargo de recepción 2026-000001/)
  assert.match(wordsIn(receipt.text), /7 de setiembre de 2026/)
  const again = await fetch(`${origin}${address}/presentar`, form({}))
  assert.equal(again.status, 303)
  const key = address.slice(-16).toLowerCase()
  const tracked = await fetch(`${origin}/seguimiento`, form({ number: '2026-000001', key }))
  assert.equal(tracked.headers.get('location'), address)
})

test('whoever has not the key finds nothing, and the number alone is not enough', async () => {
  const guess = '/presentacion/00000000-0000-4000-8000-000000000000/0123456789ABCDEF'
  assert.equal((await ask(guess)).status, 404)
  const tracked = await fetch(
    `${origin}/seguimiento`,
    form({ number: '2026-000001', key: '0123456789ABCDEF' }),
  )
  assert.equal(tracked.status, 404)
  assert.match(await tracked.text(), /No hay un expediente con ese número y esa clave/)
})

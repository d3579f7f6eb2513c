// The public pages of procedures: what they say, in which languages, and when an answer is due.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Calendars, peruCalendar } from '@rimaq/workdays'
import { createPageContext } from '#pages'
import { createJobs, createLocale, createLog, createMetrics, createServer } from '#platform'
import type { Jobs, Server } from '#platform'
import { createJournal } from '#records'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import { createCatalogue } from './catalogue/catalogue.ts'
import { importProcedures } from './import-procedures.ts'
import { catalogueJob } from './open-catalogue.ts'
import { describeCaseFilesError } from './describe-error.ts'
import { CaseFilesError } from './errors.ts'
import { caseFilesRoutes } from './routes.ts'

let database: TestDatabase
let server: Server
let origin: string
let jobs: Jobs
// A Monday.
const clock = { now: () => new Date('2026-07-20T15:00:00Z') }

before(async () => {
  database = await testDatabase(['people', 'records', 'case-files'])
  const rooms = ['platform', 'pages', 'case-files'].map((room) => ({
    room,
    folder: new URL(`../${room}/`, import.meta.url),
  }))
  const locale = createLocale({ rooms })
  const log = createLog({ level: 'silent' })
  jobs = createJobs(database, log, clock)
  jobs.define(catalogueJob, async () => {})
  const catalogue = createCatalogue({ database, clock, jobs, journal: createJournal(clock) })
  const pack = new URL('../../packs/lima/procedures.json', import.meta.url)
  await importProcedures(catalogue, { kind: 'operator' }, pack)
  server = createServer({
    log,
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
  const city = { name: 'Lima', institution: 'Municipalidad', slogan: '', logo: null }
  const contact = { email: null, phone: null, address: null }
  server.register(
    caseFilesRoutes({
      catalogue,
      calendars: new Calendars(peruCalendar(), { nation: 'PE', region: '15', province: '1501' }),
      context: ({ lang, url, origin: from }) =>
        createPageContext({
          ...{ lang, url, origin: from, locale, clock },
          assets: (name) => `/${name}`,
          city: { ...city, contact },
        }),
    }),
  )
  origin = (await server.listen({ port: 0, host: '127.0.0.1' })).url
})
after(async () => {
  await server.close()
  await jobs.stop()
  await database.close()
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

test('the table is CSV that a spreadsheet opens', async () => {
  const { text, type } = await ask('/tramites.csv')
  assert.match(type, /text\/csv/)
  assert.equal(text.trimEnd().split('\r\n').length, 13)
})

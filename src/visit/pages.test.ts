// The pages of Vive on Lima's pack: every item with its source, every language whole, broken rows told.
import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { tmpdir } from 'node:os'
import { after, before, test } from 'node:test'
import { type Server, createLocale, createLog } from '#platform'
import { createMetrics, createServer } from '#platform/http'
import { createTables } from '@rimaq/tables/query'
import { areaAt, describeWalksError, readCalendar } from '@rimaq/walks'
import { type TestShelf, testShelf } from '../../test/support/test-shelf.ts'
import { makeContent } from './content/make-content.ts'
import type { Content } from './content/model.ts'
import { contentOf } from './content/read-content.ts'
import { makePack } from './offline/pack-files.ts'
import { openManifest, sha256, type SignedManifest } from './offline/pack-manifest.ts'
import { visitRoutes } from './routes.ts'
import { straightWays } from './ways.ts'

let on: TestShelf
let tables: ReturnType<typeof createTables>
let server: Server
let origin: string
let now = new Date('2026-11-28T15:00:00Z')

before(async () => {
  on = await testShelf()
  tables = createTables({ temp: tmpdir(), children: 1 })
  await on.shelf.as({ kind: 'operator' }).importPack(new URL('../../packs/lima/', import.meta.url))
  const rooms = ['platform', 'visit'].map((room) => ({
    room,
    folder: new URL(`../${room}/`, import.meta.url),
  }))
  const locale = createLocale({ rooms })
  const clock = { now: () => now }
  const log = createLog({ level: 'silent' })
  server = createServer({ log, locale, metrics: createMetrics(), clock })
  const timeZone = 'America/Lima'
  server.register(
    visitRoutes({
      ...{ clock, locale, timeZone },
      content: contentOf(
        { shelf: on.shelf, tables },
        { timeZone, bbox: [-77.2, -12.52, -76.62, -11.57] },
      ),
      ways: straightWays,
      tiles: () => null,
      city: { name: 'Lima', institution: 'Municipalidad Metropolitana de Lima' },
      asset: (name) => `/assets/${name}`,
      worker: new Uint8Array(),
      pack: (content) =>
        makePack(
          {
            content,
            streets: null,
            city: { name: 'Lima', institution: '' },
            assets: [],
            made: now,
          },
          generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
        ),
    }),
  )
  origin = (await server.listen({ port: 0, host: '127.0.0.1' })).url
})
after(async () => {
  await server.close()
  await tables.close()
  await on.close()
})

const emptyContent = makeContent({}, { timeZone: 'America/Lima', bbox: [-78, -13, -76, -11] })

async function ask(path: string): Promise<{ status: number; text: string; type: string }> {
  const answer = await fetch(origin + path)
  const type = answer.headers.get('content-type') ?? ''
  return { status: answer.status, text: await answer.text(), type }
}

const wordsIn = (page: string): string => page.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ')

/** All addresses of Vive that pages lead to, from the first page on; read once for the tests below. */
function walk(lang: string): Promise<Map<string, string>> {
  const known = walked.get(lang) ?? walkOnce(lang)
  walked.set(lang, known)
  return known
}

const walked = new Map<string, Promise<Map<string, string>>>()

async function walkOnce(lang: string): Promise<Map<string, string>> {
  const suffix = lang === 'es' ? '' : `?lang=${lang}`
  const pages = new Map<string, string>()
  const open = [`/vive${suffix}`, `/vive/lugares${suffix}`, `/vive/emergency${suffix}`]
  for (let path = open.shift(); path !== undefined; path = open.shift()) {
    if (pages.has(path)) continue
    const { status, text, type } = await ask(path)
    assert.equal(status, 200, path)
    if (!type.startsWith('text/html')) continue
    pages.set(path, text)
    for (const [, href = ''] of text.matchAll(/href="(\/vive[^"#]*)"/g)) {
      const address = href.replaceAll('&amp;', '&')
      const own = new URL(address, origin).searchParams.get('lang') ?? 'es'
      if (own === lang && !/plan\?|cuando=|\.(ics|gpx|geojson|svg)|manifest/.test(address)) {
        open.push(address)
      }
    }
  }
  return pages
}

test('every address that pages lead to answers, in three languages, with no sentence missing', async () => {
  for (const lang of ['es', 'en', 'qu']) {
    const pages = await walk(lang)
    assert.ok(pages.size > 70, `${pages.size} in ${lang}`)
    for (const [path, text] of pages) {
      assert.match(text, new RegExp(`<html lang="${lang}"`), path)
      assert.doesNotMatch(wordsIn(text), /visit\.|\{\$|undefined|NaN/, path)
    }
  }
})

test('every shown item names its source, its day and its row, and the row is there', async () => {
  const pages = await walk('es')
  const rows = new Set<string>()
  for (const [path, text] of pages) {
    const items = [...text.matchAll(/<li>(?:(?!<li[ >])[\s\S])*?<h3>/g)].length
    const lines = [...text.matchAll(/class="source" data-row="([^"]+)"/g)]
    assert.ok(lines.length >= items, `${path}: ${items} items, ${lines.length} sources`)
    for (const [, row = ''] of lines) rows.add(row.replaceAll('&amp;', '&'))
  }
  // 62 places, 3 routes, 25 stops, 13 events (those that are over have pages too), 11 numbers.
  assert.ok(rows.size >= 90, `${rows.size}`)
  for (const row of rows) {
    const { pathname, searchParams } = new URL(row, origin)
    const slug = pathname.split('/')[2] ?? ''
    const [column = '', , value = ''] = (searchParams.get('f') ?? '').split('~')
    const dataset = await on.shelf.dataset(slug)
    const wanted = searchParams.get('resource')
    const table = dataset?.resources.find(({ name }) => wanted === null || name === wanted)
    assert.ok(table?.version, row)
    const found = await tables.rows(await on.shelf.files(table.version), {
      where: {
        column,
        op: 'eq',
        value: /^\d+$/.test(value) && column === 'codigo' ? Number(value) : value,
      },
    })
    assert.equal(found.total, 1, row)
  }
})

test('all that is shown leads to its row: each link to an item, each number, each thing in the plan', async () => {
  const pages = await walk('es')
  const rowsOf = (text: string): string[] =>
    [...text.matchAll(/data-row="([^"]+)"/g)].map(([, row = '']) => row.replaceAll('&amp;', '&'))
  const keyed = (row: string): string => new URL(row, origin).searchParams.get('f') ?? ''
  const items = new Set<string>()
  let numbers = 0
  for (const [path, text] of pages) {
    for (const [, href = ''] of text.matchAll(
      /href="(\/vive\/(?:lugares|rutas|agenda)\/[^"?#.]+)/g,
    )) {
      items.add(href)
    }
    const main = /<main[\s\S]*<\/main>/.exec(text)?.[0] ?? ''
    const calls = [...main.matchAll(/href="tel:[^"]+">\s*<strong>([^<]+)</g)]
    // The first page shows three numbers at a glance; their rows stand one tap away.
    const rows = rowsOf(path === '/vive' ? (pages.get('/vive/emergency') ?? '') : text)
    for (const [, number = ''] of calls) {
      numbers += 1
      assert.ok(
        rows.some((row) => keyed(row) === `numero~eq~${number.trim()}`),
        `${path}: ${number}`,
      )
    }
  }
  assert.ok(items.size >= 67 && numbers >= 13, `${items.size} items, ${numbers} numbers`)
  for (const path of items) {
    const { text } = await ask(path)
    const id = decodeURIComponent(path.split('/').at(-1) ?? '')
    const own = rowsOf(text).filter((row) => keyed(row).split('~')[2] === id)
    assert.ok(own.length > 0, `${path} does not lead to its row`)
    assert.match(text, /<p class="source"[\s\S]*?href="https?:[\s\S]*?<time datetime="\d{4}-/, path)
  }
  const { text } = await ask('/vive/plan?fecha=2026-11-29&l=3348&l=4464&l=1360')
  assert.equal(rowsOf(text).length, [...text.matchAll(/<p class="when">/g)].length)
})

test('the police number stands on the first page, and each number says how far it is trusted', async () => {
  assert.match((await ask('/vive')).text, /href="tel:105"/)
  const { text } = await ask('/vive/emergency')
  for (const number of ['tel:105', 'tel:116', 'tel:106', 'tel:080012345', 'tel:+5113185050']) {
    assert.ok(text.includes(`href="${number}"`), number)
  }
  assert.match(wordsIn(text), /todavía no atiende/)
  assert.doesNotMatch(text, /href="tel:911"/)
  assert.doesNotMatch(wordsIn(text), /EsSalud/)
})

test('the agenda shows what comes, by weekend, day and free, and warns of holidays', async () => {
  const coming = wordsIn((await ask('/vive/agenda')).text)
  assert.match(coming, /vie 25 dic/)
  assert.match(coming, /Cae en feriado/)
  assert.match(wordsIn((await ask('/vive/agenda?cuando=finde')).text), /No hay nada anunciado/)
  const friday = wordsIn((await ask('/vive/agenda?fecha=2027-01-29')).text)
  assert.match(friday, /Noche de Museos/)
  assert.match(friday, /18:00–20:00/)
  assert.doesNotMatch(friday, /Cae en feriado/)
  assert.doesNotMatch(wordsIn((await ask('/vive/agenda?gratis=1')).text), /Aniversario/)
  now = new Date('2026-11-28T02:00:00Z')
  // In Lima it is still Friday the 27th, 21:00: the museums have closed.
  assert.match(wordsIn((await ask('/vive/agenda?cuando=hoy')).text), /No hay nada anunciado/)
  now = new Date('2026-11-28T00:30:00Z')
  assert.match(wordsIn((await ask('/vive/agenda?cuando=hoy')).text), /Noche de Museos/)
  now = new Date('2026-11-28T15:00:00Z')
})

test('calendars can be subscribed to and read again without a fault', async () => {
  const { text, type } = await ask('/vive/agenda.ics?gratis=1')
  assert.match(type, /^text\/calendar/)
  const { events, faults } = readCalendar(text)
  assert.deepEqual(
    faults.map((fault) => describeWalksError(fault, 'es')),
    [],
  )
  assert.equal(events.length, 3)
  const museums = events.find(({ ruleText }) => ruleText.includes('-1FR'))
  assert.match(museums?.url ?? '', /\/vive\/agenda\/noche-de-museos$/)
  assert.equal((await ask('/vive/agenda/noche-de-museos.ics')).status, 200)
})

test('structured data say what the page says', async () => {
  const { text } = await ask('/vive/agenda/noche-de-museos')
  const [, json = ''] = /<script type="application\/ld\+json">([^<]*)</.exec(text) ?? []
  const event = JSON.parse(json) as Record<string, unknown>
  assert.equal(event['@type'], 'Event')
  assert.equal(event['startDate'], '2026-12-25T18:00:00-05:00')
  assert.equal(event['isAccessibleForFree'], true)
})

test('a walk has numbered stops, its length, its time, and files', async () => {
  const page = wordsIn((await ask('/vive/rutas/munlima-circuito-2')).text)
  assert.match(page, /8 paradas/)
  assert.match(page, /gradas: sin dato/)
  assert.match(page, /Sin ubicación publicada/)
  assert.match(page, /en línea recta más un 30 %/)
  const gpx = await ask('/vive/rutas/munlima-circuito-2.gpx')
  assert.match(gpx.type, /^application\/gpx/)
  assert.equal([...gpx.text.matchAll(/<rtept/g)].length, 7)
  const json = JSON.parse((await ask('/vive/rutas/munlima-circuito-2.geojson')).text) as {
    features: { geometry: { type: string } }[]
  }
  assert.deepEqual(new Set(json.features.map(({ geometry }) => geometry.type)), new Set(['Point']))
})

test('the planner orders the day, says what it leaves out and why, and hands it out', async () => {
  // A Monday: the museums with known hours are closed.
  const query = 'fecha=2026-11-30&desde=10:00&hasta=12:00&l=4481&l=3348&l=4464&l=1360'
  const page = wordsIn((await ask(`/vive/plan?${query}`)).text)
  assert.match(page, /2 visitas/)
  assert.match(page, /Bodega y Quadra : no abre ese día/)
  assert.match(page, /Horario desconocido/)
  const sunday = 'fecha=2026-11-29&desde=17:30&hasta=20:00&l=4481'
  assert.match(wordsIn((await ask(`/vive/plan?${sunday}`)).text), /cierra a las 18:00/)
  const { events } = readCalendar((await ask(`/vive/plan.ics?${query}`)).text)
  assert.equal(events.length, 2)
  assert.equal([...(await ask(`/vive/plan.gpx?${query}`)).text.matchAll(/<wpt/g)].length, 2)
  const many = Array.from({ length: 40 }, (_, at) => `l=${at}`).join('&')
  assert.equal((await ask(`/vive/plan?${many}&desde=99:99&fecha=nunca`)).status, 200)
  const night = 'fecha=2027-01-29&desde=16:00&hasta=21:00&a=noche-de-museos&l=3348'
  assert.match(wordsIn((await ask(`/vive/plan?${night}`)).text), /18:00–19:30/)
})

test('what is not there is a page that leads on, and no cookie is set', async () => {
  for (const path of [
    '/vive/lugares/nada',
    '/vive/rutas/nada',
    '/vive/agenda/%E0%A4%A',
    '/vive/rutas/x.gpx',
  ]) {
    const { status } = await ask(path)
    assert.ok(status === 404 || status === 400, path)
  }
  const answer = await fetch(`${origin}/vive`)
  assert.equal(answer.headers.get('set-cookie'), null)
  assert.doesNotMatch(
    await answer.text(),
    /<(?:script|img|link|iframe)[^>]+(?:src|href)="https?:\/\/(?!127)/,
  )
})

test('an opened search finds without accents, and by what is open now', async () => {
  assert.match(wordsIn((await ask('/vive/lugares?q=catedral basilica')).text), /1 lugar /)
  now = new Date('2026-11-28T16:00:00Z')
  const open = wordsIn((await ask('/vive/lugares?abierto=1&tipo=museo')).text)
  assert.match(open, /2 lugares/)
  assert.match(open, /no aparecen aquí/)
})

test('a row that is broken is told on its page and everything else stays', async () => {
  const file = await on.file(
    'agenda.csv',
    [
      'actividad,titulo,inicio,regla,estado,ubigeo,publico,gratis,organiza,fuente,consultado,confianza',
      'buena,Una buena,2026-12-01T10:00:00,,confirmado,150101,todos,si,Lima,https://example.pe/a,2026-11-01,alta',
      'mala,Regla rota,2026-12-01T10:00:00,FREQ=WEEKLY;BYDAY=9XX,confirmado,150101,todos,si,Lima,https://example.pe/b,2026-11-01,alta',
      'sorda,Sin fuente,2026-12-01T10:00:00,,confirmado,150101,todos,si,Lima,,2026-11-01,alta',
      'fuera,Cancelada,2026-12-02T10:00:00,,cancelado,150101,todos,si,Lima,https://example.pe/c,2026-11-01,alta',
    ].join('\n'),
  )
  await on.shelf.as({ kind: 'operator' }).publishFile({
    ...{ path: file, name: 'agenda.csv', dataset: 'agenda-cultural', resource: 'agenda-cultural' },
    key: ['actividad'],
  })
  const agenda = wordsIn((await ask('/vive/agenda')).text)
  assert.match(agenda, /Una buena/)
  assert.match(agenda, /Cancelada\s+Cancelado/)
  assert.doesNotMatch(agenda, /Regla rota/)
  const data = wordsIn((await ask('/vive/datos')).text)
  assert.match(
    data,
    /agenda-cultural, fila 2 : la fecha o la regla no vale: Regla rota: .*BYDAY.*9XX/,
  )
  assert.match(data, /agenda-cultural, fila 3 : no dice fuente y fecha: Sin fuente/)
})

test('borders that the city publishes tell the district, and old numbers are listed for checking', async () => {
  const ring = [
    [-77.05, -12.06],
    [-77.01, -12.06],
    [-77.01, -12.03],
    [-77.05, -12.03],
    [-77.05, -12.06],
  ]
  const file = await on.file(
    'limites.geojson',
    JSON.stringify({
      type: 'FeatureCollection',
      features: [
        {
          type: 'Feature',
          properties: { distrito: 'LIMA' },
          geometry: { type: 'Polygon', coordinates: [ring] },
        },
        {
          type: 'Feature',
          properties: { distrito: 'ANCÓN' },
          geometry: {
            type: 'Polygon',
            coordinates: [ring.map(([x = 0, y = 0]) => [x - 0.1, y + 0.3])],
          },
        },
      ],
    }),
  )
  await on.shelf.as({ kind: 'operator' }).publishFile({
    ...{ path: file, name: 'limites-de-distritos.geojson', dataset: 'limites-de-distritos' },
    ...{ resource: 'limites-de-distritos', title: 'Límites de distritos' },
  })
  await on.shelf
    .as({ kind: 'operator' })
    .changeState('limites-de-distritos', 'published')
    .catch(() => null)
  const { content: path } = (await openManifest(
    JSON.parse((await ask('/vive/pack.json')).text) as SignedManifest,
  ))!
  const { areas } = JSON.parse((await ask(path)).text) as Content
  assert.equal(areaAt(areas, [-77.0305, -12.0459])?.ubigeo, '150101')
  assert.equal(areaAt(areas, [-77.0305, -12.2]), null)
  assert.match(
    wordsIn((await ask('/vive/datos')).text),
    /\(01\) 318-5050 Serenazgo de Lima Cercado : 26 abr 2009/,
  )
})

test('what devices keep is a signed list with hashes, and a changed one is refused', async () => {
  const signed = JSON.parse((await ask('/vive/pack.json')).text) as SignedManifest
  const list = await openManifest(signed)
  assert.ok(list)
  const changed = { ...signed, manifest: signed.manifest.replace('"format":1', '"format":2') }
  assert.equal(await openManifest(changed), null)
  const pack = makePack(
    {
      content: { ...emptyContent, version: list.version },
      streets: new Uint8Array([1, 2]),
      city: list.city,
      assets: [],
      made: now,
    },
    generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
  )
  const own = await openManifest(pack.signed)
  assert.ok(own)
  for (const { path, sha256: wanted, bytes } of own.files) {
    const file = pack.files.get(path.split('/').at(-1) ?? '')
    assert.ok(file)
    assert.equal(file.bytes.length, bytes)
    assert.equal(await sha256(Uint8Array.from(file.bytes).buffer), wanted)
  }
})

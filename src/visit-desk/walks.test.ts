// Walks, their stops and districts at the desk over a real shelf: versions, order, files, borders.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, describe, test } from 'node:test'
import type { Actor } from '#people'
import { contentOf, type ReadContent } from '#visit'
import { type PublishingOffice, publishingOffice } from '../../test/support/publishing-office.ts'
import { type PublishingServer, publishingServer } from '../../test/support/publishing-server.ts'
import { deskPath, deskRoutes } from './index.ts'

let on: PublishingOffice
let http: PublishingServer
let content: ReadContent
let as: Actor
const options = { timeZone: 'America/Lima', bbox: [-77.2, -12.52, -76.62, -11.57] } as const

const tables = [
  ['rutas-a-pie', 'rutas-a-pie', 'ruta', 'rutas-a-pie'],
  ['rutas-a-pie', 'paradas-de-rutas', 'parada', 'paradas-de-rutas'],
  ['lugares-para-visitar', 'lugares-para-visitar', 'codigo', 'lugares-para-visitar'],
  ['telefonos-de-emergencia', 'telefonos-de-emergencia', 'numero', 'telefonos-de-emergencia'],
  ['distritos-de-lima', 'distritos-de-lima', 'ubigeo', 'distritos'],
] as const

before(async () => {
  on = await publishingOffice()
  const { shelf } = on.shelf
  for (const [dataset, resource, key, file] of tables) {
    const text = await readFile(new URL(`../../packs/lima/tables/${file}.csv`, import.meta.url))
    const path = await on.file(`${resource}.csv`, text.toString())
    const request = { path, name: `${resource}.csv`, dataset, resource, key: [key] }
    await shelf.as({ kind: 'operator' }).publishFile(request)
  }
  http = publishingServer(on, {
    routes({ tables: read, context }) {
      content = contentOf({ shelf, tables: read }, options)
      return deskRoutes({
        ...{ shelf, tables: read, content, options, context, verifyDays: 180 },
        ...{ database: on.shelf.database, clock: on.people.clock },
        phones: () => Promise.resolve(null),
        published: () => Promise.resolve(),
      })
    },
  })
  as = await on.signIn(on.chief)
})
after(async () => {
  await http?.close()
  await on?.close()
})

const from = {
  ...{ fuente: 'https://lima.example/ruta', consultado: '2026-03-02', confianza: 'alta' },
}
const words = (text: string): string => text.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ')
const page = (path: string) => http.ask(deskPath + path, { as })

/** The hidden fields of each form that is shown, as a browser sends them back. */
async function formsOf(path: string): Promise<{ action: string; form: Record<string, string> }[]> {
  const { text } = await page(path)
  return [...text.matchAll(/<form[^>]*action="(\/oficina\/vive\/[^"]*)"[\s\S]*?<\/form>/g)].map(
    ([whole, action = '']) => {
      const pairs = whole.matchAll(/<input\s+type="hidden"\s+name="([^"]+)"\s+value="([^"]*)"/g)
      return { action, form: Object.fromEntries([...pairs].map(([, a = '', b = '']) => [a, b])) }
    },
  )
}

async function save(path: string, more: Record<string, string>) {
  const [shown] = await formsOf(path)
  return http.ask(shown?.action ?? '', { as, form: { ...shown?.form, ...more } })
}

const walkOf = async (id: string) => (await content()).routes.find((each) => each.id === id)
const names = async (id: string) => (await walkOf(id))?.stops.map(({ name }) => name)
const walk = 'vuelta-de-los-miradores'

describe('walks at the desk', () => {
  test('are written down first, and shown once they have a stop', async () => {
    const empty = await save('/rutas/fila', { ...from, titulo: '', publica: 'Lima' })
    assert.equal(empty.status, 422)
    assert.match(words(empty.text), /Título: Falta/)
    const form = { ...from, titulo: 'Vuelta de los miradores', publica: 'Oficina de Turismo' }
    const made = await save('/rutas/fila', form)
    assert.equal(made.status, 303, words(made.text))
    assert.match(made.headers['location'] ?? '', /paradas\?.*ruta=vuelta-de-los-miradores/)
    assert.equal(await walkOf(walk), undefined)
    const stops = words((await page(`/paradas?ruta=${walk}`)).text)
    assert.match(stops, /Paradas de Vuelta de los miradores.*Todavía no tiene paradas/)
    assert.match(words((await page('/rutas')).text), /Vuelta de los miradores.*Sin paradas/)
  })

  test('take places of the city and points of their own, and name what is wrong by its field', async () => {
    const path = `/paradas/fila?ruta=${walk}`
    const wrong = await save(path, { ...from, lugar: '', nombre: '' })
    assert.equal(wrong.status, 422)
    assert.match(words(wrong.text), /Nombre: Falta: elige un lugar de la lista/)
    const swapped = { ...from, nombre: 'Cerro', longitud: '-12.03', latitud: '-77.02' }
    const refused = await save(path, swapped)
    assert.equal(refused.status, 422)
    assert.match(words(refused.text), /longitud y latitud/)
    const unknown = await save(path, { ...from, lugar: 'no-hay' })
    assert.match(words(unknown.text), /Lugar: No hay un lugar con el código «no-hay»/)
    for (const form of [
      { ...from, lugar: '3348' },
      { ...from, nombre: 'Cerro', longitud: '-77.02', latitud: '-12.03' },
      { ...from, nombre: 'Alameda' },
    ]) {
      const saved = await save(path, form)
      assert.equal(saved.status, 303, words(saved.text))
    }
    const stops = (await walkOf(walk))?.stops ?? []
    assert.deepEqual(
      stops.map(({ place, at }) => [place, at !== null]),
      [
        ['3348', true],
        [null, true],
        [null, false],
      ],
    )
    assert.match(stops[1]?.from.row ?? '', /parada%7Eeq%7Evuelta-de-los-miradores-02/)
    const elsewhere = { ...from, ruta: 'no-hay', nombre: 'x' }
    assert.equal((await save(path, elsewhere)).status, 422)
    assert.equal((await page('/paradas?ruta=no-hay')).status, 404)
  })

  test('have stops moved up and down, taken away, and nothing is done upon an old order', async () => {
    const path = `/paradas?ruta=${walk}`
    const before = await names(walk)
    const shown = await formsOf(path)
    const moves = shown.filter(({ action }) => action.endsWith('/mover'))
    const second = { ...moves[1]?.form, hacia: 'arriba' }
    const up = await http.ask(`${deskPath}/paradas/mover`, { as, form: second })
    assert.equal(up.status, 303, words(up.text))
    assert.deepEqual(await names(walk), [before?.[1], before?.[0], before?.[2]])
    const late = { ...moves[2]?.form, hacia: 'arriba', 'idempotency-key': 'another-key-of-this' }
    const stale = await http.ask(`${deskPath}/paradas/mover`, { as, form: late })
    assert.equal(stale.status, 422)
    assert.match(words(stale.text), /Alguien cambió/)
    const now = await formsOf(path)
    const first = now.find(({ action }) => action.endsWith('/mover'))
    const over = await http.ask(`${deskPath}/paradas/mover`, {
      as,
      form: { ...first?.form, hacia: 'arriba' },
    })
    assert.match(words(over.text), /ya está en el extremo/)
    const gone = now.filter(({ action }) => action.endsWith('/retirar'))[2]
    const removed = await http.ask(`${deskPath}/paradas/retirar`, { as, form: gone?.form ?? {} })
    assert.equal(removed.status, 303, words(removed.text))
    assert.deepEqual(await names(walk), [before?.[1], before?.[0]])
  })

  test('take their stops from GPX, GeoJSON and CSV in place of those they had', async () => {
    const send = (name: string, text: string) =>
      http.ask(`${deskPath}/paradas/importar`, {
        as,
        upload: { fields: { fuente: from.fuente, ruta: walk }, name, content: text },
      })
    const gpx = (points: string) =>
      `<?xml version="1.0"?><gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1">${points}</gpx>`
    const route = gpx(
      '<wpt lat="-12.1" lon="-77.1"><name>Suelto</name></wpt><rte><name>R</name><rtept lat="-12.05" lon="-77.03"><name>Plaza &amp; río</name></rtept><rtept lat="-12.04" lon="-77.02"><name><![CDATA[Alameda]]></name></rtept></rte>',
    )
    const good = await send('vuelta.gpx', route)
    assert.equal(good.status, 303, words(good.text))
    assert.deepEqual(await names(walk), ['Plaza & río', 'Alameda'])
    const broken = await send('vuelta.gpx', '<gpx>\n<wpt lat="-12" lon="-77">')
    assert.match(words(broken.text), /vuelta\.gpx, línea 2: .*no es un GPX entero/)
    const track = await send('vuelta.gpx', gpx('<trk><trkseg/></trk>'))
    assert.match(words(track.text), /solo un recorrido/)
    const swapped = await send(
      'vuelta.gpx',
      gpx('<wpt lat="-77.03" lon="-12.05"><name>A</name></wpt>'),
    )
    assert.match(words(swapped.text), /vuelta\.gpx, fila 1: .*longitud y latitud/)
    assert.deepEqual(await names(walk), ['Plaza & río', 'Alameda'])
    const point = (lon: number, lat: number, properties: object) => ({
      ...{ type: 'Feature', geometry: { type: 'Point', coordinates: [lon, lat] }, properties },
    })
    const line = { type: 'LineString', coordinates: [[-77, -12]] }
    const features = [
      { type: 'Feature', geometry: line, properties: { name: 'ida' } },
      point(-77.03, -12.05, { stop: 1, name: 'Uno' }),
      point(-77.02, -12.05, { stop: 2, name: 'Dos' }),
    ]
    const json = await send('v.geojson', JSON.stringify({ type: 'FeatureCollection', features }))
    assert.equal(json.status, 303, words(json.text))
    assert.deepEqual(await names(walk), ['Uno', 'Dos'])
    const sheet = await send('v.csv', 'orden;lugar;nombre\n2;;Final\n1;3348;\n')
    assert.equal(sheet.status, 303, words(sheet.text))
    const stops = (await walkOf(walk))?.stops.map(({ place, name }) => [place, name])
    assert.deepEqual(stops?.[1], [null, 'Final'])
    assert.equal(stops?.[0]?.[0], '3348')
    const nameless = await send('v.csv', 'orden,lugar,nombre\n1,,\n')
    assert.match(words(nameless.text), /v\.csv, fila 1 \(línea 2\): Nombre: Falta/)
    // The walks of the pack are as they were.
    assert.equal((await names('munlima-circuito-1'))?.length, 14)
  })

  test('that are withdrawn leave no stops behind for another of the same name', async () => {
    const forms = await formsOf(`/rutas/fila?clave=${walk}`)
    const withdrawal = forms.find(({ action }) => action.endsWith('/retirar'))
    const gone = await http.ask(`${deskPath}/rutas/retirar`, { as, form: withdrawal?.form ?? {} })
    assert.equal(gone.status, 303, words(gone.text))
    const again = { ...from, titulo: 'Vuelta de los miradores', publica: 'Lima' }
    assert.equal((await save('/rutas/fila', again)).status, 303)
    assert.equal(await walkOf(walk), undefined)
    assert.match(words((await page(`/paradas?ruta=${walk}`)).text), /Todavía no tiene paradas/)
  })
})

describe('districts at the desk', () => {
  test('are added with a code, and lead to the number of their wardens', async () => {
    const bad = await save('/distritos/fila', { ...from, ubigeo: '15 01', distrito: 'Nuevo' })
    assert.equal(bad.status, 422)
    assert.match(words(bad.text), /Código: «15 01» no es un código/)
    const form = { ...from, ubigeo: '150199', distrito: 'Nuevo', fuente: 'INEI' }
    const made = await save('/distritos/fila', form)
    assert.equal(made.status, 303, words(made.text))
    assert.ok((await content()).districts.some(({ ubigeo }) => ubigeo === '150199'))
    const twice = await save('/distritos/fila', form)
    assert.match(words(twice.text), /Ya hay una fila con «150199»/)
    const shown = (await page('/distritos/fila?clave=150199')).text
    const [, href = ''] = /href="([^"]*telefonos\/fila[^"]*)"/.exec(shown) ?? []
    const number = (await http.ask(href.replaceAll('&amp;', '&'), { as })).text
    assert.match(number, /<option value="serenazgo" selected/)
    assert.match(number, /<option value="150199" selected/)
  })

  test('take borders from GeoJSON, refuse what is wrong by file and feature, and keep the others', async () => {
    const square = (lon: number, lat: number) => ({
      type: 'Polygon',
      coordinates: [
        [
          [lon, lat],
          [lon + 0.01, lat],
          [lon + 0.01, lat + 0.01],
          [lon, lat],
        ],
      ],
    })
    const send = (...features: [geometry: object, properties: object][]) =>
      http.ask(`${deskPath}/distritos/limites`, {
        as,
        upload: {
          fields: { fuente: 'https://ign.example/limites' },
          name: 'limites.geojson',
          content: JSON.stringify({
            type: 'FeatureCollection',
            features: features.map(([geometry, properties]) => ({
              ...{ type: 'Feature', geometry, properties },
            })),
          }),
        },
      })
    const first = await send(
      [square(-77.03, -12.05), { NOMBDIST: 'LIMA' }],
      [square(-77.03, -12.12), { distrito: 'Miraflores', ubigeo: '150122' }],
    )
    assert.equal(first.status, 303, words(first.text))
    assert.deepEqual((await content()).areas.map(({ about }) => about.ubigeo).sort(), [
      ...['150101', '150122'],
    ])
    const open = square(-77.03, -12.05)
    open.coordinates[0]?.pop()
    const wrong = await send(
      [square(-12.05, -77.03), { distrito: 'Lima' }],
      [square(-77, -12), { distrito: 'Atlántida' }],
      [open, { distrito: 'Ate' }],
    )
    assert.equal(wrong.status, 422)
    const told = words(wrong.text)
    assert.match(told, /limites\.geojson, fila 1: queda fuera de la ciudad/)
    assert.match(told, /fila 2: no hay un distrito «Atlántida»/)
    assert.match(told, /fila 3: el polígono de Ate no cierra/)
    const none = await http.ask(`${deskPath}/distritos/limites`, {
      as,
      upload: { fields: { fuente: 'https://ign.example/' }, name: 'x.geojson', content: '{"a":' },
    })
    assert.equal(none.status, 422)
    assert.match(words(none.text), /x\.geojson/)
    const second = await send([square(-77.04, -12.13), { ubigeo: '150122', distrito: 'otra' }])
    assert.equal(second.status, 303, words(second.text))
    const { areas } = await content()
    assert.equal(areas.length, 2)
    const moved = areas.find(({ about }) => about.ubigeo === '150122')
    assert.deepEqual(moved?.geometry.coordinates[0]?.[0], [-77.04, -12.13])
    for (const who of [on.reader, on.neighbour]) {
      const stranger = await on.signIn(who)
      assert.equal((await http.ask(`${deskPath}/distritos/limites`, { as: stranger })).status, 404)
      assert.equal((await http.ask(`${deskPath}/rutas`, { as: stranger })).status, 404)
    }
  })
})

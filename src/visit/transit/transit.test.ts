// A GTFS feed becomes tables and pages; a broken one is refused by file and row, and nothing changes.
import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { createLocale } from '#platform'
import type { Tables } from '@rimaq/tables'
import { createTables } from '@rimaq/tables/query'
import { type TestShelf, testShelf } from '../../../test/support/test-shelf.ts'
import { answer } from '../answer.ts'
import { type ReadContent, contentOf } from '../content/read-content.ts'
import { VisitError, describeVisitError } from '../visit-error.ts'
import { createView } from '../view.ts'
import { straightWays } from '../ways.ts'
import { goesOn, writeDays } from './days.ts'
import { importFeed } from './import-feed.ts'
import { readFeed } from './read-feed.ts'
import { readCsv } from './read-lines.ts'
import { feedFiles, writeFeed } from './test-feed.ts'

const bbox = [-77.2, -12.52, -76.62, -11.57] as const
const options = { bbox, today: '2026-11-28' }
const locale = createLocale({
  rooms: ['platform', 'visit'].map((room) => ({
    room,
    folder: new URL(`../../${room}/`, import.meta.url),
  })),
})

let folder: string
let on: TestShelf
let tables: Tables
let content: ReadContent
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rimaq-feed-'))
  on = await testShelf()
  tables = createTables({ temp: tmpdir(), children: 1 })
  await on.shelf
    .as({ kind: 'operator' })
    .importPack(new URL('../../../packs/lima/', import.meta.url))
  content = contentOf({ shelf: on.shelf, tables }, { timeZone: 'America/Lima', bbox })
})
after(async () => {
  await tables.close()
  await on.close()
  await rm(folder, { recursive: true, force: true })
})

async function page(
  path: string,
  instant: string,
  lang: 'es' | 'en' | 'qu' = 'es',
): Promise<string> {
  const { pathname, searchParams } = new URL(path, 'https://vive.example')
  const view = createView({
    ...{ lang, t: locale.for(lang), url: path, origin: 'https://vive.example' },
    asset: (name) => `/assets/${name}`,
    city: { name: 'Lima', institution: 'Lima' },
    ...{ instant: new Date(instant), timeZone: 'America/Lima' },
  })
  const asked = { view, content: await content(), ways: straightWays() }
  const { status, body } = answer({ ...asked, path: pathname, query: searchParams })
  assert.equal(status, 200, path)
  return body
}

const wordsIn = (html: string): string => html.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ')

describe('public transport', () => {
  test('a feed is summed up: stops in order, days, and how often', async () => {
    const feed = await readFeed(await writeFeed(join(folder, 'good.zip')), options)
    assert.deepEqual(
      feed.stops.map(({ id, wheelchair }) => [id, wheelchair]),
      [
        ['P1', true],
        ['P2', false],
        ['P3', null],
        ['P4', null],
      ],
    )
    const [bus, metro] = feed.lines
    assert.deepEqual(
      [bus?.kind, bus?.colour, bus?.agency, metro?.kind],
      ['bus', '#0055aa', 'Corredor Azul', 'metro'],
    )
    const [down, up] = bus!.directions
    assert.deepEqual(
      down?.stops.map(({ stop, minutes }) => `${stop} ${minutes}`),
      ['P4 0', 'P1 5', 'P2 8', 'P3 12'],
    )
    assert.deepEqual(down?.services, [
      { days: 'Mo-Fr', from: 360, to: 1320, every: 10, departures: null },
      { days: 'Su', from: 420, to: 1510, every: 20, departures: null },
    ])
    assert.deepEqual(down?.line, [
      [-77.03, -12.046],
      [-77.0345, -12.051],
      [-77.0337, -12.067],
    ])
    assert.equal(up?.towards, 'Plaza Mayor')
    // Departures at 7:00, 7:20 and 7:40 are one each twenty minutes.
    assert.deepEqual(metro?.directions[0]?.services, [
      { days: 'Mo-Fr', from: 420, to: 460, every: 20, departures: 3 },
    ])
    assert.deepEqual(
      feed.flags.map(({ code, file, row, found }) => `${code} ${file} ${row} ${found}`),
      ['outside stops.txt 6 Huacho: -77.605, -11.107', 'no-trips routes.txt 4 Sin viajes'],
    )
  })

  test('what is broken is refused, naming file and row', async () => {
    const stops = feedFiles['stops.txt']!
    const cases: [changes: Record<string, string | null>, code: string, evidence: object][] = [
      [{ 'stop_times.txt': null }, 'feed-file-missing', { file: 'stop_times.txt' }],
      [{ 'calendar.txt': null }, 'feed-file-missing', { file: 'calendar.txt' }],
      [
        { 'stops.txt': stops.replace('stop_lat', 'lat') },
        'feed-column-missing',
        { file: 'stops.txt', column: 'stop_lat' },
      ],
      [
        { 'stops.txt': stops.replace('-12.0575,-77.0350', '-77.0350,-12.0575') },
        'feed-swapped',
        { file: 'stops.txt', row: 3, count: 1 },
      ],
      [
        { 'stops.txt': stops.replaceAll(',-12.0', ',-13.0') },
        'feed-outside',
        { file: 'stops.txt', row: 2, count: 5 },
      ],
      [
        { 'stops.txt': stops.replace('-12.0575', 'norte') },
        'feed-row',
        { file: 'stops.txt', row: 3, column: 'stop_lat', found: 'norte' },
      ],
      [
        { 'stops.txt': stops.replace('\r\nP2,', '\r\nP1,') },
        'feed-row',
        { file: 'stops.txt', row: 3, column: 'stop_id' },
      ],
      [
        { 'trips.txt': `${feedFiles['trips.txt']!}\n999,LV,T9,X,0,` },
        'feed-reference',
        { file: 'trips.txt', row: 8, found: '999' },
      ],
      [
        { 'stop_times.txt': `${feedFiles['stop_times.txt']!}\nT1,06:20:00,06:20:00,NADA,40` },
        'feed-reference',
        { file: 'stop_times.txt', row: 17, found: 'NADA' },
      ],
      [
        {
          'stop_times.txt': feedFiles['stop_times.txt']!.replace('06:08:00,06:08:00', '6.08,6.08'),
        },
        'feed-row',
        { file: 'stop_times.txt', row: 5, found: '6.08' },
      ],
      [
        { 'frequencies.txt': feedFiles['frequencies.txt']!.replace('1200', '0') },
        'feed-row',
        { file: 'frequencies.txt', row: 3, column: 'headway_secs' },
      ],
      [
        { 'calendar.txt': feedFiles['calendar.txt']!.replace('20271231', 'nunca') },
        'feed-row',
        { file: 'calendar.txt', row: 2, column: 'end_date' },
      ],
    ]
    for (const [changes, code, evidence] of cases) {
      const path = await writeFeed(join(folder, 'bad.zip'), changes)
      await assert.rejects(readFeed(path, options), (error) => {
        assert.ok(error instanceof VisitError, String(error))
        assert.equal(error.code, code)
        for (const [key, value] of Object.entries(evidence))
          assert.equal(error.evidence[key], value, `${code} ${key}`)
        for (const lang of ['es', 'en'] as const) {
          const sentence = describeVisitError(locale.for(lang), error)
          assert.match(sentence, new RegExp(String(error.evidence['file']).replace('.', '\\.')))
          assert.doesNotMatch(sentence, /\{\$|visit\.errors/)
        }
        return true
      })
    }
    const text = join(folder, 'text.zip')
    await writeFile(text, 'this is no zip')
    await assert.rejects(readFeed(text, options), { code: 'feed-not-zip' })
    const ended = await writeFeed(join(folder, 'ended.zip'), {
      'calendar.txt': feedFiles['calendar.txt']!.replaceAll('20271231', '20260630'),
    })
    const { flags } = await readFeed(ended, options)
    assert.ok(flags.some(({ code, found }) => code === 'expired' && found === '2026-06-30'))
  })

  test('quotes, line ends within quotes and a byte order mark are read as RFC 4180 says', async () => {
    const text = '\uFEFFa,b\r\n"x ""y""","1\n2"\r\n\r\nlast,'
    const rows = []
    for (const size of [1, 3, 100]) {
      const bytes = new TextEncoder().encode(text)
      async function* chunks(): AsyncGenerator<Uint8Array> {
        for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
      }
      const read = []
      for await (const row of readCsv(chunks())) read.push(row)
      rows.push(JSON.stringify(read))
    }
    assert.equal(new Set(rows).size, 1)
    assert.deepEqual(JSON.parse(rows[0]!), [
      { row: 1, cells: ['a', 'b'] },
      { row: 2, cells: ['x "y"', '1\n2'] },
      { row: 5, cells: ['last', ''] },
    ])
  })

  test('days are written and read as spans', () => {
    assert.equal(writeDays(new Set([0, 1, 2, 3, 4])), 'Mo-Fr')
    assert.equal(writeDays(new Set([0, 2, 5, 6])), 'Mo,We,Sa-Su')
    assert.equal(writeDays(new Set()), '')
    assert.deepEqual(
      [0, 1, 2, 5, 6].map((day) => goesOn('Mo,We,Sa-Su', day)),
      [true, false, true, true, true],
    )
  })

  test('an imported feed stands in the portal and on the pages, in words', async () => {
    const shelf = on.shelf.as({ kind: 'operator' })
    const said = {
      source: 'https://example.pe/gtfs.zip',
      checked: '2026-11-28',
      confidence: 'media',
    } as const
    const path = join(folder, 'good.zip')
    const done = await importFeed(shelf, path, { ...options, ...said })
    assert.deepEqual([done.stops, done.lines], [4, 2])
    const { transit, faults } = await content()
    assert.deepEqual(
      faults.filter(({ table }) => table === 'transporte-publico'),
      [],
    )
    assert.deepEqual(transit.lines.map(({ id }) => id).sort(), ['1', '301'])
    const list = wordsIn(await page('/vive/transporte', '2026-11-27T15:00:00Z'))
    assert.match(list, /2 líneas/)
    assert.match(list, /06:00–01:10, cada 10 min/)
    assert.match(
      wordsIn(await page('/vive/transporte?q=martin', '2026-11-27T15:00:00Z')),
      /1 paradero Plaza San Martín, norte : 301/,
    )
    const line = wordsIn(await page('/vive/transporte/301', '2026-11-27T15:00:00Z'))
    assert.match(line, /lun–vie 06:00–22:00 cada 10 min/)
    assert.match(line, /dom 07:00–01:10 cada 20 min/)
    // Friday at ten; Sunday at ten; Monday at one in the night, which still is Sunday's service; Saturday.
    const stop = async (instant: string): Promise<string> =>
      wordsIn(await page('/vive/paraderos/P4', instant))
    assert.match(await stop('2026-11-27T15:00:00Z'), /hacia Estadio: cada 10 min/)
    assert.match(await stop('2026-11-29T15:00:00Z'), /hacia Estadio: cada 20 min/)
    assert.match(await stop('2026-11-30T06:00:00Z'), /hacia Estadio: cada 20 min/)
    assert.match(await stop('2026-11-28T15:00:00Z'), /hacia Estadio: ahora no pasa/)
    // Christmas is a holiday: as on Sundays, though it is a Friday.
    assert.match(await stop('2026-12-25T15:00:00Z'), /hacia Estadio: cada 20 min/)
    const place = await page('/vive/lugares/4451', '2026-11-27T15:00:00Z')
    assert.match(wordsIn(place), /Transporte cerca/)
    const [, way = ''] = /href="(\/vive\/camino\?[^"]+)"/.exec(place) ?? []
    for (const lang of ['es', 'en', 'qu'] as const) {
      const there = await page(
        `${way.replaceAll('&amp;', '&')}${lang === 'es' ? '' : `&lang=${lang}`}`,
        '2026-11-27T15:00:00Z',
        lang,
      )
      assert.doesNotMatch(wordsIn(there), /visit\.|\{\$|undefined|NaN/)
    }
    const features = JSON.parse(await page('/vive/mapa.geojson?t=301', '2026-11-27T15:00:00Z')) as {
      bbox: number[]
      features: { properties: { what: string } }[]
    }
    assert.ok(features.features.some(({ properties: { what } }) => what === 'linea'))
    assert.ok(features.bbox[0]! < -77.03 && features.bbox[2]! > -77.04)
    // A broken feed afterwards changes nothing.
    const broken = await writeFeed(join(folder, 'broken.zip'), { 'trips.txt': null })
    await assert.rejects(importFeed(shelf, broken, { ...options, ...said }), {
      code: 'feed-file-missing',
    })
    assert.equal((await content()).transit, transit)
  })
})

// The form of a way on foot: what is chosen in it before anybody chose.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLocale } from '#platform'
import { makeContent } from '../content/make-content.ts'
import { createView } from '../view.ts'
import { straightWays } from '../ways.ts'
import { wayPage } from './way-page.ts'

const timeZone = 'America/Lima'
const folder = (room: string): URL => new URL(`../../${room}/`, import.meta.url)
const locale = createLocale({
  rooms: ['platform', 'visit'].map((room) => ({ room, folder: folder(room) })),
})
const names = ['codigo', 'nombre', 'longitud', 'latitud', 'fuente', 'consultado', 'confianza']
const source = ['https://lima.example/a', '2026-11-01', 'alta']
const content = makeContent(
  {
    places: {
      ...{ slug: 'lugares-para-visitar', resource: 'lugares', among: false, version: 1 },
      ...{ title: { es: 'Lugares' }, published: '', geometry: null },
      columns: ['_id', ...names],
      rows: [
        [1, 'plaza', 'Plaza', '-77.03', '-12.045', ...source],
        [2, 'parque', 'Parque', '-77.02', '-12.05', ...source],
      ],
    },
  },
  { timeZone, bbox: [-77.2, -12.52, -76.62, -11.57] },
)

function chosen(query: string): string[] {
  const view = createView({
    ...{ lang: 'es', t: locale.for('es'), url: '/vive/camino', origin: 'https://vive.example' },
    ...{ asset: (name: string) => name, city: { name: 'Lima', institution: 'Municipalidad' } },
    ...{ instant: new Date('2026-11-28T15:00:00Z'), timeZone },
  })
  const page = wayPage(view, content, straightWays(), new URLSearchParams(query))
  return [...page.matchAll(/<option value="([^"]*)" selected/g)].map(([, id = '']) => id)
}

test('the way begins and ends at different places until somebody chooses', () => {
  assert.deepEqual(content.faults, [])
  assert.deepEqual(chosen(''), ['plaza', 'parque'])
  assert.deepEqual(chosen('a=plaza'), ['parque', 'plaza'])
  assert.deepEqual(chosen('de=parque'), ['parque', 'plaza'])
  assert.deepEqual(chosen('de=plaza&a=plaza'), ['plaza', 'plaza'])
})

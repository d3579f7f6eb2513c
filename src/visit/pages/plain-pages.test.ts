// What visitors read where a table is missing or has a name for machines: words for them, not for operators.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { createLocale } from '#platform'
import { makeContent } from '../content/make-content.ts'
import { planPage } from '../plan/plan-page.ts'
import { transitPage } from '../transit/transit-page.ts'
import { type View, createView } from '../view.ts'
import { straightWays } from '../ways.ts'
import { dataPage } from './data-page.ts'

const timeZone = 'America/Lima'
const locale = createLocale({
  rooms: ['platform', 'visit'].map((room) => ({
    room,
    folder: new URL(`../../${room}/`, import.meta.url),
  })),
})
const table = {
  ...{ slug: 'rutas-a-pie', resource: 'paradas-de-rutas', among: true, version: 1 },
  ...{ title: { es: 'Rutas a pie' }, published: '2026-11-01T00:00:00Z', geometry: null },
  ...{ columns: ['_id'], rows: [] },
}
const content = makeContent({ stops: table }, { timeZone, bbox: [-77.2, -12.52, -76.62, -11.57] })

function view(lang: 'es' | 'en', url: string): View {
  return createView({
    ...{ lang, t: locale.for(lang), url, origin: 'https://vive.example' },
    ...{ asset: (name: string) => name, city: { name: 'Lima', institution: 'Municipalidad' } },
    ...{ instant: new Date('2026-11-28T15:00:00Z'), timeZone },
  })
}

test('a city without lines tells visitors what will stand there, not a command, and offers the way on foot', () => {
  for (const lang of ['es', 'en'] as const) {
    const page = transitPage(view(lang, '/vive/transporte'), content, new URLSearchParams())
    assert.doesNotMatch(page, /rimaq|GTFS/)
    assert.match(page, /<a class="more" href="\/vive\/camino/)
  }
})

test('one of several tables is named in words', () => {
  const page = dataPage(view('es', '/vive/datos'), content)
  assert.match(page, /Rutas a pie: paradas de rutas/)
})

test('the button that stays has a ground, so that no line is read beside it', () => {
  const page = planPage(view('es', '/vive/plan'), content, straightWays(), new URLSearchParams())
  assert.match(page, /<div class="sticky">\s*<button>/)
  const styles = readFileSync(new URL('../styles/forms.css', import.meta.url), 'utf8')
  assert.match(styles, /\.sticky \{[^}]*background: var\(--surface\)/)
})

// The agenda from rows to page, calendar and structured data: moved, cancelled, under way, for whom, unknown.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createLocale } from '#platform'
import { readCalendar } from '@rimaq/walks'
import { answer } from '../answer.ts'
import { makeContent } from '../content/make-content.ts'
import { createView } from '../view.ts'
import { straightWays } from '../ways.ts'
import { happenings, isOn, readAgendaFilter } from './agenda.ts'

const options = { timeZone: 'America/Lima', bbox: [-77.2, -12.52, -76.62, -11.57] } as const
const locale = createLocale({
  rooms: ['platform', 'visit'].map((room) => ({
    room,
    folder: new URL(`../../${room}/`, import.meta.url),
  })),
})

const base = {
  ...{ organiza: 'Lima', estado: 'confirmado', publico: 'todos', ubigeo: '150101', gratis: 'si' },
  ...{ fuente: 'https://lima.example/a', consultado: '2026-11-01', confianza: 'alta' },
}
const rows: Readonly<Record<string, string>>[] = [
  {
    ...{ ...base, actividad: 'cine', titulo: 'Cine', inicio: '2026-11-07T19:00' },
    ...{ fin: '2026-11-07T21:00', regla: 'FREQ=WEEKLY;BYDAY=SA' },
  },
  {
    ...{ ...base, actividad: 'cine-28', titulo: 'Cine', serie: 'cine' },
    ...{ reemplaza: '2026-11-28T19:00', inicio: '2026-11-28T09:00', fin: '2026-11-28T11:00' },
  },
  {
    ...{ ...base, actividad: 'cine-05', titulo: 'Cine', serie: 'cine', estado: 'cancelado' },
    ...{ reemplaza: '2026-12-05T19:00', inicio: '2026-12-05T19:00', fin: '2026-12-05T21:00' },
  },
  {
    ...{ ...base, actividad: 'titeres', titulo: 'Títeres', inicio: '2026-11-28T09:30' },
    ...{ publico: 'niños', gratis: 'no', ubigeo: '150122', local: 'Parque' },
  },
]
const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))]
const content = makeContent(
  {
    events: {
      ...{ slug: 'agenda-cultural', resource: 'agenda-cultural', among: false, version: 1 },
      ...{ title: { es: 'Agenda' }, published: '', geometry: null },
      columns: ['_id', ...columns],
      rows: rows.map((row, at) => [at + 1, ...columns.map((column) => row[column] ?? '')]),
    },
  },
  options,
)
const now = { date: '2026-11-28', minute: 600 }

function ask(path: string): string {
  const { pathname, searchParams } = new URL(path, 'https://vive.example')
  const view = createView({
    ...{ lang: 'es', t: locale.for('es'), url: path, origin: 'https://vive.example' },
    ...{ asset: (name: string) => name, city: { name: 'Lima', institution: 'Municipalidad' } },
    ...{ instant: new Date('2026-11-28T15:00:00Z'), timeZone: options.timeZone },
  })
  const asked = { view, content, ways: straightWays(), path: pathname, query: searchParams }
  const { status, body } = answer(asked)
  assert.equal(status, 200, path)
  return body
}

const words = (page: string): string => page.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ')

function structured(page: string): Record<string, unknown>[] {
  const [, json = '[]'] = /<script type="application\/ld\+json">([^<]*)</.exec(page) ?? []
  const found = JSON.parse(json) as Record<string, unknown> | Record<string, unknown>[]
  return Array.isArray(found) ? found : [found]
}

describe('the agenda', () => {
  test('shows a moved and a cancelled date as such, on the page and in structured data', () => {
    assert.deepEqual(content.faults, [])
    const page = ask('/vive/agenda')
    assert.match(words(page), /sáb 28 nov 09:00–11:00 Cine Cambió de fecha u hora/)
    assert.match(words(page), /sáb 5 dic 19:00–21:00 Cine Cancelado/)
    assert.doesNotMatch(words(page), /sáb 28 nov 19:00/)
    const states = structured(page).map((each) => [each['startDate'], each['eventStatus']])
    assert.deepEqual(states.slice(0, 3), [
      ['2026-11-28T09:00:00-05:00', 'https://schema.org/EventRescheduled'],
      ['2026-11-28T09:30:00-05:00', 'https://schema.org/EventScheduled'],
      ['2026-12-05T19:00:00-05:00', 'https://schema.org/EventCancelled'],
    ])
  })

  test('says what is under way, and leaves out what nobody knows the end of', () => {
    const filter = readAgendaFilter(new URLSearchParams({ cuando: 'ahora' }))
    const on = happenings(content, filter, now).filter((each) => isOn(each, now))
    assert.deepEqual(
      on.map(({ event }) => event.id),
      ['cine-28'],
    )
    const page = words(ask('/vive/agenda?cuando=ahora'))
    assert.match(page, /No aparecen las actividades de las que nadie dice cuándo terminan/)
    assert.doesNotMatch(page, /Títeres/)
    assert.match(words(ask('/vive/agenda?cuando=hoy')), /09:30, fin sin dato Títeres/)
  })

  test('narrows down by district, audience and free, and its calendar to subscribe to with it', () => {
    for (const [query, has, hasNot] of [
      ['distrito=150122', 'Títeres', 'Cine'],
      ['gratis=1', 'Cine', 'Títeres'],
      ['publico=niños', 'Títeres', 'nothing'],
    ] as const) {
      const page = ask(`/vive/agenda?${query}`)
      assert.match(page, new RegExp(`<h3>[\\s\\S]{0,200}${has}`), query)
      assert.doesNotMatch(page, new RegExp(`<h3>[\\s\\S]{0,200}${hasNot}`), query)
      const address = /href="(webcal:[^"]+)"/.exec(page)?.[1]?.replaceAll('&amp;', '&') ?? ''
      const { pathname, search } = new URL(address.replace('webcal:', 'https:'))
      const { events, faults } = readCalendar(ask(pathname + search))
      assert.deepEqual(faults, [])
      const names = new Set(events.map(({ summary }) => summary))
      assert.equal(names.has(has), true, query)
      assert.equal(names.has(hasNot), false, query)
    }
    // What a subscription cannot hold is said beside it, with what it holds instead.
    const now = words(ask('/vive/agenda?cuando=ahora&publico=niños'))
    assert.match(now, /«Ahora» cambia a cada minuto.*con estos filtros: niños/)
    assert.match(words(ask('/vive/agenda?cuando=finde')), /no se queda en los días que elegiste/)
    assert.doesNotMatch(words(ask('/vive/agenda')), /no puede seguirlo|no se queda/)
    const { events } = readCalendar(ask('/vive/agenda.ics'))
    const moved = events.filter(({ recurrenceId }) => recurrenceId !== null)
    assert.deepEqual(
      moved.map(({ status }) => status),
      ['CONFIRMED', 'CANCELLED'],
    )
  })
})

// Alerts from rows to pages and feeds: worst first, only while they hold, in three languages, with their source.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { SaxesParser } from 'saxes'
import { createLocale } from '#platform'
import { answer } from '../answer.ts'
import { makeContent } from '../content/make-content.ts'
import type { RawTable } from '../content/rows.ts'
import { createView } from '../view.ts'
import { straightWays } from '../ways.ts'
import { alertFeed, capMessage } from './alert-feed.ts'
import { alertsNow } from './alerts.ts'

const locale = createLocale({
  rooms: ['platform', 'visit'].map((room) => ({
    room,
    folder: new URL(`../../${room}/`, import.meta.url),
  })),
})
const options = { timeZone: 'America/Lima', bbox: [-77.2, -12.52, -76.62, -11.57] } as const

function table(slug: string, rows: readonly Readonly<Record<string, string>>[]): RawTable {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  return {
    ...{ slug, resource: slug, among: false, title: { es: slug }, version: 1 },
    ...{ published: '2026-11-28T10:00:00Z', geometry: null, columns: ['_id', ...columns] },
    rows: rows.map((row, at) => [at + 1, ...columns.map((column) => row[column] ?? '')]),
  }
}

const base = {
  ...{ texto: 'Usa otra vía & evita <la zona>.', tipo: 'transporte', emite: 'Municipalidad' },
  ...{ desde: '2026-11-28T08:00', hasta: '2026-11-28T20:00', emitido: '2026-11-28T07:55:00' },
  ...{ fuente: 'https://lima.example/a', consultado: '2026-11-28', confianza: 'alta' },
}

const content = makeContent(
  {
    alerts: table('avisos-de-la-ciudad', [
      { ...base, aviso: 'leve', titulo: 'Obras', severidad: 'leve', distritos: '150101' },
      {
        ...{ ...base, aviso: 'grave', titulo: 'Cierre', severidad: 'grave', distritos: '' },
        ...{ titulo_en: 'Closure', texto_en: 'Use another way.', titulo_qu: 'Wisq’asqa' },
      },
      { ...base, aviso: 'ayer', titulo: 'Ayer', severidad: 'grave', hasta: '2026-11-28T09:00' },
      {
        ...{ ...base, aviso: 'luego', titulo: 'Luego', severidad: 'leve' },
        ...{ desde: '2026-11-29T08:00', hasta: '2026-11-29T20:00' },
      },
      { ...base, aviso: 'ido', titulo: 'Ido', severidad: 'leve', estado: 'retirado' },
      { ...base, aviso: 'sin', titulo: 'Sin fuente', severidad: 'leve', fuente: '' },
      { ...base, aviso: 'mal', titulo: 'Sin fin', severidad: 'leve', hasta: '' },
    ]),
    districts: table('distritos-de-lima', [
      { ubigeo: '150101', distrito: 'Lima' },
      { ubigeo: '150122', distrito: 'Miraflores' },
    ]),
  },
  options,
)

function viewAt(path: string, lang: 'es' | 'en' | 'qu' = 'es', instant = '2026-11-28T15:00:00Z') {
  return createView({
    ...{ lang, t: locale.for(lang), url: path, origin: 'https://vive.example' },
    ...{ asset: (name: string) => `/assets/${name}`, timeZone: options.timeZone },
    ...{ city: { name: 'Lima', institution: 'Municipalidad' }, instant: new Date(instant) },
  })
}

function page(path: string, lang: 'es' | 'en' | 'qu' = 'es', instant?: string): string {
  const { pathname, searchParams } = new URL(path, 'https://vive.example')
  const view = viewAt(path, lang, instant)
  const { status, body } = answer({
    view,
    content,
    ways: straightWays(),
    path: pathname,
    query: searchParams,
  })
  assert.equal(status, 200, path)
  return body.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ')
}

/** Names of all elements in their order; throws for what is not well-formed. */
function elements(text: string): string[] {
  const names: string[] = []
  const parser = new SaxesParser()
  parser.on('opentag', ({ name }) => names.push(name))
  parser.on('error', (error) => {
    throw error
  })
  parser.write(text).close()
  return names
}

describe('alerts', () => {
  test('hold from their beginning to their end, the worst first; broken rows are told', () => {
    assert.deepEqual(
      alertsNow(content, { date: '2026-11-28', minute: 600 }).map(({ id }) => id),
      ['grave', 'leve'],
    )
    assert.deepEqual(alertsNow(content, { date: '2026-11-28', minute: 1200 }), [])
    assert.deepEqual(
      content.faults.map(({ row, code }) => [row, code]),
      [
        [6, 'no-source'],
        [7, 'bad-alert'],
      ],
    )
  })

  test('stand on the first page, the page of emergencies and that of their district, with their source', () => {
    for (const path of ['/vive', '/vive/emergency', '/vive/distritos/150101', '/vive/avisos']) {
      const text = page(path)
      assert.match(text, /Peligro grave · toda la ciudad.*Cierre.*lima\.example/, path)
      assert.match(text, /Información · Lima.*Obras/, path)
      assert.doesNotMatch(text, /Ayer|Ido|Sin fuente/, path)
    }
    assert.doesNotMatch(page('/vive/distritos/150122'), /Obras/)
    assert.match(page('/vive/avisos'), /Empiezan después.*Luego/)
    assert.doesNotMatch(page('/vive/avisos?distrito=150122'), /Obras/)
    assert.match(page('/vive/avisos/grave', 'en'), /Closure.*Use another way/)
    assert.match(page('/vive/avisos/grave', 'qu'), /Wisq’asqa/)
    assert.match(page('/vive/avisos/ayer'), /ya terminó/)
  })

  test('disappear at their end, also from a page that a device writes itself', () => {
    const later = '2026-11-29T02:00:00Z'
    assert.doesNotMatch(page('/vive', 'es', later), /Cierre/)
    assert.match(page('/vive/avisos', 'es', later), /Ahora no hay ningún aviso/)
  })

  test('can be followed as Atom', () => {
    const feed = alertFeed(viewAt('/vive/avisos.atom'), content, new URLSearchParams())
    assert.deepEqual(
      elements(feed).filter((name) => name === 'entry'),
      ['entry', 'entry', 'entry'],
    )
    assert.match(feed, /<updated>2026-11-28T07:55:00-05:00<\/updated>/)
    assert.match(feed, /href="https:\/\/vive\.example\/vive\/avisos\/grave\.cap"/)
    assert.match(feed, /Usa otra vía &amp; evita &lt;la zona&gt;/)
    const query = new URLSearchParams({ distrito: '150122' })
    assert.doesNotMatch(alertFeed(viewAt('/vive/avisos.atom'), content, query), /Obras/)
  })

  test('are messages of CAP 1.2 with the elements of its schema in their order', () => {
    const view = viewAt('/vive/avisos/leve.cap')
    const message = capMessage(view, content, 'leve') ?? ''
    assert.deepEqual(elements(message), [
      ...[
        'alert',
        'identifier',
        'sender',
        'sent',
        'status',
        'msgType',
        'scope',
        'info',
        'language',
      ],
      ...['category', 'event', 'urgency', 'severity', 'certainty', 'effective', 'onset', 'expires'],
      ...['senderName', 'headline', 'description', 'web', 'area', 'areaDesc', 'geocode'],
      ...['valueName', 'value'],
    ])
    assert.match(message, /<severity>Minor<\/severity>/)
    assert.match(message, /<expires>2026-11-28T20:00:00-05:00<\/expires>/)
    assert.match(message, /<value>150101<\/value>/)
    const three = capMessage(view, content, 'grave') ?? ''
    assert.equal(elements(three).filter((name) => name === 'info').length, 3)
    assert.match(three, /<language>qu-PE<\/language>/)
    // CAP 1.2, 3.2.1: no spaces, commas or signs of XML.
    assert.match(three, /<identifier>[^\s,<&]+<\/identifier>/)
    assert.equal(capMessage(view, content, 'ayer'), null)
    assert.equal(capMessage(view, content, 'ido'), null)
  })
})

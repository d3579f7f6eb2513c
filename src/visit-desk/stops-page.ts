// The stops of one walk in their order: put one before another, take one away, add one, bring a file.
import { randomUUID } from 'node:crypto'
import { type PageContext, button, emptyState, goTo, linkButton, notice, table } from '#pages'
import { type Answer, Refusal, type RouteRequest } from '#platform'
import type { Content } from '#visit'
import { type Html, html } from '@rimaq/markup'
import { sentenceOf } from '#datasets'
import { type Desk, deskPage, deskPath, hidden, kindIn, officialIn } from './desk.ts'
import { findRow, fingerprint } from './edit-row.ts'
import { problemWords } from './form-page.ts'
import { type Kind, kindNamed } from './kinds.ts'
import { type Direction, directions, moveStop, orderSeen, stopsOf } from './move-stop.ts'
import type { Row } from './open-rows.ts'
import { openRows, saveTable } from './save-table.ts'

const path = `${deskPath}/paradas`

interface Shown {
  walk: Row
  stops: readonly Row[]
  content: Content
  done: { what: string; version: string } | null
  /** What could not be done. */
  wrong?: string
}

/** @throws Refusal not-found where there is no such walk */
export async function walkNamed(desk: Desk, key: string): Promise<Row> {
  const kind = kindNamed('rutas') as Kind
  const row = findRow(await openRows(desk, kind), kind, key)
  if (!row) throw new Refusal('not-found')
  return row
}

/** Codes of all walks there are, shown or not. */
export async function walkCodes(desk: Desk): Promise<ReadonlySet<string>> {
  const { rows } = await openRows(desk, kindNamed('rutas') as Kind)
  return new Set(rows.map((row) => row['ruta'] ?? ''))
}

export async function stopsPage(
  desk: Desk,
  request: RouteRequest,
  more: Pick<Shown, 'done' | 'wrong'> & { walk: string },
): Promise<Answer> {
  const kind = await kindIn(desk, request, 'paradas')
  const walk = await walkNamed(desk, more.walk)
  const stops = stopsOf(await openRows(desk, kind), more.walk)
  const { done, wrong } = more
  const content = await desk.content()
  const shown = { walk, stops, content, done, ...(wrong === undefined ? {} : { wrong }) }
  return page(desk.context(request), shown)
}

function page(context: PageContext, { walk, stops, content, done, wrong }: Shown): Answer {
  const { t, link } = context
  const key = walk['ruta'] ?? ''
  const name = walk['titulo'] || key
  const title = t('visit-desk.stops.title', { walk: name })
  const to = { ruta: key }
  const body = html`<h1>${title}</h1>
    ${done ? notice(context, { kind: 'success', live: true, title: t(`visit-desk.done.${done.what}`, { version: done.version }) }) : null}
    ${wrong === undefined ? null : notice(context, { kind: 'error', live: true, title: wrong })}
    <p class="lead">${t('visit-desk.stops.lead')}</p>
    <div class="button-row">
      ${linkButton({ label: t('visit-desk.add', { what: t('visit-desk.one.paradas') }), href: link(`${path}/fila`, to) })}
      ${linkButton({ label: t('visit-desk.import.title'), href: link(`${path}/importar`, to), kind: 'secondary' })}
      ${linkButton({ label: t('visit-desk.change', { what: t('visit-desk.one.rutas') }), href: link(`${deskPath}/rutas/fila`, { clave: key }), kind: 'secondary' })}
    </div>
    ${
      stops.length === 0
        ? emptyState({ title: t('visit-desk.stops.none'), body: t('visit-desk.stops.none-about') })
        : stopsTable(context, key, stops, content)
    }
    ${
      content.routes.some(({ id }) => id === key)
        ? html`<p><a href="${link(`/vive/rutas/${key}`)}">${t('visit-desk.stops.see')}</a></p>`
        : null
    }`
  const trail = [{ label: t('visit-desk.kind.rutas'), href: link(`${deskPath}/rutas`) }]
  return deskPage(context, { title, body, trail }, wrong === undefined ? {} : { status: 422 })
}

function stopsTable(
  context: PageContext,
  walk: string,
  stops: readonly Row[],
  content: Content,
): Html {
  const { t, link } = context
  return table(context, {
    id: 'stops',
    caption: t('visit-desk.kind.paradas'),
    captionHidden: true,
    stack: true,
    columns: [
      { id: 'order', label: t('visit-desk.stops.order'), kind: 'number' },
      { id: 'name', label: t('visit-desk.field.nombre'), rowHead: true },
      { id: 'where', label: t('visit-desk.field.parada-lugar') },
      { id: 'do', label: t('visit-desk.to-do') },
    ],
    rows: stops.map((row, at) => {
      const name = row['nombre'] ?? ''
      return {
        order: String(at + 1),
        name: html`<a href="${link(`${path}/fila`, { clave: row['parada'] ?? '', ruta: walk })}"
          >${name}</a
        >`,
        where: whereOf(context, row, content),
        do: html`<div class="button-row">
          ${moves(context, { walk, row, name, at, of: stops })} ${removal(context, walk, row, name)}
        </div>`,
      }
    }),
  })
}

function whereOf({ t }: PageContext, row: Row, { places }: Content): string {
  const place = places.find(({ id }) => id === row['lugar'])
  if (place) return place.name.es
  const [lon, lat] = [row['longitud'] ?? '', row['latitud'] ?? '']
  return lon !== '' && lat !== '' ? `${lat}, ${lon}` : t('visit-desk.stops.nowhere')
}

interface Movable {
  walk: string
  row: Row
  name: string
  at: number
  of: readonly Row[]
}

/** The first cannot go up, the last not down. */
function moves({ t, link }: PageContext, { walk, row, name, at, of }: Movable): Html {
  const possible = directions.filter((each) => (each === 'arriba' ? at > 0 : at < of.length - 1))
  return html`<form method="post" action="${link(`${path}/mover`)}">
    ${hidden('idempotency-key', randomUUID())} ${hidden('ruta', walk)}
    ${hidden('parada', row['parada'] ?? '')} ${hidden('visto', orderSeen(of))}
    ${possible.map((each) => html`${named(button({ label: t(`visit-desk.stops.${each}`), kind: 'quiet', small: true, name: 'hacia', value: each }), name)}`)}
  </form>`
}

/** Buttons alike are told apart by a group that bears the name of the stop. */
function named(what: Html, name: string): Html {
  return html`<span role="group" aria-label="${name}">${what}</span>`
}

function removal({ t, link }: PageContext, walk: string, row: Row, name: string): Html {
  return html`<form method="post" action="${link(`${path}/retirar`)}">
    ${hidden('idempotency-key', randomUUID())} ${hidden('ruta', walk)}
    ${hidden('clave', row['parada'] ?? '')} ${hidden('visto', fingerprint(row))}
    ${named(button({ label: t('visit-desk.stops.remove'), kind: 'quiet', small: true }), name)}
  </form>`
}

/** POST: one stop changes places with its neighbour, as a version of the table. */
export async function takeMove(desk: Desk, request: RouteRequest): Promise<Answer> {
  const kind = await kindIn(desk, request, 'paradas')
  const context = desk.context(request)
  const { ruta: walk, parada: key, hacia, visto: seen } = request.body as Record<string, string>
  const move = { walk: walk ?? '', key: key ?? '', towards: hacia as Direction, seen: seen ?? '' }
  const again = (wrong: string): Promise<Answer> =>
    stopsPage(desk, request, { walk: move.walk, done: null, wrong })
  const note = context.t(`visit-desk.note.${move.towards}`, { key: move.key })
  try {
    const saved = await saveTable(desk, officialIn(request), { kind, note }, (open) =>
      moveStop(open, move),
    )
    if (!('problems' in saved)) {
      return goTo(context, path, { ruta: move.walk, hecho: 'saved', version: saved.version })
    }
    const [problem] = saved.problems
    return await again(problem ? problemWords(context, kind, problem) : '')
  } catch (error) {
    if (error instanceof Refusal) throw error
    return again(sentenceOf(context, error))
  }
}

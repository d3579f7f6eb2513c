// The desk's first page, and the rows of one of its tables with what was done to them last.
import { type PageContext, emptyState, linkButton, notice, table } from '#pages'
import type { Answer } from '#platform'
import { type Content, lastCheck, placeOfTable } from '#visit'
import { type Html, html } from '@rimaq/markup'
import { deskPage, deskPath } from './desk.ts'
import type { Kind } from './kinds.ts'
import type { OpenRows, Row } from './open-rows.ts'

export interface HomeParts {
  kinds: readonly Kind[]
  content: Content
  /** Numbers to verify; null for who does not keep them. */
  numbers: number | null
  /** Phones that are told of alerts; null: switched off. */
  phones: number | null
}

export function deskHome(context: PageContext, parts: HomeParts): Answer {
  const { t, link } = context
  const { kinds, content, numbers, phones } = parts
  const title = t('visit-desk.title')
  const body = html`<h1>${title}</h1>
    <p class="lead">${t('visit-desk.lead')}</p>
    ${kinds.length === 0 ? emptyState({ title: t('visit-desk.nothing'), body: t('visit-desk.nothing-about') }) : null}
    ${
      numbers
        ? notice(context, {
            kind: 'warning',
            title: t('visit-desk.numbers.waiting', { count: numbers }),
            body: html`<p>
              <a href="${link(`${deskPath}/numeros`)}">${t('visit-desk.numbers.open')}</a>
            </p>`,
          })
        : null
    }
    ${kinds.length === 0 ? null : tablesOf(context, kinds, content)}
    <h2>${t('visit-desk.state')}</h2>
    <ul>
      <li>
        ${t('visit-desk.not-shown', { count: content.faults.length })}
        <a href="${link('/vive/datos')}">${t('visit-desk.see-data')}</a>
      </li>
      ${numbers === null ? null : html`<li><a href="${link(`${deskPath}/numeros`)}">${t('visit-desk.numbers.title')}</a></li>`}
      <li>
        ${phones === null ? t('visit-desk.phones-off') : t('visit-desk.phones', { count: phones })}
      </li>
    </ul>`
  return deskPage(context, { title, body })
}

function tablesOf(context: PageContext, kinds: readonly Kind[], content: Content): Html {
  const { t, link, lang, locale } = context
  const read = (kind: Kind) => content.tables.find(({ slug }) => slug === datasetOf(kind))
  return table(context, {
    id: 'tables',
    caption: t('visit-desk.tables'),
    captionHidden: true,
    stack: true,
    columns: [
      { id: 'name', label: t('visit-desk.tables'), rowHead: true },
      { id: 'rows', label: t('visit-desk.rows'), kind: 'number' },
      { id: 'version', label: t('visit-desk.version'), kind: 'number' },
      { id: 'when', label: t('visit-desk.published'), kind: 'date' },
      { id: 'do', label: t('visit-desk.to-do') },
    ],
    rows: kinds.map((kind) => {
      const known = read(kind)
      const path = `${deskPath}/${kind.name}`
      return {
        name: html`<a href="${link(path)}">${t(`visit-desk.kind.${kind.name}`)}</a>`,
        rows: locale.number(lang, known?.rows ?? 0),
        version: known ? locale.number(lang, known.version) : '–',
        when: known ? locale.dateTime(lang, new Date(known.published)) : '–',
        do: html`<a href="${link(`${path}/fila`)}"
          >${t('visit-desk.add', { what: t(`visit-desk.one.${kind.name}`) })}</a
        >`,
      }
    }),
  })
}

export interface ListParts {
  kind: Kind
  open: OpenRows
  content: Content
  /** Words to look for. */
  words: string
  done: { what: string; version: string } | null
}

/** Rows that match are shown up to this number. */
const most = 200

export function listPage(context: PageContext, parts: ListParts): Answer {
  const { t, link } = context
  const { kind, open, words, done } = parts
  const title = t(`visit-desk.kind.${kind.name}`)
  const path = `${deskPath}/${kind.name}`
  const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
  const found = open.rows.filter((row) => {
    const text = plain(Object.values(row).join(' '))
    return plain(words)
      .split(/\s+/)
      .every((word) => text.includes(word))
  })
  const body = html`<h1>${title}</h1>
    ${
      done
        ? notice(context, {
            kind: 'success',
            live: true,
            title: t(`visit-desk.done.${done.what}`, { version: done.version }),
          })
        : null
    }
    <div class="button-row">
      ${linkButton({
        label: t('visit-desk.add', { what: t(`visit-desk.one.${kind.name}`) }),
        href: link(`${path}/fila`),
      })}
      ${linkButton({ label: t('visit-desk.import.title'), href: link(`${path}/importar`), kind: 'secondary' })}
      ${kind.name === 'distritos' ? linkButton({ label: t('visit-desk.borders.title'), href: link(`${path}/limites`), kind: 'secondary' }) : null}
    </div>
    <form class="form" method="get" action="${link(path)}" role="search">
      ${context.lang === 'es' ? null : html`<input type="hidden" name="lang" value="${context.lang}" />`}
      <div class="field">
        <label class="field-label" for="q">${t('visit-desk.find')}</label>
        <input class="input input-medium" id="q" name="q" type="search" value="${words}" />
      </div>
    </form>
    ${found.length === 0 ? emptyState({ title: t('visit-desk.none') }) : rowsTable(context, parts, found.slice(0, most))}
    ${found.length > most ? html`<p class="quiet">${t('visit-desk.more', { count: found.length - most })}</p>` : null}
    ${
      open.base === null
        ? null
        : html`<p>
            <a href="${link(`/dataset/${datasetOf(kind)}`)}"
              >${t('visit-desk.versions', { version: open.number })}</a
            >
          </p>`
    }`
  return deskPage(context, { title, body })
}

export function datasetOf(kind: Kind): string {
  return placeOfTable(kind.table).dataset
}

function rowsTable(context: PageContext, { kind, content }: ListParts, rows: readonly Row[]): Html {
  const { t, link } = context
  return table(context, {
    id: 'rows',
    caption: t(`visit-desk.kind.${kind.name}`),
    captionHidden: true,
    stack: true,
    columns: [
      { id: 'name', label: t(`visit-desk.field.${kind.title}`), rowHead: true },
      { id: 'key', label: t('visit-desk.key') },
      { id: 'state', label: t('visit-desk.what-state') },
      { id: 'checked', label: t('visit-desk.field.consultado'), kind: 'date' },
      { id: 'trust', label: t('visit-desk.field.confianza') },
    ],
    rows: rows.map((row) => {
      const key = row[kind.key] ?? ''
      return {
        name: html`<a href="${link(`${deskPath}/${kind.name}/fila`, { clave: key })}"
          >${row[kind.title] || key}</a
        >`,
        key,
        state: stateOf(context, { kind, content }, row),
        checked: checkedOf(context, content, kind, row),
        trust: ['alta', 'media', 'baja'].includes(row['confianza'] ?? '')
          ? t(`visit-desk.value.${row['confianza'] ?? 'baja'}`)
          : (row['confianza'] ?? ''),
      }
    }),
  })
}

/** Of events and alerts when, of places where, of walks how many stops, of numbers whether they answer. */
function stateOf(
  { t, locale, lang, link }: PageContext,
  { kind, content }: Pick<ListParts, 'kind' | 'content'>,
  row: Row,
): Html | string {
  const at = (name: string): string => {
    const date = new Date(`${(row[name] ?? '').slice(0, 10)}T17:00:00Z`)
    return Number.isNaN(date.getTime()) ? (row[name] ?? '') : locale.date(lang, date, 'short')
  }
  if (kind.name === 'lugares') return row['distrito'] ?? ''
  if (kind.name === 'rutas') {
    const key = row['ruta'] ?? ''
    const count = content.routes.find(({ id }) => id === key)?.stops.length ?? 0
    return html`<a href="${link(`${deskPath}/paradas`, { ruta: key })}"
      >${t('visit-desk.stops.count', { count })}</a
    >`
  }
  if (kind.name === 'distritos') {
    const own = content.contacts.filter(
      (each) => each.kind === 'serenazgo' && each.ubigeo === row['ubigeo'],
    )
    return own.map(({ number }) => number).join(', ') || t('visit-desk.wardens.none')
  }
  if (kind.name === 'agenda') {
    const state = row['estado'] === 'cancelado' ? ` · ${t('visit-desk.value.cancelado')}` : ''
    return (row['regla'] ? t('visit-desk.again', { first: at('inicio') }) : at('inicio')) + state
  }
  if (kind.name === 'avisos') {
    if (row['estado'] === 'retirado') return t('visit-desk.value.retirado')
    return `${at('desde')} – ${at('hasta')}`
  }
  return row['estado'] ?? ''
}

/** Of a number the day on which somebody asked the institution, where one did. */
function checkedOf(
  { locale, lang, t }: PageContext,
  content: Content,
  kind: Kind,
  row: Row,
): string {
  const contact =
    kind.name === 'telefonos'
      ? content.contacts.find(({ number }) => number === row['numero'])
      : undefined
  const day = contact ? lastCheck(contact) : (row['consultado'] ?? '').slice(0, 10)
  const date = new Date(`${day}T17:00:00Z`)
  return Number.isNaN(date.getTime()) ? t('visit-desk.no-day') : locale.date(lang, date, 'short')
}

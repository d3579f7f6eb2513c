// One dataset in a list: what it is, whose, how fresh, how large and in which formats.
import { html, type Html } from '@rimaq/markup'
import type { PageContext } from '../../page.ts'
import { badge, freshnessBadge, type FreshnessBadge } from '../badge/template.ts'

export interface DatasetItem {
  title: string
  href: string
  /** A word beside the title, such as "Draft". */
  note?: string
  /** Plain text; cut by whole words. */
  summary?: string
  organisation?: { label: string; href: string }
  modified?: Date
  freshness?: FreshnessBadge
  rows?: number
  formats?: readonly string[]
}

export function datasetItem(
  context: PageContext,
  item: DatasetItem,
  options: { heading?: 2 | 3 } = {},
): Html {
  const { t, locale, lang, now } = context
  const note = item.note ? badge({ label: item.note, kind: 'warn' }) : null
  const { organisation, modified, freshness, rows, formats = [] } = item
  const link = html`<a href="${item.href}">${item.title}</a>`
  return html`<article class="dataset-item">
    ${options.heading === 3 ? html`<h3>${link} ${note}</h3>` : html`<h2>${link} ${note}</h2>`}
    ${item.summary ? html`<p class="dataset-summary">${cut(item.summary, 200)}</p>` : null}
    <p class="dataset-facts">
      ${
        organisation
          ? html`<a class="quiet-link" href="${organisation.href}">${organisation.label}</a>`
          : null
      }
      ${
        modified
          ? html`<time
              datetime="${modified.toISOString()}"
              title="${locale.dateTime(lang, modified)}"
              >${t('pages.dataset.updated', { ago: locale.ago(lang, modified, now) })}</time
            >`
          : null
      }
      ${rows === undefined ? null : html`<span>${t('pages.dataset.rows', { count: rows })}</span>`}
      ${freshness ? freshnessBadge(context, freshness) : null}
      ${
        formats.length > 0
          ? html`<span class="dataset-formats"
              ><span class="visually-hidden">${t('pages.dataset.formats')}: </span>${formats.map(
                (format) => html` ${badge({ label: format })}`,
              )}</span
            >`
          : null
      }
    </p>
  </article>`
}

export function datasetList(
  context: PageContext,
  items: readonly DatasetItem[],
  options: { heading?: 2 | 3 } = {},
): Html {
  return html`<ol class="dataset-list">
    ${items.map((item) => html`<li>${datasetItem(context, item, options)}</li>`)}
  </ol>`
}

/** At most `length` characters, ending with a whole word. */
export function cut(text: string, length: number): string {
  const plain = text.replace(/\s+/g, ' ').trim()
  if (plain.length <= length) return plain
  return `${plain.slice(0, length).replace(/\s+\S*$/, '')}…`
}

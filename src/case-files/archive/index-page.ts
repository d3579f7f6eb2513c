// The index of a case as a page: what stands on which folios, and which states of it are sealed.
import { type Html, html } from '@rimaq/markup'
import { type PageContext, badge, emptyState, notice, table } from '#pages'
import type { NamedEntry, SignedIndex } from './store-index.ts'

export interface ShownIndex {
  entries: readonly NamedEntry[]
  signed: readonly SignedIndex[]
}

interface Links {
  /** Address of a document of the case; null where it is not handed out here. */
  document(position: number): string | null
  /** Address of an accumulated case; null where its reader has no right to it. */
  subCase(id: string): string | null
}

/** Folios as a reader says them: `7`, `8–19`. */
export function shownFolios({ first, last }: { first: number; last: number }): string {
  return first === last ? String(first) : `${first}–${last}`
}

/** Entries, then the states of the index that were signed. */
export function indexParts(
  context: PageContext,
  { entries, signed }: ShownIndex,
  links: Links,
): Html {
  const { t } = context
  if (entries.length === 0) {
    return emptyState({
      title: t('case-files.archive.index-empty'),
      body: t('case-files.archive.index-empty-text'),
    })
  }
  const folios = entries.at(-1)?.last ?? 0
  return html`<p class="lead">
      ${t('case-files.archive.index-lead', { entries: entries.length, folios })}
    </p>
    ${entryTable(context, entries, links)}
    <p class="quiet">${t('case-files.archive.folio-rule')}</p>
    <h2>${t('case-files.archive.signed-title')}</h2>
    ${signedTable(context, { entries, signed })}`
}

function entryTable(context: PageContext, entries: readonly NamedEntry[], links: Links): Html {
  const { t, lang, locale } = context
  return table(context, {
    id: 'index',
    caption: t('case-files.archive.index-title'),
    captionHidden: true,
    stack: true,
    dense: true,
    columns: [
      { id: 'order', label: t('case-files.archive.order'), kind: 'number' },
      { id: 'folios', label: t('case-files.archive.folios') },
      { id: 'what', label: t('case-files.archive.what'), rowHead: true },
      { id: 'added', label: t('case-files.archive.added'), kind: 'date' },
      { id: 'hash', label: 'SHA-256' },
    ],
    rows: entries.map((entry) => ({
      order: entry.order,
      folios: shownFolios(entry),
      what: whatOf(context, entry, links),
      added: locale.dateTime(lang, new Date(entry.added)),
      hash:
        entry.document === undefined
          ? ''
          : html`<code class="hash">${entry.document.sha256}</code>`,
    })),
  })
}

function whatOf({ t }: PageContext, entry: NamedEntry, links: Links): Html | string {
  const { document, subCase, paper } = entry
  if (paper !== undefined) return t('case-files.archive.paper', { paper })
  if (subCase !== undefined) {
    const words = t('case-files.archive.sub-case', { folios: subCase.folios })
    const href = links.subCase(subCase.id)
    return href === null ? words : html`<a href="${href}">${words}</a>`
  }
  const href = document === undefined ? null : links.document(document.position)
  return href === null ? entry.name : html`<a href="${href}">${entry.name}</a>`
}

function signedTable(context: PageContext, { entries, signed }: ShownIndex): Html {
  const { t, lang, locale } = context
  const last = signed.at(-1)
  const behind = entries.length - (last?.entries ?? 0)
  const waits = signed.some(({ seal }) => seal === null)
  return html`${
    behind > 0
      ? notice(context, {
          kind: 'info',
          title: t('case-files.archive.index-behind', { count: behind }),
        })
      : null
  }
  ${waits ? notice(context, { kind: 'info', title: t('case-files.archive.seal-waits') }) : null}
  ${
    signed.length === 0
      ? null
      : table(context, {
          id: 'signed',
          caption: t('case-files.archive.signed-title'),
          captionHidden: true,
          stack: true,
          dense: true,
          columns: [
            { id: 'n', label: t('case-files.archive.signed-n'), kind: 'number', rowHead: true },
            { id: 'status', label: t('case-files.archive.state') },
            { id: 'covers', label: t('case-files.archive.covers') },
            { id: 'at', label: t('case-files.archive.made'), kind: 'date' },
            { id: 'seal', label: t('case-files.archive.seal') },
            { id: 'hash', label: 'SHA-256' },
          ],
          rows: signed.map((index) => ({
            n: index.n,
            status: t(`case-files.archive.status.${index.status}`),
            covers: t('case-files.archive.covered', {
              entries: index.entries,
              folios: index.folios,
            }),
            at: locale.dateTime(lang, index.at),
            seal:
              index.seal === null
                ? badge({ label: t('case-files.archive.seal-none'), kind: 'warn' })
                : locale.dateTime(lang, index.seal.at),
            hash: html`<code class="hash">${index.contentHash}</code>`,
          })),
        })
  }`
}

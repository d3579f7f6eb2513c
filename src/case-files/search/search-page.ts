// The page of full-text search: cases with the pages on which the words stand, and the words marked.
import { type Html, html } from '@rimaq/markup'
import { type PageContext, emptyState, layout, linkButton, notice, searchBox } from '#pages'
import type { Answer, RouteRequest } from '#platform'
import { wordsOf } from '../catalogue/procedure.ts'
import { shownNumber } from '../filing/filing-parts.ts'
import type { Found, FoundPage, Hit, SearchParts } from './search-cases.ts'

export interface SearchFace extends SearchParts {
  context(request: Pick<RouteRequest, 'lang' | 'url' | 'origin' | 'actor'>): PageContext
}

export interface SearchShown {
  text: string
  /** Null before anything was asked. */
  found: FoundPage | null
  /** The first page of results. */
  first: boolean
  /** Documents whose text nobody read yet, counted to some number. */
  unread: { waiting: number; withoutText: number; countedTo: number }
}

/** `/bandeja/buscar` */
export function searchPage(context: PageContext, shown: SearchShown): Answer {
  const { text, found, first } = shown
  const { t, link } = context
  const title = t('case-files.search.title')
  const next = found?.next ?? null
  const body = html`<h1>${title}</h1>
    <p class="lead">${t('case-files.search.lead')}</p>
    ${searchBox(context, {
      id: 'q',
      name: 'q',
      action: link('/bandeja/buscar'),
      label: t('case-files.search.label'),
      value: text,
    })}
    ${unreadNotes(context, shown)}
    ${found === null ? null : html`<section aria-live="polite">${results(context, { text, found, first })}</section>`}
    ${
      next === null
        ? null
        : linkButton({
            label: t('case-files.search.more'),
            href: link('/bandeja/buscar', {
              ...{ q: text, desde: next.filedAt.toISOString(), despues: next.id },
            }),
            kind: 'secondary',
          })
    }`
  return {
    cache: 'no-store',
    body: layout(context, {
      ...{ title, body, kind: 'work', noindex: true, styles: ['case-files.css'] },
      breadcrumbs: [{ label: t('case-files.tray.title'), href: link('/bandeja') }],
    }),
  }
}

/** What no search finds yet, and what becomes of it. */
function unreadNotes(context: PageContext, { unread }: SearchShown): Html {
  const { t } = context
  const { waiting, withoutText, countedTo } = unread
  const more = (count: number): string => (count >= countedTo ? 'more' : 'count')
  return html`${
    waiting === 0
      ? null
      : notice(context, {
          ...{
            kind: 'info',
            title: t(`case-files.search.waiting-${more(waiting)}`, { count: waiting }),
          },
        })
  }
  ${
    withoutText === 0
      ? null
      : notice(context, {
          kind: 'info',
          title: t(`case-files.search.pictures-${more(withoutText)}`, { count: withoutText }),
        })
  }`
}

function results(
  context: PageContext,
  { text, found, first }: { text: string; found: FoundPage; first: boolean },
): Html {
  const { t } = context
  if (found.empty) {
    return emptyState({ title: t('case-files.search.no-words'), body: t('case-files.search.hint') })
  }
  if (found.cases.length === 0) {
    const key = first ? 'none' : 'no-more'
    return emptyState({
      title: t(`case-files.search.${key}`, { text }),
      body: t('case-files.search.hint'),
    })
  }
  return html`<h2>${t('case-files.search.found')}</h2>
    <ol class="found-list">
      ${found.cases.map((one) => foundCase(context, one))}
    </ol>`
}

function foundCase(context: PageContext, { filed, hits }: Found): Html {
  const { t, lang, locale, link } = context
  return html`<li>
    <h3><a href="${link(`/bandeja/${filed.id}`)}">${shownNumber(filed)}</a></h3>
    <p>
      ${wordsOf(filed.content.name, lang)} · ${filed.filer.name} ·
      <span class="quiet"
        >${t('case-files.receipt.filed')} ${locale.date(lang, filed.filedAt)}</span
      >
    </p>
    ${hits.map((hit) => foundPlace(context, { id: filed.id, hit }))}
  </li>`
}

function foundPlace(context: PageContext, { id, hit }: { id: string; hit: Hit }): Html {
  const { t, link } = context
  const { position, page, source, name, snippet } = hit
  const where =
    name === null
      ? t('case-files.search.in-case')
      : html`<a href="${link(`/bandeja/${id}/documentos/${position}`)}">${name}</a>${
            page === 0 ? null : html`, ${t('case-files.search.page', { page })}`
          }${source === 'ocr' ? html` (${t('case-files.search.read-by-ocr')})` : null}`
  return html`<p class="found-place">
    <span class="quiet">${where}:</span>
    ${snippet.map(({ text, found }) => (found ? html`<mark>${text}</mark>` : text))}
  </p>`
}

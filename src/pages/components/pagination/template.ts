// Moves between the pages of a list: by number, or forward and back where counting costs too much.
import { html, type Html } from '@rimaq/markup'
import type { PageContext } from '../../page.ts'

export interface NumberedPagination {
  /** From 1. */
  page: number
  pages: number
  href(page: number): string
  /** "Filas 21 a 40 de 2 105 322", shown beside the links. */
  position?: string
  /** Names the list when a page has two. */
  label?: string
}

export interface KeysetPagination {
  previous?: string | null
  next?: string | null
  first?: string | null
  position?: string
  label?: string
}

/** Shows first, last, the current page and two neighbours; gaps are said as such. */
export function numberedPagination(context: PageContext, options: NumberedPagination): Html {
  const { t, locale, lang } = context
  const { page, pages, href } = options
  if (pages <= 1) return html`${options.position ? position(options.position) : null}`
  const number = (value: number): string => locale.number(lang, value)
  const items = shownPages(page, pages).map((shown) =>
    shown === null
      ? html`<li class="pagination-gap" aria-hidden="true">…</li>`
      : shown === page
        ? html`<li>
            <span aria-current="page"
              ><span class="visually-hidden">${t('pages.pagination.page')} </span>${number(
                shown,
              )}</span
            >
          </li>`
        : html`<li>
            <a href="${href(shown)}"
              ><span class="visually-hidden">${t('pages.pagination.page')} </span>${number(
                shown,
              )}</a
            >
          </li>`,
  )
  return html`<nav class="pagination" aria-label="${options.label ?? t('pages.pagination.label')}">
    <ul>
      ${page > 1 ? step(href(page - 1), 'prev', t('pages.pagination.previous')) : null} ${items}
      ${page < pages ? step(href(page + 1), 'next', t('pages.pagination.next')) : null}
    </ul>
    ${options.position ? position(options.position) : null}
  </nav>`
}

export function keysetPagination(context: PageContext, options: KeysetPagination): Html {
  const { t } = context
  const { first, previous, next } = options
  if (!first && !previous && !next) {
    return html`${options.position ? position(options.position) : null}`
  }
  return html`<nav class="pagination" aria-label="${options.label ?? t('pages.pagination.label')}">
    <ul>
      ${first ? html`<li><a href="${first}">${t('pages.pagination.first')}</a></li>` : null}
      ${previous ? step(previous, 'prev', t('pages.pagination.previous')) : null}
      ${next ? step(next, 'next', t('pages.pagination.next')) : null}
    </ul>
    ${options.position ? position(options.position) : null}
  </nav>`
}

function step(href: string, rel: 'prev' | 'next', label: string): Html {
  return html`<li><a class="pagination-step" rel="${rel}" href="${href}">${label}</a></li>`
}

function position(text: string): Html {
  return html`<p class="pagination-position">${text}</p>`
}

/** Page numbers in order; null is a gap of more than one page. */
export function shownPages(page: number, pages: number): (number | null)[] {
  const wanted = new Set([1, 2, page - 1, page, page + 1, pages - 1, pages])
  const shown: (number | null)[] = []
  let last = 0
  for (const candidate of [...wanted].filter((n) => n >= 1 && n <= pages).sort((a, b) => a - b)) {
    if (candidate - last === 2) shown.push(last + 1)
    else if (candidate - last > 2) shown.push(null)
    shown.push(candidate)
    last = candidate
  }
  return shown
}

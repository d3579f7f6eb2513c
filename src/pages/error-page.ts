// Says in words what went wrong and what one can do now.
import { html } from '@rimaq/markup'
import { linkButton } from './components/button/template.ts'
import { searchBox } from './components/search-box/template.ts'
import { layout } from './layout.ts'
import type { PageContext } from './page.ts'

export interface ErrorPageParts {
  /** HTTP status; 404, 429, 500, 503 and 400 have sentences of their own. */
  status: number
  /** Instead of the sentence of the status. */
  title?: string
  message?: string
  /** Found again in the log; shown for faults on our side. */
  id?: string
}

const worded: ReadonlySet<number> = new Set([400, 404, 429, 500, 503])

/** A full document. A page that was not found offers the search. */
export function errorPage(context: PageContext, parts: ErrorPageParts): string {
  const { t } = context
  const { status, id } = parts
  const known = worded.has(status) ? status : status >= 500 ? 500 : 400
  const title = parts.title ?? t(`pages.error.${known}.title`)
  return layout(context, {
    title,
    noindex: true,
    body: html`<h1>${title}</h1>
      <p class="lead">${parts.message ?? t(`pages.error.${known}.message`)}</p>
      ${
        status === 404 || status === 410
          ? searchBox(context, {
              id: 'error-search',
              action: '/dataset',
              label: t('pages.error.search'),
              labelShown: true,
              suggest: '/api/v1/suggest',
            })
          : null
      }
      ${
        id
          ? html`<p>
              <strong>${t('pages.error.code', { id })}</strong>. ${t('pages.error.code-note')}
            </p>`
          : null
      }
      <p>
        ${linkButton({
          label: t('pages.error.home'),
          href: context.link('/'),
          kind: 'secondary',
        })}
      </p>`,
  })
}

// Parts of one record, each with an address of its own: links, not hidden panels.
import { html, type Html } from '@rimaq/markup'
import type { PageContext } from '../../page.ts'

export interface Tab {
  label: string
  href: string
  current?: boolean
  /** For instance the number of versions. */
  count?: number
}

export function tabs(
  context: PageContext,
  options: { label?: string; tabs: readonly Tab[] },
): Html {
  return html`<nav class="tabs" aria-label="${options.label ?? context.t('pages.tabs.label')}">
    <ul>
      ${options.tabs.map(
        ({ label, href, current, count }) =>
          html`<li>
            <a href="${href}" aria-current="${current === true ? 'page' : null}"
              >${label}${
                count === undefined
                  ? null
                  : html` <span class="tab-count"
                      >${context.locale.number(context.lang, count)}</span
                    >`
              }</a
            >
          </li>`,
      )}
    </ul>
  </nav>`
}

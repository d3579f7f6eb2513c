// One big figure with what it counts, its date, its source and the table behind it.
import { html, type Html } from '@rimaq/markup'
import type { PageContext } from '../../page.ts'

export interface StatOptions {
  /** Already written in the reader's language. */
  value: string
  unit?: string
  label: string
  /** "en marzo de 2026" */
  when?: string
  source: { label: string; href?: string }
  /** Address of the table behind the figure. */
  table?: string
  /** For instance a sparkline. */
  picture?: Html
}

export function stat(context: PageContext, options: StatOptions): Html {
  const { t } = context
  const { source } = options
  return html`<div class="stat">
    <p class="stat-value">
      ${options.value}${options.unit ? html`<span class="stat-unit"> ${options.unit}</span>` : null}
    </p>
    <p class="stat-label">
      ${options.label}${options.when ? html`<span class="quiet">, ${options.when}</span>` : null}
    </p>
    ${options.picture ?? null}
    <p class="stat-source">
      ${t('pages.stat.source')}
      ${source.href ? html`<a href="${source.href}">${source.label}</a>` : source.label}${
        options.table
          ? html`.
              <a href="${options.table}"
                >${t('pages.stat.table')}<span class="visually-hidden">: ${options.label}</span></a
              >`
          : null
      }
    </p>
  </div>`
}

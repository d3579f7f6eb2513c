// Narrows a list: every choice is a link with its count, and what is chosen can be taken away again.
import { html, type Html } from '@rimaq/markup'
import type { PageContext } from '../../page.ts'

export interface FacetGroup {
  id: string
  label: string
  choices: readonly FacetChoice[]
}

export interface FacetChoice {
  label: string
  count: number
  /** Adds the choice, or takes it away where it is chosen. */
  href: string
  chosen?: boolean
}

export interface FacetsOptions {
  groups: readonly FacetGroup[]
  /** Address without any filter. */
  clear?: string
  /** Choices shown before "more"; default 6. */
  shown?: number
}

export function facets(context: PageContext, options: FacetsOptions): Html {
  const { t } = context
  const chosen = options.groups.flatMap((group) => group.choices.filter((choice) => choice.chosen))
  return html`<nav class="facets" aria-label="${t('pages.facets.label')}">
    ${
      chosen.length > 0
        ? html`<div class="facets-chosen">
            <h2 class="facets-title">${t('pages.facets.chosen')}</h2>
            <ul>
              ${chosen.map(
                ({ label, href }) =>
                  html`<li>
                    <a class="facet-remove" href="${href}"
                      ><span class="visually-hidden">${t('pages.facets.remove')} </span>${label}
                      <span aria-hidden="true">×</span></a
                    >
                  </li>`,
              )}
            </ul>
            ${options.clear ? html`<a href="${options.clear}">${t('pages.facets.clear')}</a>` : null}
          </div>`
        : null
    }
    ${options.groups.map((group) => groupOf(context, group, options.shown ?? 6))}
  </nav>`
}

function groupOf(context: PageContext, group: FacetGroup, shown: number): Html | null {
  const open = group.choices.filter((choice) => choice.chosen !== true)
  if (open.length === 0) return null
  // One hidden choice would take the same line as the words that offer it.
  const cut = open.length > shown + 1 ? shown : open.length
  const rest = open.slice(cut)
  return html`<section class="facet" aria-labelledby="facet-${group.id}">
    <h2 class="facets-title" id="facet-${group.id}">${group.label}</h2>
    <ul>
      ${open.slice(0, cut).map((choice) => item(context, choice))}
    </ul>
    ${
      rest.length > 0
        ? html`<details>
            <summary>${context.t('pages.facets.more', { count: rest.length })}</summary>
            <ul>
              ${rest.map((choice) => item(context, choice))}
            </ul>
          </details>`
        : null
    }
  </section>`
}

function item(context: PageContext, choice: FacetChoice): Html {
  return html`<li>
    <a href="${choice.href}" rel="nofollow">${choice.label}</a>
    <span class="facet-count">${context.locale.number(context.lang, choice.count)}</span>
  </li>`
}

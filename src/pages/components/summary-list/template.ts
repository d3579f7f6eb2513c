// Facts of one record: what, and its value.
import { html, type Html, type Value } from '@rimaq/markup'

export interface Fact {
  label: string
  value: Value
  /** A link to change or see more of it. */
  action?: { label: string; href: string }
}

/** Facts without a value are left out. */
export function summaryList(facts: readonly Fact[], options: { narrow?: boolean } = {}): Html {
  const known = facts.filter(({ value }) => value !== null && value !== undefined && value !== '')
  return html`<dl class="${options.narrow ? 'summary-list summary-list-narrow' : 'summary-list'}">
    ${known.map(
      ({ label, value, action }) =>
        html`<div>
          <dt>${label}</dt>
          <dd>${value}</dd>
          ${
            action
              ? html`<dd class="summary-list-action">
                  <a href="${action.href}"
                    >${action.label}<span class="visually-hidden">: ${label}</span></a
                  >
                </dd>`
              : null
          }
        </div>`,
    )}
  </dl>`
}

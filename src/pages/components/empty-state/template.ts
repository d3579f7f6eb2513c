// Says what will stand here and offers the first step.
import { html, type Html, type Value } from '@rimaq/markup'

export interface EmptyStateOptions {
  title: string
  body?: Value
  /** A link button or a form. */
  action?: Html
  /** Level of the title; default 2. */
  heading?: 2 | 3
}

export function emptyState(options: EmptyStateOptions): Html {
  return html`<div class="empty-state">
    ${options.heading === 3 ? html`<h3>${options.title}</h3>` : html`<h2>${options.title}</h2>`}
    ${options.body ? html`<div class="empty-state-body">${options.body}</div>` : null}
    ${options.action ?? null}
  </div>`
}

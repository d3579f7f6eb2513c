// Tells the reader something about the page or about what just happened.
import { html, type Html, type Value } from '@rimaq/markup'
import type { PageContext } from '../../page.ts'

export interface NoticeOptions {
  kind: 'info' | 'success' | 'warning' | 'error'
  title: string
  body?: Value
  /** Spoken at once by screen readers; only for what happened just now. */
  live?: boolean
  /** Level of the title when it should be a heading; default: not a heading. */
  heading?: 2 | 3
}

export function notice(context: PageContext, options: NoticeOptions): Html {
  const { kind, live = false } = options
  const word = html`<span class="notice-kind">${context.t(`pages.notice.${kind}`)}</span>`
  const title =
    options.heading === 2
      ? html`<h2 class="notice-title">${options.title}</h2>`
      : options.heading === 3
        ? html`<h3 class="notice-title">${options.title}</h3>`
        : html`<p class="notice-title">${options.title}</p>`
  return html`<div
    class="notice notice-${kind}"
    role="${live ? (kind === 'error' ? 'alert' : 'status') : null}"
  >
    ${word}
    <div class="notice-text">
      ${title} ${options.body ? html`<div class="notice-body">${options.body}</div>` : null}
    </div>
  </div>`
}

// Versions of a record, newest first, each with its date and what changed.
import { html, type Html, type Value } from '@rimaq/markup'
import type { PageContext } from '../../page.ts'

export interface TimelineEntry {
  title: string
  href?: string
  date: Date
  body?: Value
  current?: boolean
}

export function timeline(
  context: PageContext,
  options: { label?: string; entries: readonly TimelineEntry[] },
): Html {
  const { t, locale, lang, now } = context
  return html`<ol class="timeline" aria-label="${options.label ?? t('pages.timeline.label')}">
    ${options.entries.map(
      ({ title, href, date, body, current }) =>
        html`<li class="${current === true ? 'timeline-current' : null}">
          <p class="timeline-title">
            ${href ? html`<a href="${href}">${title}</a>` : title}
            ${
              current === true
                ? html`<span class="badge badge-good">${t('pages.timeline.current')}</span>`
                : null
            }
          </p>
          <p class="timeline-date">
            <time datetime="${date.toISOString()}">${locale.date(lang, date)}</time>,
            ${locale.ago(lang, date, now)}
          </p>
          ${body ? html`<div class="timeline-body">${body}</div>` : null}
        </li>`,
    )}
  </ol>`
}

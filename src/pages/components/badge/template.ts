// A word that says in what state something is; its colour only repeats it.
import { html, type Html } from '@rimaq/markup'
import type { PageContext } from '../../page.ts'

export type BadgeKind = 'good' | 'warn' | 'bad' | 'info' | 'plain'

export function badge(options: { label: string; kind?: BadgeKind }): Html {
  return html`<span class="badge badge-${options.kind ?? 'plain'}">${options.label}</span>`
}

export interface FreshnessBadge {
  state: 'on-time' | 'due' | 'late' | 'no-promise'
  /** Days late, where that is known. */
  days?: number | null
}

const kinds = { 'on-time': 'good', due: 'warn', late: 'bad', 'no-promise': 'plain' } as const

/** How a table keeps the frequency its office promised. */
export function freshnessBadge(context: PageContext, freshness: FreshnessBadge): Html {
  const { state, days } = freshness
  const label =
    state === 'late' && days
      ? context.t('pages.badge.late-days', { days })
      : context.t(`pages.badge.${state}`)
  return badge({ label, kind: kinds[state] })
}

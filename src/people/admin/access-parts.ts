// Parts of a record's page: looking again at what is closed, and who sees it for what reason.
import { html, type Html } from '@rimaq/markup'
import { type PageContext, form, table, textArea, textField, timeline } from '#pages'
import { endableAccess } from '../end-access.ts'
import { type Access, type RecordFacts, rank } from '../record.ts'
import { onceField } from './once-field.ts'
import { dayOf } from './read-answers.ts'

const closed = (facts: RecordFacts): boolean => rank(facts.level) >= rank('restricted')

/** Says that a review is due or was missed, and lets whoever may restrict confirm it. */
export function confirmForm(
  context: PageContext,
  about: { facts: RecordFacts; action: string; may: boolean },
): Html | null {
  const { t, now } = context
  const { facts, action, may } = about
  if (!closed(facts) || facts.reviewBy === null) return null
  const over = facts.reviewBy < dayOf(now)
  return html`<h2>${t('people.review.title')}</h2>
    <p>
      ${t(over ? 'people.review.over' : 'people.review.until', { when: dateOf(context, facts.reviewBy) })}
    </p>
    ${
      may
        ? form(context, {
            action,
            submit: t('people.review.confirm'),
            body: html`${onceField()}<input type="hidden" name="do" value="confirm" />
              ${textArea(context, { name: 'reason', id: 'confirm-reason', label: t('people.review.why'), rows: 3 })}
              ${textField(context, { name: 'review', id: 'confirm-review', label: t('people.review.next'), type: 'date', width: 'medium' })}`,
          })
        : null
    }`
}

export function dateOf({ locale, lang }: PageContext, plain: string): string {
  return locale.date(lang, new Date(`${plain}T12:00:00Z`))
}

/** Who sees the record, and why; with a button for what may be taken away. */
export function accessList(
  context: PageContext,
  about: {
    facts: RecordFacts
    names: Map<string, string>
    action: string
    now: Date
    may(verb: string): boolean
  },
): Html | null {
  const { t } = context
  const { facts, names, action, now, may } = about
  if (!may('raise-level') && !may('name-credential')) return null
  const rows = facts.access.filter(
    ({ until, ceiling }) => (until === null || until > now) && rank(ceiling) >= rank(facts.level),
  )
  const ends = (row: Access): Html | null =>
    may('name-credential') && endableAccess.includes(row.reason)
      ? form(context, {
          action,
          submit: t('people.access.end'),
          body: html`${onceField()}<input type="hidden" name="do" value="end-access" />
            <input type="hidden" name="access" value="${`${row.principal}|${row.reason}`}" />`,
        })
      : null
  return html`<h2>${t('people.access.title')}</h2>
    ${table(context, {
      id: 'access',
      caption: t('people.access.title'),
      captionHidden: true,
      stack: true,
      columns: [
        { id: 'who', label: t('people.access.who'), rowHead: true },
        { id: 'why', label: t('people.access.why') },
        ...(may('name-credential') ? [{ id: 'do', label: t('people.admin.to-do') }] : []),
      ],
      rows: rows.map((row) => ({
        who: names.get(row.principal) ?? t(`people.access.group.${groupOf(row.principal)}`),
        why: t(`people.access.reason.${row.reason}`),
        do: ends(row),
      })),
    })}`
}

/** `staff:…`, `audit:…` and `public` stand for many. */
function groupOf(principal: string): string {
  return principal.split(':')[0] ?? 'public'
}

export function reviewHistory(
  context: PageContext,
  reviews: readonly { at: Date; next: string; reason: string }[],
): Html | null {
  const { t } = context
  if (reviews.length === 0) return null
  return html`<h2>${t('people.review.history')}</h2>
    ${timeline(context, {
      label: t('people.review.history'),
      entries: reviews.map(({ at, next, reason }) => ({
        title: t('people.review.kept', { when: dateOf(context, next) }),
        date: at,
        body: reason,
      })),
    })}`
}

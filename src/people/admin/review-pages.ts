// Lists restricted records by the day on which somebody must look at them again; those overdue first.
import { html } from '@rimaq/markup'
import { badge, emptyState, table } from '#pages'
import { type Answer, Refusal, type RouteRequest } from '#platform'
import { grants } from '../decide.ts'
import { inViewOf } from '../in-view-of.ts'
import { isValid } from '../record.ts'
import { pageOfReviews } from '../store-reviews.ts'
import { dateOf } from './access-parts.ts'
import { actorOf, type Admin, adminPage } from './admin.ts'
import { dayOf } from './read-answers.ts'

/** `/admin/reviews`: of the records that the reader sees in lists. Administrators see none. */
export async function reviewsPage(admin: Admin, request: RouteRequest): Promise<Answer> {
  const context = admin.context(request)
  const { t, link } = context
  const { database, clock } = admin
  const actor = actorOf(request)
  const now = clock.now()
  if (actor.kind !== 'person' || actor.holding === null || !isValid(actor.holding, now)) {
    throw new Refusal('not-found')
  }
  const { family } = actor.holding
  if (family === 'administer' || !grants(actor.holding, 'list', '')) throw new Refusal('not-found')
  const rows = await inViewOf({ database, clock, actor }, ({ trx }) => pageOfReviews(trx, 200))
  const today = dayOf(now)
  const over = rows.filter(({ reviewBy }) => reviewBy < today).length
  const title = t('people.review.list')
  const body = html`<h1>${title}</h1>
    <p>${t('people.review.about')}</p>
    ${over > 0 ? html`<p><strong>${t('people.review.count-over', { count: over })}</strong></p>` : null}
    ${
      rows.length === 0
        ? emptyState({ title: t('people.review.none') })
        : table(context, {
            id: 'reviews',
            caption: title,
            captionHidden: true,
            stack: true,
            columns: [
              { id: 'record', label: t('people.level.record'), rowHead: true },
              { id: 'office', label: t('people.review.office') },
              { id: 'basis', label: t('people.level.basis') },
              { id: 'review', label: t('people.level.review') },
            ],
            rows: rows.map((row) => ({
              record: html`<a href="${link(`/admin/records/${row.kind}/${row.id}`)}"
                >${row.kind} <code>${row.id.slice(0, 8)}</code></a
              >`,
              office: row.office,
              basis: row.basis,
              review: html`${dateOf(context, row.reviewBy)}
              ${row.reviewBy < today ? badge({ label: t('people.review.late') }) : null}`,
            })),
          })
    }`
  return adminPage(context, { title, body, seenBy: 'reviews' })
}

// The tray of files that were handed in: what to look for, and a page of what was found.
import { html, type Html } from '@rimaq/markup'
import type { Submission } from '#datasets'
import { type PageContext, emptyState, keysetPagination, linkButton, notice, table } from '#pages'
import type { Answer, Lang, RouteRequest } from '#platform'
import { inWords } from '../portal/portal.ts'
import { type Publishing, shelfOf } from './publishing.ts'
import { stateBadge } from './submission-page.ts'
import { trayForm } from './tray-form.ts'
import { type TrayState, addressOf, filterOf, isNarrowed, readTray } from './tray-state.ts'
import { needOfficial, workPage } from './work-page.ts'

const perPage = 50

/** GET `/revisar?q=&state=&dataset=&by=&from=&until=&after=` */
export async function trayPage(publishing: Publishing, request: RouteRequest): Promise<Answer> {
  needOfficial(request)
  const context = publishing.context(request)
  const { t, link } = context
  const shelf = shelfOf(publishing, request)
  const { state, wrong } = readTray(request.query)
  const filter = filterOf(state, publishing.timeZone)
  const { submissions, next } = await shelf.submissions({
    ...filter,
    limit: perPage,
    after: state.after,
  })
  const waiting = await shelf.countSubmissions({ states: ['waiting'] })
  const people = await shelf.submissionDrafters()
  const title = t('open-data.review.title')
  const body = html`<h1>${title}</h1>
    <p class="lead">
      ${t(`open-data.review.${waiting.more ? 'count-more' : 'count'}`, { count: waiting.count })}
    </p>
    ${wrong ? notice(context, { kind: 'warning', title: t('open-data.tray.bad-page') }) : null}
    ${trayForm(context, state, people)}
    ${submissions.length === 0 ? nothing(context, state) : list(context, submissions)}
    ${keysetPagination(context, {
      first: state.after === null ? null : addressOf(context, { ...state, after: null }),
      next: next === null ? null : addressOf(context, { ...state, after: next }),
      label: title,
    })}
    <p>
      ${linkButton({ label: t('open-data.publish.title'), href: link('/publicar'), kind: 'secondary' })}
    </p>`
  return workPage(context, { title, body })
}

function list(context: PageContext, submissions: readonly Submission[]): Html {
  const { t, link, locale, lang } = context
  return table(context, {
    id: 'submissions',
    caption: t('open-data.review.title'),
    captionHidden: true,
    stack: true,
    columns: [
      { id: 'dataset', label: t('open-data.review.dataset'), rowHead: true },
      { id: 'file', label: t('open-data.review.file') },
      { id: 'by', label: t('open-data.review.by') },
      { id: 'when', label: t('open-data.review.when'), kind: 'date' },
      { id: 'state', label: t('open-data.review.state') },
    ],
    rows: submissions.map((each) => ({
      dataset: html`<a href="${link(`/revisar/${each.id}`)}">${titleOf(each, lang)}</a>`,
      file: each.original.name,
      by: each.names.drafter ?? '',
      when: locale.dateTime(lang, each.submitted),
      state: stateBadge(context, each),
    })),
  })
}

/** Of the dataset, or the one wished for a new one. */
export function titleOf({ title, wanted, slug }: Submission, lang: Lang): string {
  return title === null ? (wanted.title ?? slug) : inWords(title, lang)
}

/** Nothing that matches, or nothing at all. */
function nothing(context: PageContext, state: TrayState): Html {
  const { t, link } = context
  return isNarrowed(state)
    ? emptyState({
        title: t('open-data.tray.no-match'),
        body: t('open-data.tray.no-match-text'),
        action: linkButton({
          label: t('open-data.tray.all'),
          href: link('/revisar', { state: 'all' }),
          kind: 'secondary',
        }),
      })
    : emptyState({ title: t('open-data.review.none'), body: t('open-data.review.none-text') })
}

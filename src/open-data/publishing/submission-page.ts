// One file that was handed in: what was found in it, what it would change, and what may be done about it.
import { html, type Html } from '@rimaq/markup'
import { type Submission, readingError } from '#datasets'
import { type FormError, type PageContext, badge, linkButton, notice, summaryList } from '#pages'
import type { Answer, RouteRequest } from '#platform'
import { inWords } from '../portal/portal.ts'
import { changesPart } from './changes-part.ts'
import { findingsPart, privacyPart } from './found-parts.ts'
import { fresh } from './new-dataset-part.ts'
import { type Publishing, shelfOf } from './publishing.ts'
import { readingPart } from './reading-part.ts'
import { type ReportFacts, reportFacts } from './report-facts.ts'
import { decisionPart, withdrawForm } from './submission-forms.ts'
import { needOfficial, publishingSentence, workPage } from './work-page.ts'

/** GET `/revisar/{id}`, and what its forms answer when something is wrong. */
export async function submissionPage(
  publishing: Publishing,
  request: RouteRequest,
  errors: FormError[] = [],
): Promise<Answer> {
  const actor = needOfficial(request)
  const context = publishing.context(request)
  const { t, link } = context
  const submission = request.record as Submission
  const { wanted, slug, report } = submission
  const dataset = await shelfOf(publishing, request).dataset(slug)
  const title = dataset === null ? (wanted.title ?? slug) : inWords(dataset.title, context.lang)
  const done = String(request.query['done'] ?? '')
  const shown: Shown = {
    submission,
    facts: report === null ? null : reportFacts(report, context.lang),
    isNew: dataset === null || dataset.state === 'draft',
    own: actor.person === submission.drafter,
    wrong: errors.filter(({ field }) => field !== null),
    acting: actor.holding?.id ?? '-',
  }
  const failed = errors.find(({ field }) => field === null)
  const body = html`<h1>${title}</h1>
    ${failed ? notice(context, { kind: 'error', title: failed.message, live: true }) : null}
    ${done === '' ? null : notice(context, { kind: 'success', title: t(`open-data.review.done.${done}`), live: true })}
    ${lead(context, shown)} ${facts(context, shown)} ${await stateParts(publishing, request, shown)}`
  const trail = [{ label: t('open-data.review.title'), href: link('/revisar') }]
  return workPage(context, { title, body, trail })
}

interface Shown {
  submission: Submission
  /** Null until the file was read. */
  facts: ReportFacts | null
  /** Whether approving it makes the dataset public for the first time. */
  isNew: boolean
  own: boolean
  wrong: FormError[]
  /** The holding the forms are opened under. */
  acting: string
}

/** What happens now, and by whom; nothing where it is decided. */
function lead({ t }: PageContext, { submission, own }: Shown): Html | null {
  const { state, stopped } = submission
  if (state === 'reading') return html`<p class="lead">${t('open-data.reading.lead')}</p>`
  if (state === 'ready') {
    const key = own ? (stopped ? 'stopped' : 'ready') : 'not-yet'
    return html`<p class="lead">${t(`open-data.review.next.${key}`)}</p>`
  }
  if (state !== 'waiting') return null
  return html`<p class="lead">${t(`open-data.review.next.${own ? 'own' : 'other'}`)}</p>`
}

export function stateBadge(
  { t }: PageContext,
  { state, stopped }: Pick<Submission, 'state' | 'stopped'>,
): Html {
  if ((state === 'waiting' || state === 'ready') && stopped) {
    return badge({ label: t('open-data.review.is.stopped'), kind: 'bad' })
  }
  const kinds = { waiting: 'warn', ready: 'info', reading: 'info', approved: 'good' } as const
  const kind = kinds[state as keyof typeof kinds] ?? 'plain'
  return badge({ label: t(`open-data.review.is.${state}`), kind })
}

function facts(context: PageContext, { submission, facts: found, isNew }: Shown): Html {
  const { t, link, locale, lang } = context
  const { wanted, slug, original, names, decidedAt, reason, state } = submission
  const override = wanted.privacy?.override
  const dataset =
    state === 'approved' ? html`<a href="${link(`/dataset/${slug}`)}">${slug}</a>` : slug
  return summaryList([
    { label: t('open-data.review.state'), value: stateBadge(context, submission) },
    { label: t('open-data.review.dataset'), value: dataset },
    {
      label: t('open-data.review.what'),
      value: t(`open-data.review.makes.${isNew ? 'dataset' : 'version'}`),
    },
    {
      label: t('open-data.review.file'),
      value: `${original.name} (${locale.bytes(lang, original.bytes)})`,
    },
    { label: t('open-data.review.by'), value: names.drafter },
    { label: t('open-data.review.when'), value: locale.dateTime(lang, submission.submitted) },
    ...(found === null
      ? []
      : [
          { label: t('open-data.review.rows'), value: locale.number(lang, found.rows) },
          {
            label: t('open-data.review.columns'),
            value: found.columns.map(({ name }) => name).join(', '),
          },
        ]),
    ...(wanted.note === undefined
      ? []
      : [{ label: t('open-data.review.note'), value: wanted.note }]),
    ...(override
      ? [{ label: t('open-data.review.override'), value: `${override.by}: ${override.reason}` }]
      : []),
    ...(decidedAt === null || names.decidedBy === null
      ? []
      : [
          {
            label: t('open-data.review.decided'),
            value: `${names.decidedBy}, ${locale.dateTime(lang, decidedAt)}`,
          },
        ]),
    ...(reason === null || state !== 'refused'
      ? []
      : [{ label: t('open-data.review.reason'), value: reason }]),
  ])
}

async function stateParts(
  publishing: Publishing,
  request: RouteRequest,
  shown: Shown,
): Promise<Html> {
  const context = publishing.context(request)
  const { submission, facts: found, own } = shown
  if (submission.state === 'reading') {
    return html`${await readingPart(publishing, request, submission)}
    ${own ? withdrawForm(context, submission) : null}`
  }
  const { erasedAt } = submission
  if (erasedAt !== null) {
    const when = context.locale.date(context.lang, erasedAt)
    return html`<p>${context.t('open-data.review.erased', { when })}</p>`
  }
  if (submission.error !== null) return unreadable(context, submission)
  if (found === null) return html``
  return html`${privacyPart(context, shown.submission, found, { own })}
  ${findingsPart(context, submission, found, { own })}
  ${await changesPart(publishing, request, submission)} ${decisionPart(context, shown)}`
}

/** What was wrong with it, and the way to hand in another. */
function unreadable(context: PageContext, { error, slug, dataset }: Submission): Html {
  const { t, link } = context
  const kept = { dataset: dataset === null ? fresh : slug }
  return html`${notice(context, {
      kind: 'error',
      title: t('open-data.review.unreadable'),
      body: error === null ? '' : publishingSentence(context, readingError(error)),
    })}
    <p>${linkButton({ label: t('open-data.review.again'), href: link('/publicar', kept) })}</p>`
}

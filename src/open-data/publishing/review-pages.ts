// The reviewer's tray, and one file that was handed in with what may be done about it.
import { html, type Html } from '@rimaq/markup'
import type { Submission } from '#datasets'
import {
  type FormError,
  type PageContext,
  badge,
  emptyState,
  form,
  linkButton,
  notice,
  summaryList,
  table,
  textArea,
} from '#pages'
import type { Answer, RouteRequest } from '#platform'
import { type Publishing, shelfOf } from './publishing.ts'
import { type ReportFacts, reportFacts } from './report-facts.ts'
import { hidden, needOfficial, workPage } from './work-page.ts'

/** GET `/revisar`: the newest of the offices seen, what waits first. */
export async function trayPage(publishing: Publishing, request: RouteRequest): Promise<Answer> {
  needOfficial(request)
  const context = publishing.context(request)
  const { t, link, locale, lang } = context
  const all = await shelfOf(publishing, request).submissions({ limit: 200 })
  const waiting = all.filter(({ state }) => state === 'waiting')
  const rows = [...waiting, ...all.filter(({ state }) => state !== 'waiting')]
  const title = t('open-data.review.title')
  const list = table(context, {
    id: 'submissions',
    caption: title,
    captionHidden: true,
    stack: true,
    columns: [
      { id: 'dataset', label: t('open-data.review.dataset'), rowHead: true },
      { id: 'file', label: t('open-data.review.file') },
      { id: 'by', label: t('open-data.review.by') },
      { id: 'when', label: t('open-data.review.when'), kind: 'date' },
      { id: 'state', label: t('open-data.review.state') },
    ],
    rows: rows.map((each) => ({
      dataset: html`<a href="${link(`/revisar/${each.id}`)}">${each.wanted.title ?? each.slug}</a>`,
      file: each.original.name,
      by: each.names.drafter ?? '',
      when: locale.dateTime(lang, each.submitted),
      state: stateBadge(context, each),
    })),
  })
  const body = html`<h1>${title}</h1>
    <p class="lead">${t('open-data.review.count', { count: waiting.length })}</p>
    ${
      rows.length === 0
        ? emptyState({ title: t('open-data.review.none'), body: t('open-data.review.none-text') })
        : list
    }
    <p>
      ${linkButton({ label: t('open-data.publish.title'), href: link('/publicar'), kind: 'secondary' })}
    </p>`
  return workPage(context, { title, body })
}

function stateBadge({ t }: PageContext, { state, stopped }: Submission): Html {
  if (state === 'waiting' && stopped) {
    return badge({ label: t('open-data.review.is.stopped'), kind: 'bad' })
  }
  const kind = ({ waiting: 'warn', approved: 'good' } as const)[state as 'waiting'] ?? 'plain'
  return badge({ label: t(`open-data.review.is.${state}`), kind })
}

/** GET `/revisar/{id}`, and what its forms answer when something is wrong. */
export function submissionPage(
  publishing: Publishing,
  request: RouteRequest,
  errors: FormError[] = [],
): Answer {
  const actor = needOfficial(request)
  const context = publishing.context(request)
  const { t, link, locale, lang } = context
  const submission = request.record as Submission
  const { wanted, slug, original, names, state, decidedAt, reason } = submission
  const title = wanted.title ?? slug
  const own = actor.person === submission.drafter
  const done = String(request.query['done'] ?? '')
  const facts = reportFacts(submission.report, lang)
  const failed = errors.find(({ field }) => field === null)
  const wrong = errors.filter(({ field }) => field !== null)
  const override = wanted.privacy?.override
  const body = html`<h1>${title}</h1>
    ${failed ? notice(context, { kind: 'error', title: failed.message, live: true }) : null}
    ${done === '' ? null : notice(context, { kind: 'success', title: t(`open-data.review.done.${done}`), live: true })}
    ${state === 'waiting' ? html`<p class="lead">${t(`open-data.review.next.${own ? 'own' : 'other'}`)}</p>` : null}
    ${summaryList([
      { label: t('open-data.review.state'), value: stateBadge(context, submission) },
      { label: t('open-data.review.dataset'), value: slug },
      {
        label: t('open-data.review.what'),
        value: t(`open-data.review.makes.${submission.dataset === null ? 'dataset' : 'version'}`),
      },
      {
        label: t('open-data.review.file'),
        value: `${original.name} (${locale.bytes(lang, original.bytes)})`,
      },
      { label: t('open-data.review.by'), value: names.drafter },
      { label: t('open-data.review.when'), value: locale.dateTime(lang, submission.submitted) },
      { label: t('open-data.review.rows'), value: locale.number(lang, facts.rows) },
      {
        label: t('open-data.review.columns'),
        value: facts.columns.map(({ name }) => name).join(', '),
      },
      ...(override
        ? [{ label: t('open-data.review.override'), value: `${override.by}: ${override.reason}` }]
        : []),
      ...(decidedAt === null
        ? []
        : [
            {
              label: t('open-data.review.decided'),
              value: `${names.decidedBy ?? ''}, ${locale.dateTime(lang, decidedAt)}`,
            },
          ]),
      ...(reason === null ? [] : [{ label: t('open-data.review.reason'), value: reason }]),
    ])}
    ${privacyPart(context, submission, facts)} ${findingsPart(context, facts)}
    ${state !== 'waiting' ? null : own ? ownForms(context, submission, wrong) : reviewForms(context, submission, { errors: wrong, acting: actor.holding?.id ?? '-' })}`
  const trail = [{ label: t('open-data.review.title'), href: link('/revisar') }]
  return workPage(context, { title, body, trail })
}

function privacyPart(context: PageContext, { stopped }: Submission, facts: ReportFacts): Html {
  const { t } = context
  const kind = stopped ? 'error' : 'success'
  return html`<section>
    <h2>${t('open-data.privacy.title')}</h2>
    ${notice(context, { kind, title: t(`open-data.review.gate.${stopped ? 'stopped' : 'passed'}`) })}
    <ul>
      ${facts.privacy.map(
        ({ what, why, treated, remedies }) =>
          html`<li>
            <strong>${what}</strong> ${why}
            ${treated ? badge({ label: t('open-data.privacy.treated'), kind: 'good' }) : (remedies[0] ?? null)}
          </li>`,
      )}
    </ul>
  </section>`
}

function findingsPart({ t }: PageContext, { findings }: ReportFacts): Html {
  return html`<section>
    <h2>${t('open-data.report.found')}</h2>
    ${
      findings.length === 0
        ? html`<p>${t('open-data.report.none')}</p>`
        : html`<ul>
            ${findings.map(
              ({ what, where, remedy }) =>
                html`<li>
                  <strong>${what}</strong> <span class="quiet">${where}</span> ${remedy}
                </li>`,
            )}
          </ul>`
    }
  </section>`
}

/** Accept the remedies, answer for it, or take it back. */
function ownForms(context: PageContext, { id, stopped }: Submission, errors: FormError[]): Html {
  const { t, link } = context
  const action = link(`/revisar/${id}/cambiar`)
  const one = (wish: string, more: Html | null = null): Html =>
    form(context, {
      action,
      errors: wish === 'override' ? errors : [],
      body: html`${hidden('do', wish)} ${more}`,
      submit: t(`open-data.review.do.${wish}`),
    })
  const reason = textArea(context, {
    name: 'reason',
    label: t('open-data.review.override-reason'),
    hint: t('open-data.review.override-hint'),
    maxlength: 2000,
    error: errors[0]?.message ?? null,
  })
  return html`${stopped ? html`${one('apply')} ${one('override', reason)}` : null}
  ${one('withdraw')}`
}

function reviewForms(
  context: PageContext,
  { id, stopped }: Submission,
  { errors, acting }: { errors: FormError[]; acting: string },
): Html {
  const { t, link } = context
  return html`${
    stopped
      ? null
      : form(context, {
          action: link(`/revisar/${id}/aprobar`),
          body: hidden('acting', acting),
          submit: t('open-data.review.do.approve'),
        })
  }
  ${form(context, {
    action: link(`/revisar/${id}/rechazar`),
    errors,
    body: html`${hidden('acting', acting)}
    ${textArea(context, {
      name: 'reason',
      label: t('open-data.review.refuse-reason'),
      maxlength: 2000,
      error: errors.find(({ field }) => field === 'reason')?.message ?? null,
    })}`,
    submit: t('open-data.review.do.refuse'),
  })}`
}

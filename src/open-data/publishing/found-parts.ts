// Shows what the privacy gate and the checks found in a file, each with its remedy one click away.
import { html, type Html } from '@rimaq/markup'
import type { Submission } from '#datasets'
import { type PageContext, badge, form, notice } from '#pages'
import type { ReportFacts } from './report-facts.ts'
import { hidden } from './work-page.ts'

/** Findings shown before the rest is folded away. */
const shownAtOnce = 12

/** Whether the drafter may still change how the file is taken. */
const mayChange = ({ state }: Submission, own: boolean): boolean =>
  own && (state === 'ready' || state === 'waiting')

export function privacyPart(
  context: PageContext,
  submission: Submission,
  facts: ReportFacts,
  { own }: { own: boolean },
): Html {
  const { t, link } = context
  const { stopped, id } = submission
  const kind = stopped ? 'error' : 'success'
  return html`<section class="review-part">
    <h2>${t('open-data.privacy.title')}</h2>
    ${notice(context, { kind, title: t(`open-data.review.gate.${stopped ? 'stopped' : 'passed'}`) })}
    ${
      facts.privacy.length === 0
        ? null
        : html`<ul class="found-list">
            ${facts.privacy.map(
              ({ what, why, treated, remedies }) =>
                html`<li>
                  <strong>${what}</strong> ${why}
                  ${
                    treated
                      ? badge({ label: t('open-data.privacy.treated'), kind: 'good' })
                      : remedies[0]
                        ? html`<span class="found-remedy"
                            >${t('open-data.review.remedy', { remedy: remedies[0] })}</span
                          >`
                        : null
                  }
                </li>`,
            )}
          </ul>`
    }
    ${facts.elsewhere.map((sentence) => notice(context, { kind: 'warning', title: sentence }))}
    ${
      stopped && mayChange(submission, own)
        ? form(context, {
            action: link(`/revisar/${id}/cambiar`),
            body: hidden('do', 'apply'),
            submit: t('open-data.review.do.apply'),
          })
        : null
    }
  </section>`
}

export function findingsPart(
  context: PageContext,
  submission: Submission,
  facts: ReportFacts,
  { own }: { own: boolean },
): Html {
  const { t, link } = context
  const { findings } = facts
  const repairs = findings.filter(({ repairable, repaired }) => repairable && !repaired).length
  const [first, rest] = [findings.slice(0, shownAtOnce), findings.slice(shownAtOnce)]
  return html`<section class="review-part">
    <h2>${t('open-data.report.found')}</h2>
    ${
      findings.length === 0
        ? html`<p>${t('open-data.report.none')}</p>`
        : html`${list(context, first)}
          ${
            rest.length === 0
              ? null
              : html`<details class="details">
                  <summary>${t('open-data.review.more-found', { count: rest.length })}</summary>
                  <div class="details-body">${list(context, rest)}</div>
                </details>`
          }`
    }
    ${
      repairs > 0 && mayChange(submission, own)
        ? form(context, {
            action: link(`/revisar/${submission.id}/cambiar`),
            body: html`${hidden('do', 'repair')}
              <p>${t('open-data.review.repairs', { count: repairs })}</p>`,
            submit: t('open-data.review.do.repair'),
            kind: 'secondary',
          })
        : null
    }
  </section>`
}

function list({ t }: PageContext, findings: ReportFacts['findings']): Html {
  return html`<ul class="found-list">
    ${findings.map(
      ({ what, where, why, remedy, repaired, severity }) =>
        html`<li>
          ${
            repaired
              ? badge({ label: t('open-data.review.repaired'), kind: 'good' })
              : badge({
                  label: t(`open-data.review.severity.${severity}`),
                  kind: severity === 'error' ? 'bad' : severity === 'warning' ? 'warn' : 'plain',
                })
          }
          <strong>${what}</strong> <span class="quiet">${where}</span> ${why}
          ${repaired ? null : html`<span class="found-remedy">${remedy}</span>`}
        </li>`,
    )}
  </ul>`
}

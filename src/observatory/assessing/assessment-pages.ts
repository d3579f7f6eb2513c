// The pages of self-assessments: how far each is, every criterion with what is met and shown, and the form of one.
import { randomUUID } from 'node:crypto'
import { type Html, html } from '@rimaq/markup'
import { type BadgeKind, type PageContext, badge, checkboxes, form, layout, textArea } from '#pages'
import { wordsOf } from '../survey.ts'
import {
  type AssessmentPack,
  type Claim,
  type Claims,
  type Criterion,
  type Score,
  type Standing,
  levelOf,
  scoreOf,
  standingOf,
} from './assessment.ts'

export const assessmentsPath = '/observatory/assessments'

function frame(context: PageContext, title: string, body: Html, deep = true): string {
  const { t, link } = context
  return layout(context, {
    ...{ title, body, section: 'observatory', styles: ['observatory.css'] },
    breadcrumbs: [
      { label: t('observatory.list.title'), href: link('/observatory') },
      ...(deep ? [{ label: t('observatory.assessment.title'), href: link(assessmentsPath) }] : []),
    ],
  })
}

export function assessmentsPage(
  context: PageContext,
  packs: readonly { pack: AssessmentPack; claims: Claims }[],
): string {
  const { t, lang, link } = context
  const title = t('observatory.assessment.title')
  const body = html`<h1>${title}</h1>
    <p class="lead">${t('observatory.assessment.lead')}</p>
    ${packs.map(
      ({ pack, claims }) =>
        html`<section>
          <h2>
            <a href="${link(`${assessmentsPath}/${pack.id}`)}">${wordsOf(pack.name, lang)}</a>
          </h2>
          ${scorePart(context, pack, claims)}
        </section>`,
    )}`
  return frame(context, title, body, false)
}

/** What it would be, by thresholds that may be old: a self-assessment certifies nothing. */
function levelWords({ t, lang }: PageContext, pack: AssessmentPack, score: Score): string {
  const level = levelOf(pack, score)
  const percent = String(Math.floor((100 * score.met) / score.of))
  return level === null
    ? t('observatory.assessment.no-level', { percent, from: pack.levels?.[0]?.from ?? 0 })
    : t('observatory.assessment.level', { percent, level: wordsOf(level.name, lang) })
}

function scorePart(context: PageContext, pack: AssessmentPack, claims: Claims): Html {
  const { t, lang, locale } = context
  const score = scoreOf(pack, claims)
  const share = locale.number(lang, score.share, { digits: 2 })
  return html`<p>
      <strong>${t('observatory.assessment.score', { met: score.met, of: score.of })}</strong>
      ${pack.levels === undefined && pack.groups.length > 1 ? t('observatory.assessment.share', { share }) : null}
      ${pack.levels === undefined ? null : levelWords(context, pack, score)}
      ${score.claimed > 0 ? t('observatory.assessment.waiting', { count: score.claimed }) : null}
    </p>
    ${
      pack.groups.length > 1
        ? html`<ul>
            ${pack.groups.map((group, at) => {
              const { met = 0, of = 0 } = score.groups[at] ?? {}
              return html`<li>
                <a href="#group-${group.id}">${wordsOf(group.name, lang)}</a>:
                ${t('observatory.assessment.score', { met, of })}
              </li>`
            })}
          </ul>`
        : null
    }`
}

const kinds: Readonly<Record<Standing, BadgeKind>> = {
  ...{ nothing: 'plain', short: 'warn', 'no-evidence': 'warn', claimed: 'info' },
  ...{ refused: 'bad', met: 'good' },
}

export function assessmentPage(
  context: PageContext,
  pack: AssessmentPack,
  claims: Claims,
  writes: boolean,
): string {
  const { t, lang, link } = context
  const title = wordsOf(pack.name, lang)
  const body = html`<h1>${title}</h1>
    ${scorePart(context, pack, claims)}
    <p>${wordsOf(pack.note, lang)}</p>
    <p class="quiet">
      ${t('observatory.figure.source')}:
      ${[pack.source, ...(pack.sources ?? [])].map(
        ({ title: name, url }, at) =>
          html`${at > 0 ? '; ' : ''}<a href="${url}" rel="noopener">${name}</a>`,
      )}
    </p>
    ${pack.groups.map(
      (group) =>
        html`<h2 id="group-${group.id}">${wordsOf(group.name, lang)}</h2>
          ${group.criteria.map((criterion) => {
            const claim = claims[criterion.id]
            const path = `${assessmentsPath}/${pack.id}/${criterion.id}`
            return html`<section class="answer-question" id="${criterion.id}">
              <h3>
                ${criterion.code} ${wordsOf(criterion.name, lang)}
                ${standingBadge(context, criterion, claim)}
                ${criterion.unverified ? badge({ label: t('observatory.assessment.unverified'), kind: 'plain' }) : null}
              </h3>
              <p class="quiet">
                ${t('observatory.assessment.need', { need: criterion.need, of: criterion.items.length })}
              </p>
              <ul class="assessment-items">
                ${criterion.items.map((item) => {
                  const met = claim?.checked.includes(item.id) === true
                  if (claim === undefined) return html`<li>${wordsOf(item, lang)}</li>`
                  return html`<li>
                    <span class="${met ? 'assessment-met' : 'quiet'}"
                      >${t(met ? 'observatory.assessment.yes' : 'observatory.assessment.no')}</span
                    >
                    ${wordsOf(item, lang)}
                  </li>`
                })}
              </ul>
              ${
                claim === undefined || claim.evidence === ''
                  ? null
                  : html`<p>${t('observatory.why.evidence')}: ${evidenceWords(claim.evidence)}</p>`
              }
              ${claim?.remark ? html`<p>${t('observatory.assessment.remark')}: ${claim.remark}</p>` : null}
              ${
                writes
                  ? html`<p data-screen-only>
                      <a href="${link(path)}"
                        >${t('observatory.house.edit')}<span class="visually-hidden">
                          : ${wordsOf(criterion.name, lang)}</span
                        ></a
                      >
                    </p>`
                  : null
              }
            </section>`
          })}`,
    )}`
  return frame(context, title, body)
}

function standingBadge({ t }: PageContext, criterion: Criterion, claim: Claim | undefined): Html {
  const standing = standingOf(criterion, claim)
  return badge({ label: t(`observatory.standing.${standing}`), kind: kinds[standing] })
}

function evidenceWords(evidence: string): Html {
  return /^https:\/\/\S+$/.test(evidence)
    ? html`<a href="${evidence}" rel="noopener">${evidence}</a>`
    : html`${evidence}`
}

export function criterionPage(
  context: PageContext,
  pack: AssessmentPack,
  criterion: Criterion,
  claim: Claim | undefined,
  reviews: boolean,
): string {
  const { t, lang, link } = context
  const title = wordsOf(criterion.name, lang)
  const path = `${assessmentsPath}/${pack.id}/${criterion.id}`
  const once = (): Html =>
    html`<input type="hidden" name="idempotency-key" value="${randomUUID()}" />`
  const body = html`<h1>${title} ${standingBadge(context, criterion, claim)}</h1>
    ${form(context, {
      action: link(path),
      body: html`${once()}
      ${checkboxes(context, {
        ...{ name: 'checked', required: false, values: claim?.checked ?? [] },
        label: t('observatory.assessment.need', {
          need: criterion.need,
          of: criterion.items.length,
        }),
        options: criterion.items.map((item) => ({ value: item.id, label: wordsOf(item, lang) })),
      })}
      ${textArea(context, {
        ...{ name: 'evidence', label: t('observatory.why.evidence'), required: false, rows: 3 },
        ...{ value: claim?.evidence ?? '', hint: t('observatory.answering.evidence-hint') },
      })}`,
      submit: t('observatory.assessment.claim'),
    })}
    ${
      reviews && claim?.review === 'open' && standingOf(criterion, claim) === 'claimed'
        ? html`<h2>${t('observatory.assessment.review')}</h2>
            ${form(context, {
              action: link(`${path}/review`),
              body: html`${once()}
              ${checkboxes(context, {
                ...{ name: 'accept', required: false, label: t('observatory.assessment.verdict') },
                options: [{ value: 'yes', label: t('observatory.assessment.accept') }],
              })}
              ${textArea(context, {
                ...{ name: 'remark', label: t('observatory.assessment.remark'), required: false },
                ...{ rows: 3, hint: t('observatory.assessment.remark-hint') },
              })}`,
              submit: t('observatory.assessment.review'),
              kind: 'secondary',
            })}`
        : null
    }`
  return frame(context, title, body)
}

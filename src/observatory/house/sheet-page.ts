// One sheet of the house with all its fields and versions; of an indicator also its values, its SQL and why its light is what it is.
import { type Html, html } from '@rimaq/markup'
import {
  type PageContext,
  button,
  codeBlock,
  layout,
  linkButton,
  notice,
  summaryList,
  table,
} from '#pages'
import type { Survey } from '../survey.ts'
import { housePath, sheetPath } from './paths.ts'
import { actionWords } from './plan-words.ts'
import { amountWords, fieldWords, lightBadge, periodWords, staleBadge } from './house-words.ts'
import { indicatorFigure, indicatorWays } from './indicator-figure.ts'
import type { Indicator } from './indicator.ts'
import { type Kind, fieldsOf } from './kinds.ts'
import type { Sheet } from './sheet.ts'
import type { StoredSheet } from './store-house.ts'

export interface SheetPageParts {
  sheet: Sheet
  versions: readonly StoredSheet[]
  /** Of an indicator. */
  indicator: Indicator | null
  survey: Survey | null
  writes: boolean
}

export function sheetPage(context: PageContext, parts: SheetPageParts): string {
  const { t, link, city, locale, lang } = context
  const { sheet, survey, indicator, versions, writes } = parts
  const { kind, id, content } = sheet
  const title = titleOf(context, sheet)
  // Their own parts of the page show these.
  const shown = new Set(indicator === null ? [] : ['name', 'sql', 'dataset', 'values'])
  const facts = fieldsOf(kind)
    .filter((field) => content[field.id] !== undefined && !shown.has(field.id))
    .map((field) => ({
      label: t(`observatory.field.${field.id}`),
      value: fieldWords(context, survey, field, content[field.id]!),
    }))
  const body = html`<p class="quiet">
      ${t(`observatory.kind.${kind}`)} ${'code' in content ? null : id}
    </p>
    <h1>${title}</h1>
    ${
      sheet.withdrawn
        ? notice(context, { kind: 'warning', title: t('observatory.house.withdrawn') })
        : null
    }
    ${indicator === null ? null : indicatorParts(context, indicator)}
    <h2>${t('observatory.house.sheet')}</h2>
    ${summaryList(facts)}
    <h2>${t('observatory.house.versions')}</h2>
    <ol reversed>
      ${versions.map(
        ({ version, recorded, hash, withdrawn }) =>
          html`<li value="${version}">
            ${locale.dateTime(lang, recorded)}
            ${withdrawn ? t('observatory.house.was-withdrawn') : null}
            <span class="quiet">SHA-256 <code class="hash">${hash}</code></span>
          </li>`,
      )}
    </ol>
    ${
      writes
        ? html`<div class="button-row" data-screen-only>
              ${linkButton({
                label: t('observatory.house.edit'),
                href: link(`${sheetPath(kind, id)}/edit`),
                kind: 'secondary',
              })}
            </div>
            ${
              indicator?.measured === true
                ? html`<form method="post" action="${link(`${sheetPath(kind, id)}/measure`)}">
                    <div class="button-row" data-screen-only>
                      ${button({ label: t('observatory.house.measure'), kind: 'secondary' })}
                    </div>
                  </form>`
                : null
            }`
        : null
    }`
  return layout(context, {
    ...{ title, body, section: 'observatory', styles: ['observatory.css'] },
    description: t('observatory.house.title', { city: city.name }),
    breadcrumbs: [
      { label: t('observatory.list.title'), href: link('/observatory') },
      { label: t('observatory.house.title', { city: city.name }), href: link(housePath) },
    ],
  })
}

export function titleOf({ t }: PageContext, sheet: Sheet): string {
  const { kind, content, id } = sheet
  if (kind === 'action') return actionWords(sheet)
  return typeof content['name'] === 'string'
    ? content['name']
    : `${t(`observatory.kind.${kind as Kind}`)} ${id}`
}

function indicatorParts(context: PageContext, indicator: Indicator): Html {
  const { t } = context
  const { latest, unit, values, check } = indicator
  return html`${
      latest === null
        ? html`<p class="lead">${t('observatory.house.no-value')}</p>`
        : html`<p class="house-value">
            <strong>${amountWords(context, latest.value, unit)}</strong>
            <span class="quiet">${periodWords(context, latest.period)}</span>
            ${lightBadge(context, indicator)} ${staleBadge(context, indicator)}
          </p>`
    }
    <p>${judgementWords(context, indicator)}</p>
    ${failureNotice(context, indicator)}
    ${
      values.length === 0
        ? null
        : html`<div class="observatory-figure">
            ${indicatorFigure(context, indicator)} ${indicatorWays(context, indicator)}
          </div>`
    }
    ${queryPart(context, indicator)} ${historyTable(context, indicator)}
    ${
      check === null
        ? null
        : html`<p class="quiet">
            ${t('observatory.house.checked', { when: context.locale.dateTime(context.lang, check.at) })}
          </p>`
    }`
}

/** The parts of the calculation, so that anybody can do it again. */
function judgementWords(
  context: PageContext,
  { judgement, unit, baseline, sheet }: Indicator,
): string {
  const { t, locale, lang } = context
  const { because, target, progress, computed } = judgement
  const words =
    target === null
      ? t(`observatory.judged.${because}`)
      : t(`observatory.because.${because}`, {
          target: amountWords(context, target.value, unit),
          when: periodWords(context, target.period),
        })
  const way =
    progress === null || target === null
      ? ''
      : t('observatory.because.way', {
          part: locale.number(lang, Math.round(progress)),
          from: baseline === null ? '0' : amountWords(context, baseline.value, unit),
        })
  if (because !== 'override') return `${words} ${way}`.trim()
  const rule =
    computed === null ? t('observatory.house.unjudged') : t(`observatory.light.${computed}`)
  const reason = String(sheet.content['overrideReason'] ?? '')
  return `${t('observatory.because.overridden', { reason, rule })} ${way}`.trim()
}

function failureNotice(context: PageContext, { check, stale }: Indicator): Html | null {
  const { t } = context
  if (check?.failure) {
    return notice(context, {
      kind: 'warning',
      title: t('observatory.house.failed'),
      body: t(`observatory.failure.${check.failure}`, { detail: check.detail }),
    })
  }
  if (stale === null) return null
  return notice(context, {
    kind: 'warning',
    title: t('observatory.house.stale', { days: stale.days }),
    body: t('observatory.house.stale-text', { allowed: stale.allowed }),
  })
}

function queryPart(context: PageContext, { sheet, latest }: Indicator): Html | null {
  const { t, link } = context
  const { sql, dataset } = sheet.content
  if (typeof sql !== 'string' || typeof dataset !== 'string') return null
  const tables = latest?.tables ?? []
  return html`<h2>${t('observatory.house.query')}</h2>
    <p>
      ${t('observatory.house.query-text')}
      <a href="${link(['/dataset', dataset, 'sql'].join('/'), { sql })}"
        >${t('observatory.house.try')}</a
      >
      ·
      <a href="${link(`/dataset/${dataset}`)}">${t('observatory.house.dataset')}</a>
    </p>
    ${codeBlock(context, { label: 'SQL', code: sql })}
    ${
      tables.length === 0
        ? null
        : html`<p class="quiet">
            ${tables.map(
              ({ name, version, hash }) =>
                html`${t('observatory.house.table-version', { name, version })}
                  <code class="hash">${hash}</code> `,
            )}
          </p>`
    }`
}

function historyTable(context: PageContext, { revisions, unit }: Indicator): Html | null {
  const { t, locale, lang } = context
  if (revisions.length === 0) return null
  return html`<h2>${t('observatory.house.history')}</h2>
    ${table(context, {
      id: 'values',
      caption: t('observatory.house.history'),
      captionHidden: true,
      ...{ stack: true, dense: true },
      columns: [
        { id: 'period', label: t('observatory.house.period'), rowHead: true },
        { id: 'value', label: t('observatory.house.value'), kind: 'number' },
        { id: 'revision', label: t('observatory.house.revision'), kind: 'number' },
        { id: 'source', label: t('observatory.house.how') },
        { id: 'recorded', label: t('observatory.house.when'), kind: 'date' },
      ],
      rows: revisions.toReversed().map((each) => ({
        period: periodWords(context, each.period),
        value: amountWords(context, each.value, unit),
        revision: each.revision,
        source: each.source === 'query' ? t('observatory.house.measured') : (each.evidence ?? ''),
        recorded: locale.dateTime(lang, each.recorded),
      })),
    })}`
}

// The mayor's page: plan, indicators, portfolio, budget, training and partnerships on one screen, ready to print.
import { type Html, html } from '@rimaq/markup'
import { type PageContext, badge, details, emptyState, layout, sparkline, table } from '#pages'
import type { Survey } from '../survey.ts'
import { type HouseView, indicatorsOf, planOf, projectsBy } from './house.ts'
import { budgetPart, partnersPart, trainingPart } from './house-parts.ts'
import { fileLinks, houseFigurePart } from './house-figure-part.ts'
import { houseFigures } from './house-figures.ts'
import { amountWords, choiceWords, lightBadge, periodWords, staleBadge } from './house-words.ts'
import type { Indicator } from './indicator.ts'
import { fieldsOf, kindNames, stages } from './kinds.ts'
import { actionWords, nextOf } from './plan-words.ts'
import { housePath, sheetPath } from './paths.ts'

export interface HousePageParts {
  view: HouseView
  survey: Survey | null
  /** Whether the reader may write sheets. */
  writes: boolean
}

export function housePage(context: PageContext, parts: HousePageParts): string {
  const { t, link, city } = context
  const { view, writes } = parts
  const title = t('observatory.house.title', { city: city.name })
  const empty = kindNames.every((kind) => view.sheets[kind].length === 0)
  const body = html`<h1>${title}</h1>
    <p class="lead">${t('observatory.house.lead')}</p>
    ${
      empty
        ? null
        : html`<p data-screen-only>
            <a href="${link(`${housePath}/report.pdf`)}">${t('observatory.report.get')}</a>
            <span class="quiet">${t('observatory.report.get-text')}</span>
          </p>`
    }
    ${writes ? addPart(context) : null}
    ${
      empty
        ? emptyState({ title: t('observatory.house.none'), body: t('observatory.house.none-text') })
        : html`${figuresPart(context, parts)} ${planPart(context, view)}
          ${othersPart(context, view)} ${portfolioPart(context, parts)}
          ${budgetPart(context, parts)} ${trainingPart(context, parts)}
          ${partnersPart(context, parts)}`
    }
    <p class="quiet" data-screen-only>
      <a href="${link(`${housePath}.json`)}">JSON</a> ·
      <a href="${link(`${housePath}/indicators.csv`)}">${t('observatory.house.values-csv')}</a>
    </p>`
  return layout(context, {
    ...{ title, body, description: t('observatory.house.lead'), section: 'observatory' },
    breadcrumbs: [{ label: t('observatory.list.title'), href: link('/observatory') }],
    styles: ['observatory.css'],
  })
}

function addPart({ t, link }: PageContext): Html {
  return details({
    summary: t('observatory.house.add'),
    body: html`<ul class="observatory-choices">
      ${kindNames.map(
        (kind) =>
          html`<li>
            <a href="${link(`${housePath}/${kind}/new`)}">${t(`observatory.kind.${kind}`)}</a>
          </li>`,
      )}
    </ul>`,
  })
}

/** How many indicators stand how: the first thing a mayor asks. */
function figuresPart(context: PageContext, { view, survey }: HousePageParts): Html {
  const { t, locale, lang } = context
  const { indicators, sheets } = view
  const count = (light: string | null): number =>
    indicators.filter(({ judgement }) => judgement.light === light).length
  const running = sheets.project.filter(({ content }) => content['stage'] !== 'stopped').length
  const figures = [
    ...(['good', 'warn', 'bad'] as const).map((light) => ({
      ...{ kind: light, value: count(light), label: t(`observatory.light.${light}`) },
    })),
    { kind: 'none', value: count(null), label: t('observatory.house.unjudged') },
    { kind: 'none', value: running, label: t('observatory.house.running') },
  ]
  const file = houseFigures(context, view, survey).find(({ id }) => id === 'lights')
  return html`<dl class="house-figures">
      ${figures.map(
        ({ kind, value, label }) =>
          html`<div class="house-figure house-figure-${kind}">
            <dt>${label}</dt>
            <dd>${locale.number(lang, value)}</dd>
          </div>`,
      )}
    </dl>
    ${file === undefined ? null : fileLinks(context, file)}`
}

function stagesOf(context: PageContext, view: HouseView, survey: Survey | null): Html | null {
  const figure = houseFigures(context, view, survey).find(({ id }) => id === 'stages')
  return figure === undefined ? null : houseFigurePart(context, figure)
}

function planPart(context: PageContext, view: HouseView): Html | null {
  const { t, link, locale, lang } = context
  const plan = planOf(view)
  if (plan.length === 0) return null
  return html`<section>
    <h2>${t('observatory.house.plan')}</h2>
    ${plan.map(
      ({ objective, actions }) =>
        html`<section class="house-objective">
          <h3>
            <a href="${link(sheetPath('objective', objective.id))}">${objective.id}</a>
            ${objective.content['name']}
          </h3>
          ${indicatorTable(context, indicatorsOf(view, objective.id), objective.id)}
          ${actions.map(
            ({ action, activities }) =>
              html`<div class="house-action">
                <h4>
                  <a href="${link(sheetPath('action', action.id))}">${action.id}</a>
                  ${actionWords(action)}
                </h4>
                <p class="quiet">${action.content['office']}</p>
                ${indicatorTable(context, indicatorsOf(view, action.id), action.id)}
                ${
                  activities.length === 0
                    ? null
                    : html`<ul>
                        ${activities.map(
                          (activity) =>
                            html`<li>
                              <a href="${link(sheetPath('activity', activity.id))}"
                                >${activity.id}</a
                              >
                              ${activity.content['name']}
                              ${
                                activity.content['budget'] === undefined
                                  ? null
                                  : html`<span class="quiet"
                                      >S/
                                      ${locale.number(lang, Number(activity.content['budget']))}</span
                                    >`
                              }
                            </li>`,
                        )}
                      </ul>`
                }
              </div>`,
          )}
        </section>`,
    )}
  </section>`
}

/** Indicators of no objective and no action that exist, projects' own among them. */
function othersPart(context: PageContext, view: HouseView): Html | null {
  const { sheets } = view
  const known = new Set([...sheets.objective, ...sheets.action].map(({ id }) => id))
  const others = view.indicators.filter(({ sheet }) => !known.has(String(sheet.content['of'])))
  if (others.length === 0) return null
  return html`<section>
    <h2>${context.t('observatory.house.other-indicators')}</h2>
    ${indicatorTable(context, others, 'other')}
  </section>`
}

export function indicatorTable(
  context: PageContext,
  indicators: readonly Indicator[],
  id: string,
): Html | null {
  const { t, link } = context
  if (indicators.length === 0) return null
  return table(context, {
    id: `indicators-${id}`,
    caption: t('observatory.house.indicators', { of: id }),
    captionHidden: true,
    stack: true,
    dense: true,
    columns: [
      { id: 'name', label: t('observatory.kind.indicator'), rowHead: true },
      { id: 'value', label: t('observatory.house.value'), kind: 'number' },
      { id: 'target', label: t('observatory.house.target'), kind: 'number' },
      { id: 'light', label: t('observatory.house.light') },
      { id: 'trend', label: t('observatory.house.trend') },
    ],
    rows: indicators.map((each) => {
      const { sheet, latest, unit, judgement, values, measured } = each
      const { target } = judgement
      const name = String(sheet.content['name'])
      return {
        name: html`<a href="${link(sheetPath('indicator', sheet.id))}">${name}</a>
          ${measured ? badge({ label: t('observatory.house.measured'), kind: 'info' }) : null}`,
        value:
          latest === null
            ? '—'
            : html`<span
                >${amountWords(context, latest.value, unit)}
                <span class="quiet">${periodWords(context, latest.period)}</span></span
              >`,
        target:
          target === null
            ? '—'
            : html`<span
                >${amountWords(context, target.value, unit)}
                <span class="quiet">${periodWords(context, target.period)}</span></span
              >`,
        light: html`<span>${lightBadge(context, each)} ${staleBadge(context, each)}</span>`,
        trend:
          values.length < 2
            ? '—'
            : sparkline({
                label: t('observatory.house.trend-of', { name }),
                values: values.map(({ value }) => value),
              }),
      }
    }),
  })
}

function portfolioPart(context: PageContext, { view, survey }: HousePageParts): Html | null {
  const { t, link } = context
  const by = projectsBy(view)
  const projects = stages.flatMap((stage) => by.get(stage) ?? [])
  if (projects.length === 0) return null
  const areas = fieldsOf('project').find(({ id }) => id === 'areas')
  return html`<section>
    <h2>${t('observatory.house.portfolio')}</h2>
    ${table(context, {
      id: 'portfolio',
      caption: t('observatory.house.portfolio'),
      captionHidden: true,
      ...{ stack: true, dense: true },
      columns: [
        { id: 'name', label: t('observatory.kind.project'), rowHead: true },
        { id: 'stage', label: t('observatory.field.stage') },
        { id: 'office', label: t('observatory.field.office') },
        { id: 'areas', label: t('observatory.field.areas') },
        { id: 'next', label: t('observatory.house.next') },
      ],
      rows: projects.map(({ id, content }) => ({
        name: html`<a href="${link(sheetPath('project', id))}">${content['name']}</a>`,
        stage: badge({
          label: t(`observatory.choice.stage.${content['stage'] as string}`),
          kind: content['stage'] === 'stopped' ? 'plain' : 'info',
        }),
        office: String(content['office']),
        areas:
          ((content['areas'] as readonly string[] | undefined) ?? [])
            .map((area) => (areas ? choiceWords(context, survey, areas, area) : area))
            .join('; ') || '—',
        next: nextOf(context, content),
      })),
    })}
    ${stagesOf(context, view, survey)}
  </section>`
}

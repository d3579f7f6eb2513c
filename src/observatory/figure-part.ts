// Shows one figure over all cities: what it counts, the chart, the table from the same rows, and files.
import { type Html, html } from '@rimaq/markup'
import { type PageContext, barChart, codeBlock, details, table } from '#pages'
import { formats } from './files/figure-file.ts'
import type { Cohort } from './cohort.ts'
import { type Figure, type FigureQuestion, baseWords, figureOf, figureTitle } from './figures.ts'
import type { Holdings } from './observatory.ts'
import { limitedOptions, wordsOf } from './survey.ts'

/** Says plainly whose numbers these are: all profiles held, never the city's and never the survey's. */
export function figurePart(
  context: PageContext,
  holdings: Holdings,
  question: FigureQuestion,
  cohort?: Cohort,
): Html | null {
  const figure = figureOf(holdings, question, context.lang, cohort)
  if (!figure.rows.some(({ chosen }) => chosen > 0)) return null
  return html`<div class="observatory-figure">
    ${figureBody(context, holdings, figure, cohort)}
    ${figureWays(context, {
      ...{ name: question, title: figureTitle(context, holdings.survey, question, cohort) },
      ...{ cohort: cohort?.name, frozen: holdings.pooled },
    })}
  </div>`
}

export interface FigureWays {
  /** In addresses. */
  name: string
  title: string
  cohort?: string | undefined
  /** Version that never changes; null while there is none. */
  frozen: number | null
}

/** The figure as files, and for other sites: as it is counted now, or as it was frozen. */
export function figureWays(
  context: PageContext,
  { name, title, cohort, frozen }: FigureWays,
): Html {
  const { t, link } = context
  const frame = (address: string): string =>
    `<iframe src="${context.absolute(address)}" title="${title}" width="640" height="720" loading="lazy"></iframe>`
  const files = (version?: number): Html[] =>
    formats.map(
      (each) =>
        html`<a href="${link(`/observatory/figures/${name}.${each}`, { cohort, version })}"
          >${each.toUpperCase()}<span class="visually-hidden">: ${title}</span></a
        > `,
    )
  const live = `/observatory/embed/${name}`
  return html`<p class="quiet" data-screen-only>${files()}</p>
    <div data-screen-only>
      ${details({
        summary: t('observatory.embed.title'),
        body: html`${codeBlock(context, { label: t('observatory.embed.live-code'), code: frame(link(live, { cohort })) })}
        ${
          frozen === null
            ? null
            : html`${codeBlock(context, {
                  label: t('observatory.embed.frozen-code'),
                  code: frame(link(live, { cohort, version: frozen })),
                })}
                <p class="quiet">${t('observatory.embed.frozen-files')} ${files(frozen)}</p>`
        }`,
      })}
    </div>`
}

/** Chart, table and footnotes, from the same rows. */
export function figureBody(
  context: PageContext,
  holdings: Holdings,
  figure: Figure,
  cohort?: Cohort,
): Html {
  const { t } = context
  const { question, rows } = figure
  const title = figureTitle(context, holdings.survey, question, cohort)
  return html`${barChart(context, {
    id: `figure-${question}`,
    title,
    subtitle: baseWords(t, rows),
    bars: rows
      .filter(({ chosen }) => chosen > 0)
      .map(({ label, chosen }) => ({ label, value: chosen })),
  })}
  ${details({
    summary: t('observatory.figure.table'),
    body: html`${figureTable(context, figure, title)}
    ${
      rows.some(({ percent }) => percent === null)
        ? html`<p class="quiet">
            ${t('observatory.figure.few-note', { least: holdings.minimum })}
          </p>`
        : null
    }`,
  })}
  ${editionNote(context, holdings, question)}`
}

function figureTable(context: PageContext, { question, rows }: Figure, title: string): Html {
  const { t, lang, locale } = context
  return table(context, {
    id: `table-${question}`,
    caption: title,
    captionHidden: true,
    columns: [
      { id: 'label', label: t('observatory.figure.option'), rowHead: true },
      { id: 'chosen', label: t('observatory.figure.chosen'), kind: 'number' },
      { id: 'answered', label: t('observatory.figure.answered'), kind: 'number' },
      { id: 'percent', label: '%', kind: 'number' },
    ],
    rows: rows.map(({ label, chosen, answered, percent }) => ({
      label,
      chosen,
      answered,
      percent:
        percent === null
          ? t('observatory.figure.few')
          : locale.number(lang, percent, { digits: 1 }),
    })),
  })
}

/** The footnote on options that an edition did not have. */
export function editionNote(
  { t, lang }: PageContext,
  { survey }: Holdings,
  question: string,
): Html | null {
  const limits = limitedOptions(survey, question)
  if (limits.length === 0) return null
  return html`<p class="quiet">
    ${limits
      .map(({ option, absent }) =>
        t('observatory.figure.absent', {
          option: wordsOf(option, lang),
          years: absent.map(String).join(', '),
        }),
      )
      .join(' ')}
  </p>`
}

// Shows one figure over all cities: what it counts, the chart, the table from the same rows, and files.
import { type Html, html } from '@rimaq/markup'
import { type PageContext, barChart, codeBlock, details, table } from '#pages'
import { formats } from './files/figure-file.ts'
import type { Cohort } from './cohort.ts'
import { type Figure, type FigureQuestion, figureOf, figureTitle } from './figures.ts'
import type { Holdings } from './observatory.ts'
import { limitedOptions, wordsOf } from './survey.ts'

/** Says plainly whose numbers these are: all profiles held, never the city's and never the survey's. */
export function figurePart(
  context: PageContext,
  holdings: Holdings,
  question: FigureQuestion,
  cohort?: Cohort,
): Html | null {
  const { t, link } = context
  const figure = figureOf(holdings, question, context.lang, cohort)
  const group = cohort?.name
  if (!figure.rows.some(({ chosen }) => chosen > 0)) return null
  const title = figureTitle(context, holdings.survey, question, cohort)
  const frame = (address: string): string =>
    `<iframe src="${context.absolute(address)}" title="${title}" width="640" height="720" loading="lazy"></iframe>`
  const live = `/observatory/embed/${question}`
  return html`<div class="observatory-figure">
    ${figureBody(context, holdings, figure, cohort)}
    <p class="quiet" data-screen-only>
      ${formats.map(
        (each) =>
          html`<a href="${link(`/observatory/figures/${question}.${each}`, { cohort: group })}"
            >${each.toUpperCase()}<span class="visually-hidden">: ${title}</span></a
          > `,
      )}
    </p>
    <div data-screen-only>
      ${details({
        summary: t('observatory.embed.title'),
        body: html`${codeBlock(context, { label: t('observatory.embed.live-code'), code: frame(link(live, { cohort: group })) })}
        ${
          // Frozen are the counts over all: those of a group follow from the answers at any time.
          holdings.pooled === null || cohort !== undefined
            ? null
            : codeBlock(context, {
                label: t('observatory.embed.frozen-code'),
                code: frame(link(live, { version: holdings.pooled })),
              })
        }`,
      })}
    </div>
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
  const answered = Math.max(0, ...rows.map((row) => row.answered))
  return html`${barChart(context, {
    id: `figure-${question}`,
    title: figureTitle(context, holdings.survey, question, cohort),
    subtitle: t('observatory.figure.base', { answered }),
    bars: rows
      .filter(({ chosen }) => chosen > 0)
      .map(({ label, chosen }) => ({ label, value: chosen })),
  })}
  ${details({ summary: t('observatory.figure.table'), body: figureTable(context, figure) })}
  ${editionNote(context, holdings, question)}`
}

function figureTable(context: PageContext, { question, rows }: Figure): Html {
  const { t, lang, locale } = context
  return table(context, {
    id: `table-${question}`,
    caption: t(`observatory.figure.${question}`),
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

// Shows the values of an indicator beside its targets: chart, table from the same rows, files, and how to put it on another site.
import { type Html, html } from '@rimaq/markup'
import { type PageContext, details, lineChart, table } from '#pages'
import { embedCodes } from './house-figure-part.ts'
import { formats } from '../files/figure-file.ts'
import { amountWords, periodWords } from './house-words.ts'
import type { Indicator } from './indicator.ts'
import { housePath } from './paths.ts'
import { byPeriod, lastDayOf } from './period.ts'

/** What an `<iframe>` of other sites holds too. */
export function indicatorFigure(context: PageContext, indicator: Indicator): Html {
  const { t } = context
  const { sheet, values, targets, unit } = indicator
  const title = String(sheet.content['name'])
  const periods = [...new Set([...values, ...targets].map(({ period }) => period))]
  const amount = (found: { value: number } | undefined): string =>
    found === undefined ? '—' : amountWords(context, found.value, unit)
  return html`${historyChart(context, indicator)}
  ${details({
    summary: t('observatory.house.figure.table', { title }),
    body: table(context, {
      id: 'values-rows',
      ...{ caption: title, captionHidden: true, dense: true },
      columns: [
        { id: 'period', label: t('observatory.house.period'), rowHead: true },
        { id: 'value', label: t('observatory.house.value'), kind: 'number' },
        { id: 'target', label: t('observatory.house.target'), kind: 'number' },
      ],
      rows: periods
        .map((period) => ({ period }))
        .toSorted(byPeriod)
        .map(({ period }) => ({
          period: periodWords(context, period),
          value: amount(values.find((each) => each.period === period)),
          target: amount(targets.find((each) => each.period === period)),
        })),
    }),
  })}`
}

/** Files, and the frame for other sites. */
export function indicatorWays(context: PageContext, { sheet }: Indicator): Html {
  const { link } = context
  const title = String(sheet.content['name'])
  return html`<p class="quiet" data-screen-only>
      ${formats.map(
        (each) =>
          html`<a href="${link(`${housePath}/values/${sheet.id}.${each}`)}"
            >${each.toUpperCase()}<span class="visually-hidden">: ${title}</span></a
          > `,
      )}
    </p>
    ${embedCodes(context, { path: `${housePath}/embed/values/${sheet.id}`, title })}`
}

function historyChart(context: PageContext, { sheet, values, targets, unit }: Indicator): Html {
  const { t } = context
  const points = (list: readonly { period: string; value: number }[]) =>
    list.toSorted(byPeriod).map(({ period, value }) => ({ date: lastDayOf(period), value }))
  return lineChart(context, {
    id: 'history',
    title: String(sheet.content['name']),
    subtitle: String(sheet.content['formula']),
    series: [
      { name: t('observatory.house.value'), points: points(values) },
      ...(targets.length > 0
        ? [{ name: t('observatory.house.target'), points: points(targets) }]
        : []),
    ],
    format: (value) => amountWords(context, value, unit),
    source: { label: String(sheet.content['source']) },
  })
}

/** The same text on the portal's own page gives the same number. */

// The values of an indicator as files: table and picture from the same rows.
import type { PageContext } from '#pages'
import { hashOf } from '../aggregate.ts'
import { linesDrawing } from '../files/drawing.ts'
import type { FigureFile } from '../files/figure-file.ts'
import { amountWords } from './house-words.ts'
import type { Indicator } from './indicator.ts'
import { byPeriod, lastDayOf } from './period.ts'

/** Every revision, so that what once stood can be seen. */
export function valuesTable(
  indicators: readonly Indicator[],
): Pick<FigureFile, 'columns' | 'rows'> {
  const columns = ['indicator', 'period', 'revision', 'value', 'unit', 'source', 'recorded', 'sql']
  return {
    columns: columns.map((id) => ({ id, label: id })),
    rows: indicators.flatMap(({ revisions, unit }) =>
      revisions.map((each) => [
        ...[each.indicator, each.period, each.revision, each.value, unit, each.source],
        ...[each.recorded.toISOString(), each.sql],
      ]),
    ),
  }
}

/** The newest revision of each span beside its target. */
export function indicatorFile(context: PageContext, indicator: Indicator): FigureFile {
  const { t } = context
  const { sheet, values, targets, unit } = indicator
  const title = String(sheet.content['name'])
  const description = String(sheet.content['formula'])
  const source = String(sheet.content['source'])
  const periods = [...new Set([...values, ...targets].map(({ period }) => period))]
  const rows = periods
    .map((period) => ({ period }))
    .toSorted(byPeriod)
    .map(({ period }) => {
      const value = values.find((each) => each.period === period)
      const target = targets.find((each) => each.period === period)
      return [period, value?.value ?? null, target?.value ?? null, value?.revision ?? null, unit]
    })
  const at = (list: readonly { period: string; value: number }[]) =>
    list
      .toSorted(byPeriod)
      .map(({ period, value }) => ({ at: Date.parse(lastDayOf(period)), value }))
  const dash = { dashed: true } as const
  return {
    ...{ name: sheet.id, title, description, source, rows },
    columns: [
      { id: 'period', label: t('observatory.house.period') },
      { id: 'value', label: t('observatory.house.value') },
      { id: 'target', label: t('observatory.house.target') },
      { id: 'revision', label: t('observatory.house.revision') },
      { id: 'unit', label: t('observatory.field.unit') },
    ],
    version: hashOf({ sheet: sheet.hash, rows }),
    drawing: () =>
      linesDrawing(
        { title, subtitle: description, description, source },
        [
          { name: t('observatory.house.value'), points: at(values) },
          ...(targets.length > 0
            ? [{ name: t('observatory.house.target'), points: at(targets), ...dash }]
            : []),
        ],
        {
          value: (value) => amountWords(context, value, unit),
          time: (time) => new Date(time).toISOString().slice(0, 10),
        },
      ),
  }
}

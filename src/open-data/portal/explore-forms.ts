// The explorer's forms: which columns are shown, what to group by, to measure and to draw.
import { html, type Html } from '@rimaq/markup'
import { button, checkboxes, details, selectField } from '#pages'
import type { PageContext } from '#pages'
import type { Column } from '@rimaq/tables'
import { isNumeric } from './cells.ts'
import { isAmount } from './column-roles.ts'
import type { Exploring } from './explore-page.ts'
import { datasetPath } from './portal.ts'
import { chartKinds, groupSteps, measureFns, stepFor, writeViewState } from './view-state.ts'
import type { ViewState } from './view-state.ts'

/** Which columns the table shows; folded, since few readers need it. */
export function columnsForm(exploring: Exploring): Html {
  const { context, state, files } = exploring
  const { t } = context
  const columns = files.manifest.columns
  const plain: ViewState = { ...state, page: 1 }
  delete plain.columns
  return details({
    summary: t('open-data.explore.columns'),
    body: html`<form method="get" action="${action(exploring)}" class="flow">
      ${hidden(exploring, plain)}
      ${checkboxes(context, {
        name: 'columns',
        label: t('open-data.explore.columns'),
        required: false,
        values: state.columns ?? columns.map(({ id }) => id),
        options: columns.map(({ id, name }) => ({ value: id, label: name })),
      })}
      ${button({ label: t('open-data.explore.filter.apply'), kind: 'secondary' })}
    </form>`,
  })
}

/** What to group by, to measure and to draw; answers at once where script runs. */
export function groupForm(exploring: Exploring, options: { chart: boolean }): Html {
  const { context, state, files } = exploring
  const { t } = context
  const columns = files.manifest.columns.filter(
    ({ type }) => type !== 'geometry' && type !== 'json',
  )
  const group = columns.find(({ id }) => id === state.group)
  const dated = group?.type === 'date' || group?.type === 'timestamp'
  const plain: ViewState = { ...state, measure: { fn: 'count' }, chart: 'auto', page: 1 }
  for (const name of ['group', 'step', 'split'] as const) delete plain[name]
  const splits = columns.filter(
    ({ id, type, stats }) =>
      id === state.split ||
      (id !== group?.id &&
        type !== 'number' &&
        stats.distinct >= 2 &&
        stats.distinct <= mostSplits),
  )
  return html`<form class="explorer-line" method="get" action="${action(exploring)}" data-at-once>
    ${hidden(exploring, plain)}
    ${selectField(context, {
      name: 'group',
      required: false,
      label: t('open-data.explore.group'),
      value: state.group ?? '',
      options: choices(columns, group ? null : t('open-data.explore.filter.choose')),
    })}
    ${
      dated
        ? selectField(context, {
            name: 'step',
            label: t('open-data.explore.step'),
            value: state.step ?? stepFor(group),
            options: groupSteps.map((step) => ({
              value: step,
              label: t(`open-data.explore.step.${step}`),
            })),
          })
        : null
    }
    ${measureFields(exploring, columns)}
    ${
      group && splits.length > 0
        ? selectField(context, {
            name: 'split',
            required: false,
            label: t('open-data.explore.split'),
            value: state.split ?? '',
            options: choices(splits, t('open-data.explore.split.none')),
          })
        : null
    }
    ${
      options.chart
        ? selectField(context, {
            name: 'chart',
            label: t('open-data.explore.chart'),
            value: state.chart,
            options: chartKinds.map((kind) => ({
              value: kind,
              label: t(`open-data.explore.chart.${kind}`),
            })),
          })
        : null
    }
    ${button({ label: t('open-data.explore.filter.apply'), kind: 'secondary' })}
  </form>`
}

/** More values than these make neither a legend nor a table one can read. */
const mostSplits = 60

function measureFields(exploring: Exploring, columns: readonly Column[]): Html {
  const { context, state } = exploring
  const { t } = context
  const { fn, column } = state.measure
  const numeric = columns.filter(({ type }) => isNumeric(type))
  return html`${selectField(context, {
    name: 'measure-fn',
    label: t('open-data.explore.measure'),
    value: fn,
    options: measureFns
      .filter((item) => item === 'count' || item === 'distinct' || numeric.length > 0)
      .map((item) => ({ value: item, label: measureLabel(context, item, '…') })),
  })}
  ${
    fn === 'count'
      ? null
      : selectField(context, {
          name: 'measure-column',
          label: t('open-data.explore.measure.column'),
          value: column ?? '',
          options: choices(fn === 'distinct' ? columns : numeric, null),
        })
  }`
}

function choices(
  columns: readonly Column[],
  none: string | null,
): { value: string; label: string }[] {
  const named = columns.map(({ id, name }) => ({ value: id, label: name }))
  return none === null ? named : [{ value: '', label: none }, ...named]
}

/** Which amount shades the areas of the map. */
export function shadeForm(exploring: Exploring): Html | null {
  const { context, state, files } = exploring
  const amounts = files.manifest.columns.filter(isAmount)
  if (amounts.length === 0) return null
  const plain: ViewState = { ...state, measure: { fn: 'count' }, page: 1 }
  return html`<form class="explorer-line" method="get" action="${action(exploring)}" data-at-once>
    ${hidden(exploring, plain)}
    <input type="hidden" name="measure-fn" value="max" />
    ${selectField(context, {
      name: 'measure-column',
      label: context.t('open-data.explore.map.shade'),
      value: state.measure.column ?? '',
      options: choices(
        amounts,
        state.measure.column ? null : context.t('open-data.explore.filter.choose'),
      ),
    })}
    ${button({ label: context.t('open-data.explore.filter.apply'), kind: 'secondary' })}
  </form>`
}

/** "Suma de monto"; the key of each function is written out so that none is missing. */
export function measureLabel(
  context: PageContext,
  fn: (typeof measureFns)[number],
  column: string,
): string {
  return context.t(`open-data.explore.measure.${fn}`, { column })
}

/** Path that answers every form of the explorer. */
export function action(exploring: Exploring): string {
  return datasetPath(exploring.found.dataset, 'explore')
}

/** The rest of the state, carried by the form. */
export function hidden(exploring: Exploring, state: ViewState): Html[] {
  const { context } = exploring
  const parameters = [...writeViewState(state)]
  if (context.lang !== 'es') parameters.push(['lang', context.lang])
  return parameters.map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
  )
}

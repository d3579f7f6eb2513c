// The explorer's forms: words, one more filter, the filters in force, and what to group and measure.
import { html, type Html } from '@rimaq/markup'
import { button, checkboxes, details, selectField, textField } from '#pages'
import type { PageContext } from '#pages'
import type { Column } from '@rimaq/tables'
import { isNumeric } from './cells.ts'
import type { Exploring } from './explore-page.ts'
import { datasetPath } from './portal.ts'
import { filterOps, groupSteps, measureFns, writeViewState } from './view-state.ts'
import type { Filter, FilterOp, ViewState } from './view-state.ts'

/** Search, a new filter, and the filters in force with a link that removes each. */
export function filterForms(exploring: Exploring): Html {
  const { context, state } = exploring
  const { t } = context
  return html`<div class="explorer-filters flow">
    <form class="explorer-line" method="get" action="${action(exploring)}" role="search">
      ${hidden(exploring, { ...state, words: undefined, page: 1 })}
      ${textField(context, {
        name: 'q',
        type: 'search',
        label: t('open-data.explore.words'),
        value: state.words ?? null,
        required: false,
      })}
      ${button({ label: t('open-data.search.button'), kind: 'secondary' })}
    </form>
    ${details({ summary: t('open-data.explore.filter.add'), body: newFilter(exploring) })}
    ${inForce(exploring)}
  </div>`
}

function newFilter(exploring: Exploring): Html {
  const { context, state, files } = exploring
  const { t } = context
  const columns = files.manifest.columns
  return html`<form class="explorer-line" method="get" action="${action(exploring)}">
    ${hidden(exploring, { ...state, page: 1 })}
    ${selectField(context, {
      name: 'new-column',
      label: t('open-data.explore.filter.column'),
      options: columns.map(({ id, name }) => ({ value: id, label: name })),
    })}
    ${selectField(context, {
      name: 'new-op',
      label: t('open-data.explore.filter.op'),
      options: filterOps.map((op) => ({ value: op, label: t(`open-data.explore.op.${op}`) })),
    })}
    ${textField(context, {
      name: 'new-value',
      label: t('open-data.explore.filter.value'),
      required: false,
    })}
    ${button({ label: t('open-data.explore.filter.apply'), kind: 'secondary' })}
  </form>`
}

function inForce(exploring: Exploring): Html | null {
  const { context, state, at, files } = exploring
  const { t } = context
  if (state.filters.length === 0 && !state.words) return null
  const words = state.words
    ? html`<li>
        <a class="chip" href="${at({ words: undefined })}">
          <span class="visually-hidden">${t('open-data.facet.remove', { label: '' })}</span>
          «${state.words}» <span aria-hidden="true">×</span>
        </a>
      </li>`
    : null
  return html`<div class="explorer-active">
    <span class="quiet" id="active-filters">${t('open-data.explore.filter.active')}</span>
    <ul class="chips" aria-labelledby="active-filters">
      ${words}
      ${state.filters.map((filter, index) => {
        const rest = state.filters.filter((_, other) => other !== index)
        const label = sentence(context, filter, files.manifest.columns)
        return html`<li>
          <a class="chip" href="${at({ filters: rest })}">
            <span class="visually-hidden">${t('open-data.facet.remove', { label: '' })}</span>
            ${label} <span aria-hidden="true">×</span>
          </a>
        </li>`
      })}
      <li>
        <a href="${at({ filters: [], words: undefined })}">
          ${t('open-data.explore.filter.clear')}
        </a>
      </li>
    </ul>
  </div>`
}

/** "Distrito contiene mira". */
export function sentence(context: PageContext, filter: Filter, columns: readonly Column[]): string {
  const name = columns.find(({ id }) => id === filter.column)?.name ?? filter.column
  const op = context.t(`open-data.explore.op.${filter.op satisfies FilterOp}`)
  return `${name} ${op} ${filter.value}`.trim()
}

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

/** What to group by and what to measure; answers at once where script runs. */
export function groupForm(exploring: Exploring, options: { chart: boolean }): Html {
  const { context, state, files } = exploring
  const { t } = context
  const columns = files.manifest.columns.filter(
    ({ type }) => type !== 'geometry' && type !== 'json',
  )
  const numeric = columns.filter(({ type }) => isNumeric(type))
  const group = columns.find(({ id }) => id === state.group)
  const dated = group?.type === 'date' || group?.type === 'timestamp'
  const plain: ViewState = { ...state, measure: { fn: 'count' }, chart: 'bar', page: 1 }
  delete plain.group
  delete plain.step
  return html`<form class="explorer-line" method="get" action="${action(exploring)}" data-at-once>
    ${hidden(exploring, plain)}
    ${selectField(context, {
      name: 'group',
      required: false,
      label: t('open-data.explore.group'),
      value: state.group ?? '',
      options: [
        { value: '', label: '—' },
        ...columns.map(({ id, name }) => ({ value: id, label: name })),
      ],
    })}
    ${
      dated
        ? selectField(context, {
            name: 'step',
            label: t('open-data.explore.step'),
            value: state.step ?? 'month',
            options: groupSteps.map((step) => ({
              value: step,
              label: t(`open-data.explore.step.${step}`),
            })),
          })
        : null
    }
    ${selectField(context, {
      name: 'measure-fn',
      label: t('open-data.explore.measure'),
      value: state.measure.fn,
      options: measureFns
        .filter((fn) => fn === 'count' || fn === 'distinct' || numeric.length > 0)
        .map((fn) => ({ value: fn, label: measureLabel(context, fn, '…') })),
    })}
    ${selectField(context, {
      name: 'measure-column',
      required: false,
      label: t('open-data.explore.filter.column'),
      value: state.measure.column ?? '',
      options: [
        { value: '', label: '—' },
        ...(state.measure.fn === 'distinct' ? columns : numeric).map(({ id, name }) => ({
          value: id,
          label: name,
        })),
      ],
    })}
    ${
      options.chart
        ? selectField(context, {
            name: 'chart',
            label: t('open-data.explore.chart'),
            value: state.chart,
            options: (['bar', 'column', 'line'] as const).map((kind) => ({
              value: kind,
              label: t(`open-data.explore.chart.${kind}`),
            })),
          })
        : null
    }
    ${button({ label: t('open-data.explore.filter.apply'), kind: 'secondary' })}
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

function action(exploring: Exploring): string {
  return datasetPath(exploring.found.dataset, 'explore')
}

/** The rest of the state, carried by the form. */
function hidden(exploring: Exploring, state: ViewState): Html[] {
  const { context } = exploring
  const parameters = [...writeViewState(state)]
  if (context.lang !== 'es') parameters.push(['lang', context.lang])
  return parameters.map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
  )
}

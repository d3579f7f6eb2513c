// The explorer's filters: words, one more filter step by step, and the filters in force.
import { html, type Html } from '@rimaq/markup'
import { button, details, selectField, textField } from '#pages'
import type { PageContext } from '#pages'
import type { Column } from '@rimaq/tables'
import { shown } from './cells.ts'
import { action, hidden } from './explore-forms.ts'
import type { Exploring } from './explore-page.ts'
import { needsNoValue, opsFor } from './filters.ts'
import type { Filter, FilterOp } from './filters.ts'

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
    ${details({
      summary: t('open-data.explore.filter.add'),
      open: exploring.draft !== null,
      body: newFilter(exploring),
    })}
    ${inForce(exploring)}
  </div>`
}

/** First the column, then what can be asked of it: conditions and values that fit its type. */
function newFilter(exploring: Exploring): Html {
  const { context, state, files, draft } = exploring
  const { t } = context
  const columns = files.manifest.columns
  const column = columns.find(({ id }) => id === draft?.column)
  return html`<form class="explorer-line" method="get" action="${action(exploring)}">
    ${hidden(exploring, { ...state, page: 1 })}
    <div data-at-once>
      ${selectField(context, {
        name: 'new-column',
        label: t('open-data.explore.filter.column'),
        value: column?.id ?? '',
        options: [
          ...(column ? [] : [{ value: '', label: t('open-data.explore.filter.choose') }]),
          ...columns.map(({ id, name }) => ({ value: id, label: name })),
        ],
      })}
    </div>
    ${column ? conditionFields(exploring, column) : null}
    ${button({
      label: t(column ? 'open-data.explore.filter.apply' : 'open-data.explore.filter.next'),
      kind: 'secondary',
    })}
  </form>`
}

function conditionFields(exploring: Exploring, column: Column): Html {
  const { context, draft, problems } = exploring
  const { t } = context
  const wrong = problems.find(
    ({ filter }) => filter.column === column.id && filter.value === draft?.value,
  )
  const ops = opsFor(column.type)
  const op = draft?.op ?? ops[0] ?? 'eq'
  return html`${selectField(context, {
    name: 'new-op',
    label: t('open-data.explore.filter.op'),
    value: op,
    options: ops.map((item) => ({ value: item, label: opWords(context, item, column) })),
  })}
  ${ops.every(needsNoValue) ? null : valueField(exploring, column, wrong ? t(`open-data.explore.problem.${wrong.needs}`, { value: wrong.filter.value, column: column.name, op: '' }) : null)}`
}

/** A field for the column's type; words already frequent in the column are offered. */
function valueField(exploring: Exploring, column: Column, error: string | null): Html {
  const { context, draft } = exploring
  const { t } = context
  const common = {
    name: 'new-value',
    label: t('open-data.explore.filter.value'),
    required: false,
    value: draft?.value ?? null,
    error,
  }
  if (column.type === 'boolean') {
    const options = ['true', 'false'] as const
    return selectField(context, {
      ...common,
      options: options.map((value) => ({ value, label: t(`open-data.value.${value}`) })),
    })
  }
  if (column.type === 'date' || column.type === 'timestamp') {
    return textField(context, { ...common, type: 'date', ...bounds(column) })
  }
  const numeric = column.type === 'integer' || column.type === 'number'
  const offered =
    column.type === 'number'
      ? []
      : column.stats.top.filter(({ value }) => value !== null && value !== '')
  return html`${textField(context, {
    ...common,
    ...(numeric ? { inputmode: 'decimal' as const } : {}),
    ...(offered.length > 0 ? { list: 'new-values' } : {}),
    autocomplete: 'off',
  })}
  ${
    offered.length > 0
      ? html`<datalist id="new-values">
          ${offered.map(
            ({ value, count }) =>
              html`<option
                value="${String(value)}"
                label="${t('open-data.explore.total', { count })}"
              ></option>`,
          )}
        </datalist>`
      : null
  }`
}

function bounds(column: Column): { min?: string; max?: string } {
  const { min, max } = column.stats
  if (typeof min !== 'string' || typeof max !== 'string') return {}
  return { min: min.slice(0, 10), max: max.slice(0, 10) }
}

/** "desde" and "hasta" speak of days and numbers alike; "está vacío" is said as "sin dato". */
function opWords(context: PageContext, op: FilterOp, column: Column): string {
  const dated = column.type === 'date' || column.type === 'timestamp' || column.type === 'time'
  if (dated && op === 'gt') return context.t('open-data.explore.op.after')
  if (dated && op === 'lt') return context.t('open-data.explore.op.before')
  return context.t(`open-data.explore.op.${op}`)
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

/** "Distrito contiene mira", with dates and amounts as the page's language writes them. */
export function sentence(context: PageContext, filter: Filter, columns: readonly Column[]): string {
  const column = columns.find(({ id }) => id === filter.column)
  if (!column) return `${filter.column} ${filter.value}`.trim()
  const op = opWords(context, filter.op, column)
  if (needsNoValue(filter.op)) return `${column.name} ${op}`
  const value =
    column.type === 'boolean' ? shown(context, filter.value === 'true', column) : filter.value
  return `${column.name} ${op} ${column.type === 'text' ? `«${value}»` : value}`
}

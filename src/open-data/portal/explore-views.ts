// The explorer's answers: rows in a table, groups with a chart, places on a map.
import { html, type Html, type Value } from '@rimaq/markup'
import { notice, numberedPagination, table } from '#pages'
import type { Cell, Column, ColumnType } from '@rimaq/tables'
import { cell, figure, isNumeric, shown, stepName } from './cells.ts'
import { isAmount } from './column-roles.ts'
import { columnsForm, groupForm, measureLabel, shadeForm } from './explore-forms.ts'
import type { Exploring } from './explore-page.ts'
import { groupChart } from './group-chart.ts'
import { mapData } from './map-data.ts'
import type { Filter } from './filters.ts'
import { mapPicture, swappedNotice } from './map-picture.ts'
import { inWords } from './portal.ts'
import { rowsAddress, exportAddress } from './rows-address.ts'
import { aggregateQuery, pageSize, rowsQuery, stepFor } from './view-state.ts'

/** Steps of time and their parts are all needed for a true picture; the table shows the first. */
const mostGroups = 10_000
const shownGroups = 1000

/** A page of rows; where script runs, a table that scrolls over all of them. */
export async function tableView(exploring: Exploring): Promise<Html> {
  const { portal, context, files, state, signal, at, found } = exploring
  const { t, lang, locale } = context
  const query = rowsQuery(state, files.manifest.columns)
  const answer = await portal.tables.rows(files, query, { signal })
  const total = answer.total ?? files.manifest.rows
  if (total === 0) {
    return notice(context, {
      kind: 'info',
      title: t('open-data.explore.none'),
      body: t('open-data.explore.none.text'),
    })
  }
  const columns = answer.columns.slice(1).map(({ id }) => columnOf(files.manifest.columns, id))
  const first = (state.page - 1) * pageSize
  const plain = table(context, {
    id: 'explore-rows',
    caption: t('open-data.explore.total', { count: total }),
    captionHidden: true,
    dense: true,
    columns: [
      { id: '_id', label: t('open-data.explore.row'), kind: 'number', rowHead: true },
      ...columns.map((column) => sortable(exploring, column)),
    ],
    rows: answer.rows.map((row) => rowCells(exploring, columns, row)),
  })
  if (exploring.bare) return plain
  return html`<div class="explorer-bar">
      <p class="explorer-count">
        ${
          total === files.manifest.rows
            ? t('open-data.explore.total', { count: total })
            : t('open-data.explore.total.of', { count: total, total: files.manifest.rows })
        }
      </p>
      <p class="explorer-downloads">
        ${t('open-data.explore.download', { count: total })}
        ${(['csv', 'xlsx', 'json'] as const).map(
          (format) =>
            html` <a href="${exportAddress(found, query, format)}" download
              >${format.toUpperCase()}</a
            >`,
        )}
      </p>
    </div>
    <rimaq-grid
      data-rows="${rowsAddress(found, query)}"
      data-total="${total}"
      data-first="${first}"
      data-types="${['row', ...columns.map(gridType)].join(',')}"
      data-lang="${lang}"
      data-yes="${t('open-data.value.true')}"
      data-no="${t('open-data.value.false')}"
      data-null="${t('open-data.value.null')}"
      data-row="${t('open-data.explore.row')}"
      data-close="${t('open-data.keys.close')}"
      data-waiting="${t('open-data.explore.waiting')}"
      data-failed="${t('open-data.explore.failed')}"
    >
      ${plain}
      <p class="grid-status quiet" role="status"></p>
      <div class="grid-pages">
        ${numberedPagination(context, {
          page: state.page,
          pages: Math.ceil(total / pageSize),
          href: (number) => at({ page: number }),
          position: `${locale.number(lang, first + 1)}–${locale.number(lang, Math.min(total, first + pageSize))}`,
        })}
      </div>
      <p class="grid-keys quiet">
        ${t('open-data.explore.nulls')} <span data-live-only>${t('open-data.explore.keys')}</span>
      </p>
    </rimaq-grid>
    ${columnsForm(exploring)}`
}

/** Groups of one column with a measure; drawn, and as a table. */
export async function summaryView(
  exploring: Exploring,
  options: { chart: boolean },
): Promise<Html> {
  const { portal, context, files, state, signal, found } = exploring
  const { t } = context
  const form = exploring.bare ? null : groupForm(exploring, options)
  const columns = files.manifest.columns
  const query = aggregateQuery(state, columns, mostGroups + 1)
  if (!query) {
    return html`${form}
    ${notice(context, { kind: 'info', title: t('open-data.explore.group.choose') })}`
  }
  const answer = await portal.tables.aggregate(files, query, { signal })
  const rows = answer.rows.slice(0, mostGroups)
  const group = columnOf(columns, state.group ?? '')
  const measured = columns.find(({ id }) => id === state.measure.column)
  const split = columns.find(({ id }) => id === state.split)
  const label = measureLabel(context, state.measure.fn, measured?.name ?? '')
  const drawn = { group, split, label, fn: state.measure.fn, chart: state.chart, rows }
  if (exploring.bare && options.chart) return groupChart(context, found, drawn)
  return html`${form} ${options.chart ? groupChart(context, found, drawn) : null}
  ${table(context, {
    id: 'explore-groups',
    caption: [label, group.name, ...(split ? [split.name] : [])].join(' · '),
    dense: true,
    columns: [
      { id: '0', label: group.name, rowHead: true },
      ...(split ? [{ id: 'split', label: split.name }] : []),
      { id: 'value', label, kind: 'number' as const },
    ],
    rows: rows.slice(0, shownGroups).map((row) => ({
      '0': groupCell(exploring, row[0] ?? null, group),
      split: split ? cell(context, row[1] ?? null, split) : null,
      value: measure(exploring, row.at(-1) ?? null, answer.columns.at(-1) ?? { type: 'number' }),
    })),
  })}
  ${
    rows.length > shownGroups
      ? html`<p class="quiet">
          ${t('open-data.explore.groups.cut', {
            shown: shownGroups,
            total: rows.length,
          })}
        </p>`
      : null
  }`
}

/** A group leads to its rows; a step of time, which is many values, does not. */
function groupCell(exploring: Exploring, value: Cell, group: Column): Value {
  const { context, state, at } = exploring
  const dated = group.type === 'date' || group.type === 'timestamp'
  if (dated || group.type === 'number') {
    return dated && value !== null
      ? stepName(context, value, state.step ?? stepFor(group))
      : cell(context, value, group)
  }
  const filter: Filter =
    value === null
      ? { column: group.id, op: 'null', value: '' }
      : { column: group.id, op: 'eq', value: String(value) }
  if (value === '') return cell(context, value, group)
  return html`<a href="${at({ view: 'table', filters: [...state.filters, filter] })}"
    >${cell(context, value, group)}</a
  >`
}

/** Points or shapes of the rows that match. */
export async function mapView(exploring: Exploring): Promise<Html> {
  const { portal, context, files, state, found, at } = exploring
  const query = rowsQuery(state, files.manifest.columns)
  const value = files.manifest.columns.find(({ id }) => id === state.measure.column)
  const { area } = state
  const data = await mapData(portal.tables, files, query, { value, area })
  if (!data) {
    return notice(context, { kind: 'info', title: context.t('open-data.explore.map.none') })
  }
  return html`${data.kind === 'shapes' && !exploring.bare ? shadeForm(exploring) : null}
  ${swappedNotice(context, found)}
  ${mapPicture(context, data, {
    id: 'explore-map',
    title: value ? value.name : inWords(found.dataset.title, context.lang),
    source: found.version.originalName,
    area,
    ...(exploring.bare ? {} : { at: (next) => at({ area: next ?? undefined }) }),
  })}`
}

function sortable(exploring: Exploring, column: Column): Parameters<typeof table>[1]['columns'][0] {
  const { context, state, at } = exploring
  const current = state.sort?.column === column.id ? state.sort : null
  const descending = current ? !current.descending : isNumeric(column.type)
  return {
    id: column.id,
    label: column.name,
    kind: isNumeric(column.type) ? 'number' : 'text',
    note: context.t(`open-data.type.${column.type satisfies ColumnType}`),
    ...(exploring.bare
      ? {}
      : {
          sort: {
            href: at({ sort: { column: column.id, descending } }),
            direction: current ? (current.descending ? 'descending' : 'ascending') : null,
          },
        }),
  }
}

function rowCells(
  exploring: Exploring,
  columns: readonly Column[],
  row: readonly Cell[],
): Record<string, ReturnType<typeof cell>> {
  const { context } = exploring
  const cells: Record<string, ReturnType<typeof cell>> = {
    _id: context.locale.number(context.lang, Number(row[0])),
  }
  columns.forEach((column, index) => {
    cells[column.id] = cell(context, row[index + 1] ?? null, column)
  })
  return cells
}

/** Amounts are written with separators, years and codes without: the grid is told which is which. */
function gridType(column: Column): string {
  return column.type === 'integer' && isAmount(column) ? 'amount' : column.type
}

function measure(exploring: Exploring, value: Cell, column: { type: ColumnType }): string {
  const { context } = exploring
  if (typeof value === 'number') return figure(context, value)
  return shown(context, value, column)
}

function columnOf(columns: readonly Column[], id: string): Column {
  const column = columns.find((candidate) => candidate.id === id)
  if (!column) throw new TypeError(`no column ${id}`)
  return column
}

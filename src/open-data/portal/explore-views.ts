// The explorer's answers: rows in a table, groups with a chart, places on a map.
import { html, type Html } from '@rimaq/markup'
import { linkButton, notice, numberedPagination, table } from '#pages'
import type { Cell, Column, ColumnType } from '@rimaq/tables'
import { cell, figure, isNumeric, shown } from './cells.ts'
import { columnsForm, groupForm, measureLabel } from './explore-forms.ts'
import type { Exploring } from './explore-page.ts'
import { groupChart } from './group-chart.ts'
import { mapData } from './map-data.ts'
import { mapPicture } from './map-picture.ts'
import { rowsAddress, exportAddress } from './rows-address.ts'
import { aggregateQuery, pageSize, rowsQuery } from './view-state.ts'

const mostGroups = 1000

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
  return html`<div class="explorer-bar">
      <p class="explorer-count">
        ${
          total === files.manifest.rows
            ? t('open-data.explore.total', { count: total })
            : t('open-data.explore.total.of', { count: total, total: files.manifest.rows })
        }
      </p>
      <div class="button-row">
        ${(['csv', 'xlsx', 'json'] as const).map((format) =>
          linkButton({
            label: t('open-data.dataset.download.as', { format: format.toUpperCase() }),
            href: exportAddress(found, query, format),
            kind: 'quiet',
            small: true,
            download: true,
          }),
        )}
      </div>
    </div>
    <rimaq-grid
      data-rows="${rowsAddress(found, query)}"
      data-total="${total}"
      data-first="${first}"
      data-types="${['row', ...columns.map(({ type }) => type)].join(',')}"
      data-lang="${lang}"
      data-yes="${t('open-data.value.true')}"
      data-no="${t('open-data.value.false')}"
      data-waiting="${t('open-data.explore.waiting')}"
      data-failed="${t('open-data.explore.failed')}"
    >
      ${table(context, {
        id: 'explore-rows',
        caption: t('open-data.explore.total', { count: total }),
        captionHidden: true,
        dense: true,
        columns: [
          { id: '_id', label: t('open-data.explore.row'), kind: 'number', rowHead: true },
          ...columns.map((column) => sortable(exploring, column)),
        ],
        rows: answer.rows.map((row) => rowCells(exploring, columns, row)),
      })}
      <p class="grid-status quiet" role="status"></p>
      <div class="grid-pages">
        ${numberedPagination(context, {
          page: state.page,
          pages: Math.ceil(total / pageSize),
          href: (number) => at({ page: number }),
          position: `${locale.number(lang, first + 1)}–${locale.number(lang, Math.min(total, first + pageSize))}`,
        })}
      </div>
      <p class="grid-keys quiet">${t('open-data.explore.keys')}</p>
    </rimaq-grid>
    ${columnsForm(exploring)}`
}

/** Groups of one column with a measure; drawn, and as a table. */
export async function summaryView(
  exploring: Exploring,
  options: { chart: boolean },
): Promise<Html> {
  const { portal, context, files, state, signal } = exploring
  const { t } = context
  const form = groupForm(exploring, options)
  const query = aggregateQuery(state, files.manifest.columns, mostGroups + 1)
  if (!query) {
    return html`${form}
    ${notice(context, { kind: 'info', title: t('open-data.explore.group.choose') })}`
  }
  const answer = await portal.tables.aggregate(files, query, { signal })
  const rows = answer.rows.slice(0, mostGroups)
  const group = columnOf(files.manifest.columns, state.group ?? '')
  const measured = files.manifest.columns.find(({ id }) => id === state.measure.column)
  const label = measureLabel(context, state.measure.fn, measured?.name ?? '')
  const heads = answer.columns.map(({ type }, index) => ({
    id: String(index),
    label:
      index === 0 ? group.name : index === answer.columns.length - 1 ? label : (state.split ?? ''),
    kind: index > 0 && isNumeric(type) ? ('number' as const) : ('text' as const),
  }))
  return html`${form}
  ${options.chart ? groupChart(exploring, { group, label, answer: { ...answer, rows } }) : null}
  ${table(context, {
    id: 'explore-groups',
    caption: `${label} · ${group.name}`,
    dense: true,
    columns: heads,
    rows: rows.map((row) =>
      Object.fromEntries(
        answer.columns.map(({ type }, index) => [
          String(index),
          index === 0
            ? shown(context, row[0] ?? null, group) || '—'
            : measure(exploring, row[index] ?? null, { type }),
        ]),
      ),
    ),
  })}`
}

/** Points or shapes of the rows that match. */
export async function mapView(exploring: Exploring): Promise<Html> {
  const { portal, context, files, state } = exploring
  const query = rowsQuery(state, files.manifest.columns)
  const data = await mapData(portal.tables, files, query)
  if (!data) {
    return notice(context, { kind: 'info', title: context.t('open-data.explore.map.none') })
  }
  return mapPicture(context, data, { id: 'explore-map' })
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
    sort: {
      href: at({ sort: { column: column.id, descending } }),
      direction: current ? (current.descending ? 'descending' : 'ascending') : null,
    },
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

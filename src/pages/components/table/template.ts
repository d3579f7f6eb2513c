// Shows rows and columns so that figures can be compared and headings are read with each cell.
import { html, type Html, type Value } from '@rimaq/markup'
import type { PageContext } from '../../page.ts'

export interface TableColumn {
  id: string
  label: string
  /** Numbers stand at the end of the line with figures of one width. Default `text`. */
  kind?: 'text' | 'number' | 'date'
  /** Unit or type in small letters under the label. */
  note?: string
  /** Address that sorts by this column, and how it is sorted now. */
  sort?: { href: string; direction: 'ascending' | 'descending' | null }
  /** The cell that names its row; at most one column. */
  rowHead?: boolean
}

export interface TableOptions {
  /** Unique on the page. */
  id: string
  caption: string
  /** The caption is for screen readers only, where a heading above says the same. */
  captionHidden?: boolean
  columns: readonly TableColumn[]
  rows: readonly Record<string, Value>[]
  /** Each row becomes a small list of label and value on narrow screens. Default: it scrolls. */
  stack?: boolean
  /** For many rows: less space between them. */
  dense?: boolean
  /** Sums or notes under the rows; same keys as rows. */
  foot?: Record<string, Value>
}

export function table(context: PageContext, options: TableOptions): Html {
  const { id, columns } = options
  const classes = ['table', options.stack && 'table-stack', options.dense && 'table-dense']
  return html`<div class="table-frame" role="region" aria-labelledby="${id}-caption" tabindex="0">
    <table class="${classes.map((name) => name || '')}" id="${id}">
      <caption id="${id}-caption" class="${options.captionHidden ? 'visually-hidden' : null}">
        ${options.caption}
      </caption>
      <thead>
        <tr>
          ${columns.map((column) => head(context, column))}
        </tr>
      </thead>
      <tbody>
        ${options.rows.map((row) => line(columns, row))}
      </tbody>
      ${
        options.foot
          ? html`<tfoot>
              ${line(columns, options.foot)}
            </tfoot>`
          : null
      }
    </table>
  </div>`
}

function head(context: PageContext, column: TableColumn): Html {
  const { sort, label, kind = 'text' } = column
  const note = column.note ? html`<span class="table-note">${column.note}</span>` : null
  const number = kind === 'number' ? 'number' : null
  if (!sort) return html`<th scope="col" class="${number}">${label}${note}</th>`
  const next = sort.direction === 'ascending' ? 'descending' : 'ascending'
  return html`<th scope="col" class="${number}" aria-sort="${sort.direction ?? null}">
    <a class="table-sort" href="${sort.href}"
      >${label}<span class="table-arrow" aria-hidden="true"
        >${arrows[sort.direction ?? 'none']}</span
      ><span class="visually-hidden"> ${context.t(`pages.table.sort.${next}`)}</span></a
    >${note}
  </th>`
}

const arrows = { ascending: '↑', descending: '↓', none: '↕' } as const

function line(columns: readonly TableColumn[], row: Record<string, Value>): Html {
  return html`<tr>
    ${columns.map((column) => {
      const value = row[column.id]
      const number = column.kind === 'number' ? 'number' : column.kind === 'date' ? 'date' : null
      return column.rowHead === true
        ? html`<th scope="row" class="${number}">${value}</th>`
        : html`<td class="${number}" data-label="${column.label}">${value}</td>`
    })}
  </tr>`
}

// Shows what changed between two versions: rows added, removed, and cells changed.
import { html, type Html } from '@rimaq/markup'
import type { PageContext } from '../../page.ts'

export interface DiffRow {
  change: 'added' | 'removed' | 'changed'
  /** Cells by column id; of a removed row, the old ones. */
  cells: Record<string, string | null>
  /** Old cells of the columns that changed. */
  before?: Record<string, string | null>
}

export interface DiffTableOptions {
  id: string
  caption: string
  columns: readonly { id: string; label: string; kind?: 'text' | 'number' }[]
  rows: readonly DiffRow[]
}

/** The kind of change stands as a word in each row; old values are struck and named. */
export function diffTable(context: PageContext, options: DiffTableOptions): Html {
  const { t } = context
  const { id, columns } = options
  return html`<div class="table-frame" role="region" aria-labelledby="${id}-caption" tabindex="0">
    <table class="table table-dense diff-table" id="${id}">
      <caption id="${id}-caption">
        ${options.caption}
      </caption>
      <thead>
        <tr>
          <th scope="col">${t('pages.diff.change')}</th>
          ${columns.map(
            ({ label, kind }) =>
              html`<th scope="col" class="${kind === 'number' ? 'number' : null}">${label}</th>`,
          )}
        </tr>
      </thead>
      <tbody>
        ${options.rows.map(
          (row) =>
            html`<tr class="diff-${row.change}">
              <th scope="row">${t(`pages.diff.${row.change}`)}</th>
              ${columns.map((column) => cell(context, column, row))}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`
}

function cell(
  context: PageContext,
  column: DiffTableOptions['columns'][number],
  row: DiffRow,
): Html {
  const { t } = context
  const now = row.cells[column.id] ?? '–'
  const number = column.kind === 'number' ? 'number' : null
  if (row.before && column.id in row.before) {
    return html`<td class="${[number ?? '', 'diff-cell']}">
      <del
        ><span class="visually-hidden">${t('pages.diff.was')} </span
        >${row.before[column.id] ?? '–'}</del
      >
      <ins><span class="visually-hidden">${t('pages.diff.now')} </span>${now}</ins>
    </td>`
  }
  return html`<td class="${number}">${now}</td>`
}

// Shows what differs between two tables: columns, figures, and the first rows cell by cell.
import { html, type Html } from '@rimaq/markup'
import { diffTable, notice, summaryList } from '#pages'
import type { PageContext } from '#pages'
import type { Cell, Column, Diff, DiffRow, Manifest } from '@rimaq/tables'
import { figure, isNumeric, shown } from './cells.ts'

export interface Difference {
  title: string
  before: Manifest
  after: Manifest
  diff: Diff
  /** The counts, as the page shows figures. */
  figures: Html
  /** Columns whose values are not shown. */
  covered?: ReadonlySet<string>
}

/** Columns shown at most. */
const mostColumns = 14
const coveredValue = '•••'

export function differenceParts(context: PageContext, difference: Difference): Html {
  const { t } = context
  const { before, after, diff, title, figures } = difference
  const names = new Map([...before.columns, ...after.columns].map(({ id, name }) => [id, name]))
  const named = (ids: readonly string[]): string => ids.map((id) => names.get(id) ?? id).join(', ')
  const columns = shownColumns(difference)
  const types = new Map([...before.columns, ...after.columns].map(({ id, type }) => [id, type]))
  const found = diff.added + diff.removed + diff.changed
  return html`${diff.unstable ? notice(context, { kind: 'warning', title: t('open-data.diff.unstable') }) : null}
  ${figures}
  ${
    diff.key.length > 0
      ? html`<p class="quiet">${t('open-data.diff.key', { columns: named(diff.key) })}</p>`
      : null
  }
  ${
    diff.columns.added.length > 0
      ? html`<p>${t('open-data.diff.columns.added', { columns: named(diff.columns.added) })}</p>`
      : null
  }
  ${
    diff.columns.removed.length > 0
      ? html`<p>
          ${t('open-data.diff.columns.removed', { columns: named(diff.columns.removed) })}
        </p>`
      : null
  }
  ${
    diff.columns.retyped.length > 0
      ? html`<p>
          ${t('open-data.diff.columns.retyped', { columns: retyped(context, difference) })}
        </p>`
      : null
  }
  ${
    diff.rows.length > 0
      ? diffTable(context, {
          id: 'diff',
          caption: title,
          columns: columns.map((id) => ({
            id,
            label: names.get(id) ?? id,
            kind: isNumeric(types.get(id) ?? 'text') ? 'number' : 'text',
          })),
          rows: diff.rows.map((row) => diffLine(context, difference, row)),
        })
      : null
  }
  ${
    found > diff.rows.length
      ? html`<p class="quiet">
          ${t('open-data.diff.shown', { shown: diff.rows.length, total: found })}
        </p>`
      : null
  }`
}

/** How many rows and cells differ. */
export function differenceFigures(
  { t, locale, lang }: PageContext,
  diff: Diff,
  options: { narrow?: boolean } = {},
): Html {
  const kinds = ['added', 'removed', 'changed', 'cells', 'unchanged'] as const
  return summaryList(
    kinds.map((kind) => ({
      label: t(`open-data.diff.${kind}`),
      value: locale.number(lang, diff[kind]),
    })),
    options,
  )
}

/** `MONTO (Texto → Número)` */
function retyped({ t }: PageContext, { before, after, diff }: Difference): string {
  const typeIn = (columns: readonly Column[], id: string): string =>
    t(`open-data.type.${columns.find((each) => each.id === id)?.type ?? 'text'}`)
  return diff.columns.retyped
    .map((id) => {
      const name = after.columns.find((each) => each.id === id)?.name ?? id
      return `${name} (${typeIn(before.columns, id)} → ${typeIn(after.columns, id)})`
    })
    .join(', ')
}

/** The key first, then the columns in which any shown row differs. */
function shownColumns({ before, after, diff }: Difference): string[] {
  const touched = new Set(diff.rows.flatMap(({ cells }) => Object.keys(cells)))
  const rest = [...after.columns, ...before.columns]
    .map(({ id }) => id)
    .filter((id) => touched.has(id) && !diff.key.includes(id))
  return [...diff.key, ...new Set(rest)].slice(0, mostColumns)
}

function diffLine(
  context: PageContext,
  { before: earlier, after, diff, covered }: Difference,
  row: DiffRow,
): Parameters<typeof diffTable>[1]['rows'][0] {
  const columns = new Map([...earlier.columns, ...after.columns].map((each) => [each.id, each]))
  const written = (id: string, value: Cell): string => {
    if (covered?.has(id) === true && value !== null) return coveredValue
    const type = columns.get(id)?.type ?? 'text'
    if (isNumeric(type) && typeof value === 'number') return figure(context, value)
    return shown(context, value, { type })
  }
  const cells: Record<string, string | null> = {}
  const before: Record<string, string | null> = {}
  diff.key.forEach((id, index) => {
    cells[id] = written(id, row.key[index] ?? null)
  })
  // A changed row shows only what changed; the rest of it stays blank, not unknown.
  if (row.kind === 'changed') for (const { id } of after.columns) cells[id] ??= ''
  for (const [id, change] of Object.entries(row.cells)) {
    const now = row.kind === 'removed' ? change.before : change.after
    cells[id] = written(id, now)
    if (row.kind === 'changed') before[id] = written(id, change.before)
  }
  return { change: row.kind, cells, before }
}

// Shows the reviewer exactly what would change: rows and cells against the version now, or the first rows.
import { html, type Html } from '@rimaq/markup'
import type { Submission, SubmissionTable } from '#datasets'
import { type PageContext, notice, table } from '#pages'
import { TableError, describeTableError } from '@rimaq/tables'
import type { RouteRequest } from '#platform'
import { cell, isNumeric } from '../portal/cells.ts'
import { differenceFigures, differenceParts } from '../portal/difference.ts'
import { type Publishing, shelfOf } from './publishing.ts'

const shownRows = { difference: 50, preview: 10 }
const previewColumns = 14

/** Null where nothing was read; what was decided is not compared any more. */
export async function changesPart(
  publishing: Publishing,
  request: RouteRequest,
  submission: Submission,
): Promise<Html | null> {
  const context = publishing.context(request)
  const { t } = context
  const { state, report } = submission
  if ((state !== 'ready' && state !== 'waiting') || report === null) return null
  const title = t('open-data.review.changes.title')
  if (!report.changed) {
    return html`<section class="review-part">
      <h2>${title}</h2>
      <p>${t('open-data.review.changes.none')}</p>
    </section>`
  }
  const read = await shelfOf(publishing, request).submissionTable(submission.id)
  if (read === null) return null
  return html`<section class="review-part">
    <h2>${title}</h2>
    ${
      read.moved && read.current !== null
        ? notice(context, { kind: 'warning', title: t('open-data.review.changes.moved') })
        : null
    }
    ${
      read.covered.size > 0
        ? html`<p class="quiet">${t('open-data.review.changes.covered')}</p>`
        : null
    }
    ${await inWords(context, () =>
      read.current === null
        ? preview(publishing, context, read)
        : difference(publishing, context, { read, current: read.current, title }),
    )}
  </section>`
}

/** The rest of the page is of use where the tables cannot be asked now. */
async function inWords(context: PageContext, show: () => Promise<Html>): Promise<Html> {
  try {
    return await show()
  } catch (error) {
    if (!(error instanceof TableError)) throw error
    const title = describeTableError(error, context.lang === 'en' ? 'en' : 'es')
    return notice(context, {
      kind: 'error',
      title: title || context.t('open-data.busy.title'),
    })
  }
}

async function difference(
  { tables }: Publishing,
  context: PageContext,
  parts: {
    read: SubmissionTable
    current: NonNullable<SubmissionTable['current']>
    title: string
  },
): Promise<Html> {
  const { read, current, title } = parts
  const { t } = context
  const before = current.version.manifest
  const after = read.read.manifest
  const diff = await tables.diff(current.files, read.read, { limit: shownRows.difference })
  const same = diff.added + diff.removed + diff.changed === 0
  return html`<p>${t('open-data.review.changes.against', { number: current.version.number })}</p>
    ${differenceParts(context, {
      ...{ title, before, after, diff, covered: read.covered },
      figures: html`${differenceFigures(context, diff, { narrow: true })}
      ${same ? html`<p>${t('open-data.review.changes.no-row')}</p>` : null}`,
    })}`
}

/** Nothing is published yet: all rows are new, and the first ones are shown. */
async function preview(
  { tables }: Publishing,
  context: PageContext,
  { read, covered }: SubmissionTable,
): Promise<Html> {
  const { t, locale, lang } = context
  const { manifest } = read
  const columns = manifest.columns.slice(0, previewColumns)
  const { rows } = await tables.rows(read, {
    columns: columns.map(({ id }) => id),
    limit: shownRows.preview,
    count: 'none',
  })
  const more = manifest.columns.length - columns.length
  const caption = t('open-data.review.changes.first', {
    rows: locale.number(lang, rows.length),
    total: locale.number(lang, manifest.rows),
  })
  return html`<p>${t('open-data.review.changes.all-new')}</p>
    ${table(context, {
      id: 'preview',
      caption,
      dense: true,
      columns: columns.map(({ id, name, type }) => ({
        id,
        label: name,
        note: t(`open-data.type.${type}`),
        kind: isNumeric(type) ? 'number' : 'text',
      })),
      rows: rows.map((row) =>
        Object.fromEntries(
          columns.map((column, at) => {
            const value = row[at] ?? null
            const shown =
              covered.has(column.id) && value !== null ? '•••' : cell(context, value, column)
            return [column.id, shown]
          }),
        ),
      ),
    })}
    ${more > 0 ? html`<p class="quiet">${t('open-data.review.changes.more-columns', { count: more })}</p>` : null}`
}

// Every version of a table, and what changed between two of them, row by row and cell by cell.
import { html, type Html } from '@rimaq/markup'
import { button, diffTable, linkButton, notice, selectField, stat, timeline } from '#pages'
import type { PageContext } from '#pages'
import { Refusal } from '#platform'
import type { Answer, RouteRequest } from '#platform'
import type { Version } from '#datasets'
import { TableError, describeTableError } from '@rimaq/tables'
import type { Cell, Diff, DiffRow } from '@rimaq/tables'
import { figure, isNumeric, shown } from './cells.ts'
import {
  datasetPath,
  findDataset,
  findTable,
  inWords,
  page,
  tableParameters,
  trailTo,
} from './portal.ts'
import type { FoundTable, Portal } from './portal.ts'
import { readViewState } from './view-state.ts'

const shownRows = 200

/** `/dataset/{slug}/versions?resource=…&from=…&to=…` */
export async function versionsPage(portal: Portal, request: RouteRequest): Promise<Answer> {
  const context = portal.context(request)
  const { t, lang } = context
  const dataset = await findDataset(portal, request.params.slug ?? '')
  const found = await findTable(portal, dataset, {
    resource: readViewState(request.query, []).state.resource,
  })
  const versions = (await portal.shelf.versions(found.resource.id)).toSorted(
    (a, b) => b.number - a.number,
  )
  const pair = wantedPair(request.query, versions)
  const title = t('open-data.versions.title')
  return page(context, {
    title: `${title} · ${inWords(dataset.title, lang)}`,
    section: 'data',
    noindex: true,
    breadcrumbs: trailTo(context, dataset, title, tableParameters(found)),
    body: html`<h1>${title}</h1>
      <p class="lead">${t('open-data.versions.lead')}</p>
      ${
        versions.length < 2
          ? notice(context, { kind: 'info', title: t('open-data.versions.one') })
          : pairForm(context, found, versions, pair)
      }
      ${pair ? await difference(portal, context, pair) : null}
      ${timeline(context, {
        entries: versions.map((version, index) =>
          entry(context, found, version, versions[index + 1], index === 0),
        ),
      })}`,
  })
}

interface Pair {
  from: Version
  to: Version
}

function wantedPair(query: Record<string, unknown>, versions: readonly Version[]): Pair | null {
  if (query.from === undefined && query.to === undefined) return null
  const pick = (value: unknown): Version => {
    const version = versions.find(({ number }) => String(number) === String(value))
    if (!version) throw new Refusal('not-found', { sentence: 'open-data.missing.data' })
    return version
  }
  return { from: pick(query.from), to: pick(query.to) }
}

function pairForm(
  context: PageContext,
  found: FoundTable,
  versions: readonly Version[],
  pair: Pair | null,
): Html {
  const { t, locale, lang } = context
  const options = versions.map(({ number, created }) => ({
    value: String(number),
    label: `${t('open-data.versions.number', { number })} · ${locale.date(lang, created, 'short')}`,
  }))
  const kept = Object.entries(tableParameters({ ...found, pinned: false }))
  return html`<form
    class="explorer-line"
    method="get"
    action="${datasetPath(found.dataset, 'versions')}"
  >
    ${kept.map(([name, value]) =>
      value === undefined ? null : html`<input type="hidden" name="${name}" value="${value}" />`,
    )}
    ${lang === 'es' ? null : html`<input type="hidden" name="lang" value="${lang}" />`}
    ${selectField(context, {
      name: 'from',
      label: t('open-data.versions.from'),
      value: String(pair?.from.number ?? versions[1]?.number),
      options,
    })}
    ${selectField(context, {
      name: 'to',
      label: t('open-data.versions.to'),
      value: String(pair?.to.number ?? versions[0]?.number),
      options,
    })}
    ${button({ label: t('open-data.versions.show'), kind: 'secondary' })}
  </form>`
}

async function difference(portal: Portal, context: PageContext, pair: Pair): Promise<Html> {
  const { t } = context
  try {
    const [before, after] = await Promise.all([
      portal.shelf.files(pair.from),
      portal.shelf.files(pair.to),
    ])
    const key = pair.to.manifest.key ?? pair.from.manifest.key
    const diff = await portal.tables.diff(before, after, {
      ...(key ? { key } : {}),
      limit: shownRows,
    })
    return differenceParts(context, pair, diff)
  } catch (error) {
    if (!(error instanceof TableError)) throw error
    const title = describeTableError(error, context.lang === 'en' ? 'en' : 'es')
    return notice(context, { kind: 'error', title: title || t('open-data.busy.title') })
  }
}

function differenceParts(context: PageContext, pair: Pair, diff: Diff): Html {
  const { t, locale, lang } = context
  const names = new Map(
    [...pair.from.manifest.columns, ...pair.to.manifest.columns].map(({ id, name }) => [id, name]),
  )
  const named = (ids: readonly string[]): string => ids.map((id) => names.get(id) ?? id).join(', ')
  const source = { label: t('open-data.versions.title') }
  const figures = (['added', 'removed', 'changed', 'unchanged', 'cells'] as const).map((kind) =>
    stat(context, {
      label: t(`open-data.diff.${kind}`),
      value: locale.number(lang, diff[kind]),
      source,
    }),
  )
  const title = t('open-data.diff.title', { from: pair.from.number, to: pair.to.number })
  const columns = shownColumns(pair, diff)
  return html`<section class="flow">
    <h2>${title}</h2>
    ${
      diff.unstable
        ? notice(context, { kind: 'warning', title: t('open-data.diff.unstable') })
        : null
    }
    <div class="stats">${figures}</div>
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
      diff.rows.length > 0
        ? diffTable(context, {
            id: 'diff',
            caption: title,
            columns: columns.map((id) => ({ id, label: names.get(id) ?? id, kind: 'text' })),
            rows: diff.rows.map((row) => diffLine(context, pair, diff, row)),
          })
        : null
    }
    ${
      diff.added + diff.removed + diff.changed > diff.rows.length
        ? html`<p class="quiet">
            ${t('open-data.diff.shown', {
              shown: diff.rows.length,
              total: diff.added + diff.removed + diff.changed,
            })}
          </p>`
        : null
    }
  </section>`
}

/** The key first, then the columns in which any shown row differs. */
function shownColumns(pair: Pair, diff: Diff): string[] {
  const touched = new Set(diff.rows.flatMap(({ cells }) => Object.keys(cells)))
  const rest = [...pair.to.manifest.columns, ...pair.from.manifest.columns]
    .map(({ id }) => id)
    .filter((id) => touched.has(id) && !diff.key.includes(id))
  return [...diff.key, ...new Set(rest)].slice(0, 14)
}

function diffLine(
  context: PageContext,
  pair: Pair,
  diff: Diff,
  row: DiffRow,
): Parameters<typeof diffTable>[1]['rows'][0] {
  const columns = new Map(pair.to.manifest.columns.map((column) => [column.id, column]))
  const written = (id: string, value: Cell): string => {
    const type = columns.get(id)?.type ?? 'text'
    if (isNumeric(type) && typeof value === 'number') {
      return figure(context, value)
    }
    return shown(context, value, { type })
  }
  const cells: Record<string, string | null> = {}
  const before: Record<string, string | null> = {}
  diff.key.forEach((id, index) => {
    cells[id] = written(id, row.key[index] ?? null)
  })
  // A changed row shows only what changed; the rest of it stays blank, not unknown.
  if (row.kind === 'changed') for (const { id } of pair.to.manifest.columns) cells[id] ??= ''
  for (const [id, change] of Object.entries(row.cells)) {
    const now = row.kind === 'removed' ? change.before : change.after
    cells[id] = written(id, now)
    if (row.kind === 'changed') before[id] = written(id, change.before)
  }
  return { change: row.kind, cells, before }
}

function entry(
  context: PageContext,
  found: FoundTable,
  version: Version,
  before: Version | undefined,
  newest: boolean,
): Parameters<typeof timeline>[1]['entries'][0] {
  const { t, link, locale, lang } = context
  const { dataset, resource } = found
  const parameters = {
    resource: dataset.resources.length === 1 ? undefined : resource.name,
    version: newest ? undefined : version.number,
  }
  return {
    title: t('open-data.versions.number', { number: version.number }),
    href: link(datasetPath(dataset), parameters),
    date: version.created,
    current: newest,
    body: html`<p>
        ${t('open-data.dataset.rows', { count: version.rows })} ·
        ${locale.bytes(lang, version.originalBytes)} ·
        <code>${version.manifestHash.slice(0, 12)}</code>
        ${version.note ? html`<br />${version.note}` : null}
      </p>
      <p class="button-row">
        <a href="${link(datasetPath(dataset, 'report'), parameters)}"
          >${t('open-data.report.title')}</a
        >
        ${
          before
            ? linkButton({
                label: t('open-data.versions.compare'),
                href: link(datasetPath(dataset, 'versions'), {
                  resource: parameters.resource,
                  from: before.number,
                  to: version.number,
                }),
                kind: 'quiet',
                small: true,
              })
            : null
        }
      </p>`,
  }
}

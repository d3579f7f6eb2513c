// The explorer: filter, order, group, draw and map every row of a table; plain pages that script enhances.
import { html, type Html } from '@rimaq/markup'
import { codeBlock, details, notice, tabs } from '#pages'
import type { PageContext } from '#pages'
import type { Answer, RouteRequest } from '#platform'
import { TableError, describeTableError } from '@rimaq/tables'
import type { Column, TableFiles } from '@rimaq/tables'
import { isNumeric } from './cells.ts'
import { filterForms } from './filter-forms.ts'
import { filterProblems } from './filters.ts'
import type { FilterProblem } from './filters.ts'
import { mapView, summaryView, tableView } from './explore-views.ts'
import { keysHelp } from './explore-keys.ts'
import type { Portal, FoundTable } from './portal.ts'
import {
  datasetPath,
  findDataset,
  findTable,
  inWords,
  page,
  tableParameters,
  trailTo,
} from './portal.ts'
import {
  changed,
  isFormAddress,
  readDraft,
  readViewState,
  viewKinds,
  writeViewState,
} from './view-state.ts'
import type { Draft, ViewKind, ViewState } from './view-state.ts'
import { viewSentence } from './view-sentence.ts'
import { isAmount, suggestCharts } from './column-roles.ts'

/** What every part of the explorer needs. */
export interface Exploring {
  portal: Portal
  context: PageContext
  found: FoundTable
  files: TableFiles
  state: ViewState
  /** The filter being made, not yet part of the state. */
  draft: Draft | null
  /** Filters that the columns cannot answer. */
  problems: FilterProblem[]
  signal: AbortSignal
  /** Without forms, links between views and script: for other sites. */
  bare: boolean
  /** The address of this explorer, or of another `part` of the dataset, in another state. */
  at(change: Partial<ViewState>, part?: string): string
}

/** `/dataset/{slug}/explore`: the whole state stands in the address. */
export async function explorePage(portal: Portal, request: RouteRequest): Promise<Answer> {
  const { asked, ignored } = await exploring(portal, request)
  const { context, found, state, draft, at } = asked
  if (isFormAddress(request.query) && !draft && ignored.length === 0) {
    return { status: 302, headers: { location: at({ page: state.page }) }, body: null }
  }
  const { dataset } = found
  const title = context.t('open-data.explore.title')
  return page(context, {
    title: `${title} · ${inWords(dataset.title, context.lang)}`,
    description: viewSentence(asked),
    kind: 'work',
    section: 'data',
    noindex: true,
    scripts: ['explorer'],
    styles: ['explorer.css'],
    breadcrumbs: trailTo(context, dataset, title, tableParameters(found)),
    body: await body(asked, ignored),
  })
}

/** Reads what an address asks of which table; `ignored` names what the table does not have. */
export async function exploring(
  portal: Portal,
  request: RouteRequest,
): Promise<{ asked: Exploring; ignored: string[] }> {
  const context = portal.context(request)
  const dataset = await findDataset(portal, request.params.slug ?? '')
  const wanted = readViewState(request.query, []).state
  const found = await findTable(portal, dataset, wanted)
  const files = await portal.shelf.files(found.version)
  const columns = found.version.manifest.columns
  const { state, ignored } = readViewState(withMeasure(request.query, columns), columns)
  suggestGroup(state, found)
  const { draft, problems } = takeDraft(request.query, state, columns)
  const { signal } = request
  const at = (change: Partial<ViewState>, part = 'explore'): string => {
    const parameters = writeViewState(changed(state, change)).toString()
    const path = datasetPath(dataset, part)
    return context.link(parameters === '' ? path : `${path}?${parameters}`)
  }
  const asked: Exploring = {
    portal,
    context,
    found,
    files,
    state,
    draft,
    problems,
    signal,
    bare: false,
    at,
  }
  return { asked, ignored }
}

/** A measure chosen before its column takes the first amount, so that one choice already answers. */
function withMeasure(
  query: Record<string, unknown>,
  columns: readonly Column[],
): Record<string, unknown> {
  const fn = query['measure-fn']
  if (fn === undefined || fn === 'count' || query['measure-column']) return query
  const first = columns.find(isAmount) ?? columns.find(({ type }) => isNumeric(type)) ?? columns[0]
  return { ...query, 'measure-column': first?.id }
}

/** A summary without a column begins with the one its profiles promise most of. */
function suggestGroup(state: ViewState, found: FoundTable): void {
  if (state.group || (state.view !== 'chart' && state.view !== 'summary')) return
  const [first] = suggestCharts(found.version.manifest)
  if (!first) return
  state.group = first.group.id
  if (state.measure.fn === 'count') state.measure = first.measure
}

/** Takes the unfinished or impossible new filter out of the state, back into its form. */
function takeDraft(
  query: Record<string, unknown>,
  state: ViewState,
  columns: readonly Column[],
): { draft: Draft | null; problems: FilterProblem[] } {
  const draft = readDraft(query, columns)
  const newest = draft ? state.filters.at(-1) : undefined
  const added = newest && newest.column === draft?.column && newest.value === draft.value
  const wrong = added ? filterProblems([newest], columns) : []
  if (draft && added && wrong.length === 0) {
    return { draft: null, problems: filterProblems(state.filters, columns) }
  }
  if (added) state.filters = state.filters.slice(0, -1)
  const answered = draft?.op !== undefined && draft.value !== ''
  return {
    draft,
    problems: [...filterProblems(state.filters, columns), ...(answered ? wrong : [])],
  }
}

async function body(exploring: Exploring, ignored: string[]): Promise<Html> {
  const { context, found } = exploring
  const { t, lang } = context
  return html`<h1>${inWords(found.dataset.title, lang)}</h1>
    ${found.dataset.resources.length > 1 ? html`<p class="lead">${inWords(found.resource.title, lang)}</p>` : null}
    <rimaq-swap class="explorer">
      ${
        ignored.length > 0
          ? notice(context, {
              kind: 'warning',
              title: t('open-data.explore.ignored', { names: [...new Set(ignored)].join(', ') }),
            })
          : null
      }
      ${filterForms(exploring)} ${viewLinks(exploring)}
      <div class="explorer-results flow">${await results(exploring)}</div>
      ${shareParts(exploring)}
    </rimaq-swap>
    ${keysHelp(context)}`
}

/** A question that cannot be answered leaves the forms standing, with the reason above the results. */
export async function results(exploring: Exploring): Promise<Html> {
  const { context, state, problems } = exploring
  // An answer without a filter that the reader asked for would be an answer to another question.
  if (problems.length > 0) return problemNotice(exploring)
  try {
    return await views[state.view](exploring)
  } catch (error) {
    if (!(error instanceof TableError)) throw error
    const lang = context.lang === 'en' ? 'en' : 'es'
    return notice(context, { kind: 'error', title: describeTableError(error, lang), live: true })
  }
}

function problemNotice(exploring: Exploring): Html {
  const { context, problems } = exploring
  const { t } = context
  return notice(context, {
    kind: 'error',
    title: t('open-data.explore.problem.title'),
    body: html`<ul>
      ${problems.map(
        ({ filter, column, needs }) =>
          html`<li>
            ${t(`open-data.explore.problem.${needs}`, {
              value: filter.value,
              column: column.name,
              op: t(`open-data.explore.op.${filter.op}`),
            })}
          </li>`,
      )}
    </ul>`,
    live: true,
  })
}

const views: Record<ViewKind, (exploring: Exploring) => Promise<Html>> = {
  table: tableView,
  summary: (exploring) => summaryView(exploring, { chart: false }),
  chart: (exploring) => summaryView(exploring, { chart: true }),
  map: mapView,
}

/** The address of the view and the line that puts it into another site. */
function shareParts(exploring: Exploring): Html {
  const { context, state, found, at } = exploring
  const { t, lang } = context
  const title = inWords(found.dataset.title, lang).replaceAll('"', '')
  const frame = context.absolute(at({ page: state.page }, 'embed'))
  return details({
    summary: t('open-data.explore.share.title'),
    body: html`<p>${t('open-data.explore.share')}</p>
      ${codeBlock(context, {
        label: t('open-data.explore.share.address'),
        code: context.absolute(at({ page: state.page })),
      })}
      ${codeBlock(context, {
        label: t('open-data.explore.share.embed'),
        code: `<iframe src="${frame}" title="${title}" width="100%" height="480" loading="lazy"></iframe>`,
      })}`,
  })
}

function viewLinks(exploring: Exploring): Html {
  const { context, state, at, files } = exploring
  const kinds = viewKinds.filter((kind) => kind !== 'map' || files.manifest.geometry !== null)
  return tabs(context, {
    label: context.t('open-data.explore.view'),
    tabs: kinds.map((kind) => ({
      label: context.t(`open-data.explore.view.${kind}`),
      href: at({ view: kind }),
      current: kind === state.view,
    })),
  })
}

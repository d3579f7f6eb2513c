// The explorer: filter, order, group, draw and map every row of a table; plain pages that script enhances.
import { html, type Html } from '@rimaq/markup'
import { notice, tabs } from '#pages'
import type { PageContext } from '#pages'
import type { Answer, RouteRequest } from '#platform'
import { TableError, describeTableError } from '@rimaq/tables'
import type { TableFiles } from '@rimaq/tables'
import { filterForms } from './explore-forms.ts'
import { mapView, summaryView, tableView } from './explore-views.ts'
import type { Portal, FoundTable } from './portal.ts'
import { datasetPath, findDataset, findTable, inWords, page, tableParameters } from './portal.ts'
import { changed, readViewState, viewKinds, writeViewState } from './view-state.ts'
import type { ViewKind, ViewState } from './view-state.ts'

/** What every part of the explorer needs. */
export interface Exploring {
  portal: Portal
  context: PageContext
  found: FoundTable
  files: TableFiles
  state: ViewState
  signal: AbortSignal
  /** The address of this explorer in another state. */
  at(change: Partial<ViewState>): string
}

/** `/dataset/{slug}/explore`: the whole state stands in the address. */
export async function explorePage(portal: Portal, request: RouteRequest): Promise<Answer> {
  const context = portal.context(request)
  const dataset = await findDataset(portal, request.params.slug ?? '')
  const wanted = readViewState(request.query, []).state
  const found = await findTable(portal, dataset, wanted)
  const files = await portal.shelf.files(found.version)
  const { state, ignored } = readViewState(request.query, found.version.manifest.columns)
  const at = (change: Partial<ViewState>): string => {
    const parameters = writeViewState(changed(state, change)).toString()
    const path = datasetPath(dataset, 'explore')
    return context.link(parameters === '' ? path : `${path}?${parameters}`)
  }
  const exploring: Exploring = { portal, context, found, files, state, signal: request.signal, at }
  const title = context.t('open-data.explore.title')
  return page(context, {
    title: `${title} · ${inWords(dataset.title, context.lang)}`,
    kind: 'work',
    section: 'data',
    noindex: true,
    scripts: ['explorer'],
    styles: ['explorer.css'],
    breadcrumbs: [
      { label: context.t('open-data.search.title'), href: context.link('/dataset') },
      {
        label: inWords(dataset.title, context.lang),
        href: context.link(datasetPath(dataset), tableParameters(found)),
      },
      { label: title },
    ],
    body: await body(exploring, ignored),
  })
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
      <p class="quiet">${t('open-data.explore.share')}</p>
    </rimaq-swap>`
}

/** A question that cannot be answered leaves the forms standing, with the reason above the results. */
async function results(exploring: Exploring): Promise<Html> {
  const { context, state } = exploring
  try {
    return await views[state.view](exploring)
  } catch (error) {
    if (!(error instanceof TableError)) throw error
    const lang = context.lang === 'en' ? 'en' : 'es'
    return notice(context, { kind: 'error', title: describeTableError(error, lang), live: true })
  }
}

const views: Record<ViewKind, (exploring: Exploring) => Promise<Html>> = {
  table: tableView,
  summary: (exploring) => summaryView(exploring, { chart: false }),
  chart: (exploring) => summaryView(exploring, { chart: true }),
  map: mapView,
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

// The catalogue: search, facets, order, pages. Every choice is a link with an address of its own.
import { html, type Html } from '@rimaq/markup'
import {
  button,
  datasetList,
  emptyState,
  facets,
  linkButton,
  numberedPagination,
  searchBox,
  selectField,
} from '#pages'
import type { FacetGroup, PageContext } from '#pages'
import type { DatasetFound, DatasetSearch } from '#datasets'
import type { Answer, RouteRequest } from '#platform'
import { listed } from './listing.ts'
import { page } from './portal.ts'
import type { Portal } from './portal.ts'

const perPage = 20
const facetNames = ['organisation', 'theme', 'tag', 'licence', 'format'] as const
type FacetName = (typeof facetNames)[number]
const sorts = ['relevance', 'modified', 'title', 'created'] as const
type Sort = (typeof sorts)[number]

interface SearchState {
  text: string
  chosen: Record<FacetName, string[]>
  sort: Sort | undefined
  page: number
}

/** `/dataset?q=…&theme=…&page=…` */
export async function searchPage(portal: Portal, request: RouteRequest): Promise<Answer> {
  const context = portal.context(request)
  const { t } = context
  const state = readSearch(request.query)
  const found = await portal.shelf.search(asked(state), context.lang)
  if (found.datasets.length === 0 && found.total > 0) {
    // Datasets were withdrawn since the page was shared: its last page is nearer than an empty one.
    const last = address(context, { ...state, page: Math.ceil(found.total / perPage) })
    return { status: 302, headers: { location: last }, body: null }
  }
  const title = t('open-data.search.title')
  return page(context, {
    title: state.text === '' ? title : `${state.text} · ${title}`,
    description: t('open-data.home.lead'),
    section: 'data',
    noindex: state.page > 1 || facetNames.some((name) => state.chosen[name].length > 0),
    alternates: [
      {
        type: 'application/atom+xml',
        href: '/feeds/dataset.atom',
        title: t('open-data.search.feed'),
      },
    ],
    body: body(context, state, found),
  })
}

function body(context: PageContext, state: SearchState, found: DatasetFound): Html {
  const { t, locale, lang } = context
  const pages = Math.ceil(found.total / perPage)
  const first = (state.page - 1) * perPage
  return html`<h1>${t('open-data.search.title')}</h1>
    ${searchBox(context, {
      id: 'dataset-search',
      action: '/dataset',
      label: t('open-data.search.label'),
      value: state.text,
      suggest: '/api/v1/suggest',
    })}
    <div class="with-aside">
      <div class="aside" id="filters" tabindex="-1">
        ${facets(context, {
          groups: facetGroups(context, state, found),
          clear: address(context, { ...state, chosen: nothing(), page: 1 }),
        })}
      </div>
      <div class="main-column">
        <div class="list-bar">
          <p class="list-count" role="status">
            ${
              state.text === ''
                ? t('open-data.search.count', { count: found.total })
                : t('open-data.search.count.for', { count: found.total, text: state.text })
            }
          </p>
          <p class="to-filters"><a href="#filters">${t('open-data.search.filters')}</a></p>
          ${found.total > 1 ? sortForm(context, state) : null}
        </div>
        ${mean(context, state, found)}
        ${
          found.total === 0
            ? emptyState({
                title: t('open-data.search.none'),
                body: t('open-data.search.none.text'),
                action: linkButton({
                  label: t('open-data.home.all'),
                  href: context.link('/dataset'),
                  kind: 'secondary',
                }),
              })
            : datasetList(
                context,
                found.datasets.map((dataset) => listed(context, dataset)),
              )
        }
        ${
          found.total === 0
            ? null
            : numberedPagination(context, {
                page: state.page,
                pages,
                href: (number) => address(context, { ...state, page: number }),
                position: `${locale.number(lang, Math.min(first + 1, found.total))}–${locale.number(lang, Math.min(found.total, first + perPage))} / ${locale.number(lang, found.total)}`,
              })
        }
      </div>
    </div>`
}

function mean(context: PageContext, state: SearchState, found: DatasetFound): Html | null {
  if (!found.didYouMean) return null
  const word = found.didYouMean
  return html`<p class="list-mean">
    <a href="${address(context, { ...state, text: word, page: 1 })}"
      >${context.t('open-data.search.mean', { word })}</a
    >
  </p>`
}

function sortForm(context: PageContext, state: SearchState): Html {
  const { t } = context
  const rest = [...parameters({ ...state, sort: undefined, page: 1 })]
  if (context.lang !== 'es') rest.push(['lang', context.lang])
  return html`<form class="list-sort" method="get" action="/dataset">
    ${rest.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}
    ${selectField(context, {
      name: 'sort',
      label: t('open-data.search.sort'),
      value: state.sort ?? (state.text === '' ? 'modified' : 'relevance'),
      options: sorts
        .filter((sort) => sort !== 'relevance' || state.text !== '')
        .map((sort) => ({ value: sort, label: t(`open-data.search.sort.${sort}`) })),
    })}
    ${button({ label: t('open-data.search.sort.apply'), kind: 'secondary' })}
  </form>`
}

function facetGroups(context: PageContext, state: SearchState, found: DatasetFound): FacetGroup[] {
  return facetNames.map((name) => ({
    id: name,
    label: context.t(`open-data.facet.${name}`),
    choices: found.facets[name].map(({ value, label, count }) => {
      const chosen = state.chosen[name].includes(value)
      const values = chosen
        ? state.chosen[name].filter((other) => other !== value)
        : [...state.chosen[name], value]
      return {
        label,
        count,
        chosen,
        href: address(context, {
          ...state,
          chosen: { ...state.chosen, [name]: values },
          page: 1,
        }),
      }
    }),
  }))
}

function asked(state: SearchState): DatasetSearch {
  const search: DatasetSearch = {
    limit: perPage,
    offset: (state.page - 1) * perPage,
    sort: state.sort ?? (state.text === '' ? 'modified' : 'relevance'),
  }
  if (state.text !== '') search.text = state.text
  for (const name of facetNames) {
    if (state.chosen[name].length > 0) search[name] = state.chosen[name]
  }
  return search
}

function readSearch(query: Record<string, unknown>): SearchState {
  const chosen = nothing()
  for (const name of facetNames) chosen[name] = list(query[name])
  const number = Number(list(query.page)[0] ?? '1')
  return {
    text: (list(query.q)[0] ?? '').trim().slice(0, 200),
    chosen,
    sort: sorts.find((sort) => sort === list(query.sort)[0]),
    page: Number.isSafeInteger(number) && number > 0 && number < 100_000 ? number : 1,
  }
}

function parameters(state: SearchState): URLSearchParams {
  const out = new URLSearchParams()
  if (state.text !== '') out.set('q', state.text)
  for (const name of facetNames) for (const value of state.chosen[name]) out.append(name, value)
  if (state.sort) out.set('sort', state.sort)
  if (state.page > 1) out.set('page', String(state.page))
  return out
}

function address(context: PageContext, state: SearchState): string {
  const search = parameters(state).toString()
  return context.link(search === '' ? '/dataset' : `/dataset?${search}`)
}

function nothing(): Record<FacetName, string[]> {
  return { organisation: [], theme: [], tag: [], licence: [], format: [] }
}

function list(value: unknown): string[] {
  const all = Array.isArray(value) ? value : value === undefined ? [] : [value]
  return all
    .map(String)
    .filter((item) => item !== '')
    .slice(0, 50)
}

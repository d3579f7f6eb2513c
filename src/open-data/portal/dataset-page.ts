// A dataset: what it is, how fresh, its first rows, map, columns, downloads, versions, and how to use it.
import { html, markdown, type Html } from '@rimaq/markup'
import { badge, freshnessBadge, linkButton, notice, table, tabs } from '#pages'
import type { PageContext } from '#pages'
import { freshness } from '#datasets'
import type { Dataset } from '#datasets'
import type { Answer, RouteRequest } from '#platform'
import { TableError } from '@rimaq/tables'
import type { TableFiles } from '@rimaq/tables'
import { datasetAnswer } from '../dcat/routes.ts'
import { wantedForm } from '../dcat/negotiate.ts'
import { schemaOrg } from '../dcat/schema-org.ts'
import { cell, isNumeric } from './cells.ts'
import { aboutParts, apiParts, columnParts, downloads } from './dataset-parts.ts'
import { noPromise, plainText } from './listing.ts'
import { mapData } from './map-data.ts'
import { findingsSentence } from './findings-sentence.ts'
import { mapPicture, swappedNotice } from './map-picture.ts'
import { datasetPath, findDataset, findTable, inWords, page, tableParameters } from './portal.ts'
import type { FoundTable, Portal } from './portal.ts'
import { suggestedChart } from './suggested-chart.ts'
import { readViewState } from './view-state.ts'

const previewRows = 8
const previewColumns = 20

/** `/dataset/{slug}?resource=…&version=…`; programs that ask for RDF get RDF. */
export async function datasetPage(portal: Portal, request: RouteRequest): Promise<Answer> {
  const form = wantedForm(request.headers.accept)
  if (form !== 'html') return datasetAnswer(request, form, portal)
  const context = portal.context(request)
  const { t, lang, link } = context
  const dataset = await findDataset(portal, request.params.slug ?? '')
  const wanted = readViewState(request.query, []).state
  const hasData = dataset.resources.some(({ version }) => version !== null)
  const found = hasData ? await findTable(portal, dataset, wanted) : null
  const title = inWords(dataset.title, lang)
  const path = datasetPath(dataset)
  return page(
    context,
    {
      title,
      description: plainText(inWords(dataset.description, lang)).slice(0, 200),
      section: 'data',
      structured: schemaOrg(dataset, request.origin),
      breadcrumbs: [
        { label: t('open-data.search.title'), href: link('/dataset') },
        { label: title },
      ],
      alternates: [
        { type: 'application/ld+json', href: `${path}.jsonld` },
        { type: 'text/turtle', href: `${path}.ttl` },
        { type: 'application/rdf+xml', href: `${path}.rdf` },
      ],
      body: html`${heading(context, dataset)}
      ${
        found
          ? await tableParts(portal, context, found)
          : notice(context, { kind: 'info', title: t('open-data.missing.data') })
      }
      ${aboutParts(context, dataset, found)}`,
    },
    { headers: { Vary: 'Accept' } },
  )
}

function heading(context: PageContext, dataset: Dataset): Html {
  const { t, lang, link, locale, now } = context
  const fresh = freshness(dataset, now)
  const description = inWords(dataset.description, lang)
  return html`<h1>${inWords(dataset.title, lang)}</h1>
    ${
      dataset.state === 'published'
        ? null
        : notice(context, {
            kind: 'warning',
            title: t(`open-data.state.${dataset.state}`),
            body: t(`open-data.state.${dataset.state}-text`),
          })
    }
    <p class="dataset-facts">
      <a href="${link(`/organization/${dataset.organisation.slug}`)}"
        >${inWords(dataset.organisation.title, lang)}</a
      >
      <time datetime="${dataset.modified.toISOString()}"
        >${t('open-data.dataset.updated.on', {
          ago: locale.ago(lang, dataset.modified, now),
          date: locale.date(lang, dataset.modified),
        })}</time
      >
      ${
        fresh.state === 'no-promise'
          ? html`<span>${noPromise(context, dataset.frequency)}</span>`
          : freshnessBadge(context, fresh)
      }
      ${
        fresh.due
          ? html`<span
              >${t('open-data.fresh.due.on', { date: locale.date(lang, fresh.due) })}</span
            >`
          : null
      }
      ${dataset.licence ? badge({ label: inWords(dataset.licence.title, lang) }) : null}
    </p>
    ${description === '' ? null : html`<div class="prose">${markdown(description)}</div>`}`
}

async function tableParts(portal: Portal, context: PageContext, found: FoundTable): Promise<Html> {
  const { t, lang, link, locale } = context
  const { dataset, resource, version } = found
  const files = await portal.shelf.files(version)
  const parameters = tableParameters(found)
  const withData = dataset.resources.filter((item) => item.version !== null)
  return html`${
      withData.length > 1
        ? tabs(context, {
            label: t('open-data.dataset.resources'),
            tabs: withData.map((item) => ({
              label: inWords(item.title, lang),
              href: link(datasetPath(dataset), { resource: item.name }),
              current: item.id === resource.id,
            })),
          })
        : null
    }
    ${
      found.pinned
        ? notice(context, {
            kind: 'info',
            title: t('open-data.versions.pinned', {
              number: version.number,
              date: locale.date(lang, version.created),
            }),
            body: html`<a href="${link(datasetPath(dataset), { resource: parameters.resource })}"
              >${t('open-data.versions.newest')}</a
            >`,
          })
        : null
    }
    <section class="table-card" id="data">
      <p class="table-card-facts">
        <strong>${t('open-data.dataset.rows', { count: version.rows })}</strong>
        <span>${t('open-data.dataset.columns', { count: version.manifest.columns.length })}</span>
        <span
          >${t('open-data.versions.number.on', {
            number: version.number,
            date: locale.date(lang, version.created),
          })}</span
        >
      </p>
      ${findingsSentence(context, found)}
      <div class="button-row">
        ${linkButton({
          label: t('open-data.dataset.explore'),
          href: link(datasetPath(dataset, 'explore'), parameters),
        })}
        ${linkButton({
          label: t('open-data.dataset.sql'),
          href: link(datasetPath(dataset, 'sql')),
          kind: 'secondary',
        })}
        ${linkButton({
          label: t('open-data.dataset.versions'),
          href: link(datasetPath(dataset, 'versions'), { resource: parameters.resource }),
          kind: 'secondary',
        })}
      </div>
      ${downloads(context, found)}
    </section>
    ${await place(portal, context, found, files)}
    ${await suggestedChart(portal, context, found, files)}
    ${await preview(portal, context, found, files)} ${columnParts(context, found)}
    ${apiParts(context, found)}`
}

/** A preview that cannot be read leaves the rest of the page standing. */
async function preview(
  portal: Portal,
  context: PageContext,
  found: FoundTable,
  files: TableFiles,
): Promise<Html> {
  const { t, link } = context
  const { rows, columns } = files.manifest
  const full = columns.filter(({ type, stats }) => type !== 'geometry' && stats.nulls < rows)
  const shown = full.slice(0, previewColumns)
  try {
    const answer = await portal.tables.rows(files, {
      columns: shown.map(({ id }) => id),
      limit: previewRows,
      count: 'none',
    })
    return html`<section>
      <h2>${t('open-data.dataset.preview')}</h2>
      <div class="preview">
        ${table(context, {
          id: 'preview',
          caption: t('open-data.dataset.preview'),
          captionHidden: true,
          dense: true,
          columns: shown.map((column) => ({
            id: column.id,
            label: column.name,
            kind: isNumeric(column.type) ? 'number' : 'text',
          })),
          rows: answer.rows.map((row) =>
            Object.fromEntries(
              shown.map((column, index) => [
                column.id,
                cell(context, row[index] ?? null, column, { longest: 60, folded: false }),
              ]),
            ),
          ),
        })}
      </div>
      <p>
        <a href="${link(datasetPath(found.dataset, 'explore'), tableParameters(found))}"
          >${t('open-data.dataset.preview.all', {
            rows: t('open-data.dataset.rows', { count: rows }),
            columns: t('open-data.dataset.columns', { count: columns.length }),
          })}</a
        >
      </p>
    </section>`
  } catch (error) {
    if (!(error instanceof TableError)) throw error
    return notice(context, { kind: 'warning', title: t('open-data.busy.title') })
  }
}

async function place(
  portal: Portal,
  context: PageContext,
  found: FoundTable,
  files: TableFiles,
): Promise<Html | null> {
  if (!files.manifest.geometry) return null
  const { t, lang, link } = context
  try {
    const data = await mapData(portal.tables, files, {})
    if (!data || data.points.length + data.shapes.length === 0) return null
    const only = found.dataset.resources.length === 1
    const parameters = { ...tableParameters(found), view: 'map' }
    return html`<section>
      <h2>${t('open-data.dataset.map')}</h2>
      ${swappedNotice(context, found)}
      ${mapPicture(context, data, {
        id: 'dataset-map',
        title: inWords(only ? found.dataset.title : found.resource.title, lang),
        source: found.version.originalName,
      })}
      <p>
        <a href="${link(datasetPath(found.dataset, 'explore'), parameters)}"
          >${t('open-data.dataset.map.filter')}</a
        >
      </p>
    </section>`
  } catch (error) {
    if (!(error instanceof TableError)) throw error
    return null
  }
}

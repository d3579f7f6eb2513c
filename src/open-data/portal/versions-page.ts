// Every version of a table, and what changed between two of them, row by row and cell by cell.
import { html, type Html } from '@rimaq/markup'
import { button, linkButton, notice, selectField, timeline } from '#pages'
import type { PageContext } from '#pages'
import { Refusal } from '#platform'
import type { Answer, RouteRequest } from '#platform'
import type { Version } from '#datasets'
import { TableError, describeTableError } from '@rimaq/tables'
import { differenceFigures, differenceParts } from './difference.ts'
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
      ${pair ? await difference(portal, context, found, pair) : null}
      ${pair ? html`<h2>${t('open-data.versions.all')}</h2>` : null}
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

async function difference(
  portal: Portal,
  context: PageContext,
  { resource }: FoundTable,
  pair: Pair,
): Promise<Html> {
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
    const title = t('open-data.diff.title', { from: pair.from.number, to: pair.to.number })
    const data = `/api/v1/resources/${resource.id}/diff?from=${pair.from.number}&to=${pair.to.number}`
    return html`<section class="flow">
      <h2>${title}</h2>
      ${differenceParts(context, {
        ...{ title, diff, figures: differenceFigures(context, diff) },
        ...{ before: pair.from.manifest, after: pair.to.manifest },
      })}
      <p><a href="${data}">${t('open-data.diff.data')}</a></p>
    </section>`
  } catch (error) {
    if (!(error instanceof TableError)) throw error
    const title = describeTableError(error, context.lang === 'en' ? 'en' : 'es')
    return notice(context, { kind: 'error', title: title || t('open-data.busy.title') })
  }
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

// Parts of the dataset page: downloads, columns with their values, examples, citation, the record.
import { html, type Html, type Value } from '@rimaq/markup'
import { codeBlock, details, dictionary, linkButton, summaryList } from '#pages'
import type { PageContext } from '#pages'
import { bibtex, citation } from '#datasets'
import type { Dataset } from '#datasets'
import type { Column } from '@rimaq/tables'
import { apiExamples, codeColumns } from './api-examples.ts'
import { cut, shown } from './cells.ts'
import { columnChart } from './group-chart.ts'
import { datasetPath, inWords, tableParameters } from './portal.ts'
import type { FoundTable } from './portal.ts'
import { exportAddress } from './rows-address.ts'

const formats = ['csv', 'xlsx', 'json', 'ndjson', 'parquet', 'tsv'] as const

/** One link per format; the office's own file last. */
export function downloads(context: PageContext, found: FoundTable): Html {
  const { t, locale, lang } = context
  const { dataset, resource, version } = found
  const offered = version.manifest.geometry ? [...formats, 'geojson' as const] : formats
  const original = encodeURIComponent(version.originalName)
  const query = found.pinned ? `?version=${version.number}` : ''
  return html`<div class="downloads">
    <h2 class="downloads-title">
      ${t('open-data.dataset.download.rows', { count: version.rows })}
    </h2>
    <ul>
      ${offered.map(
        (format) =>
          html`<li>
            ${linkButton({
              label: formatName(format),
              href: exportAddress(found, {}, format),
              kind: 'quiet',
              small: true,
              download: true,
            })}
          </li>`,
      )}
      ${
        version.originalOpen
          ? html`<li>
              <a
                href="${`/dataset/${dataset.slug}/resource/${resource.id}/download/${original}${query}`}"
                download
                >${t('open-data.dataset.download.original', {
                  name: version.originalName,
                  size: locale.bytes(lang, version.originalBytes),
                })}</a
              >
            </li>`
          : html`<li class="quiet">${t('open-data.dataset.download.closed')}</li>`
      }
    </ul>
  </div>`
}

function formatName(format: string): string {
  if (format === 'parquet') return 'Parquet'
  if (format === 'geojson') return 'GeoJSON'
  return format.toUpperCase()
}

/** Every column: what it means, how full it is, and how its values are spread. */
export function columnParts(context: PageContext, found: FoundTable): Html {
  const { t, lang } = context
  const { resource, version } = found
  const words = new Map(resource.dictionary.map((entry) => [entry.column, entry]))
  return html`<section>
    <h2>${t('open-data.dataset.columns.title')}</h2>
    ${dictionary(context, {
      id: 'columns',
      caption: t('open-data.dataset.dictionary'),
      rows: version.manifest.columns.map((column) => {
        const entry = words.get(column.id)
        const label = entry ? inWords(entry.label, lang) : column.name
        const said = label === '' ? column.name : label
        const meaning = entry ? inWords(entry.description, lang) : ''
        return {
          column: column.id,
          ...(said.toLowerCase() === column.id ? {} : { label: said }),
          type: t(`open-data.type.${column.type}`),
          unit: entry?.unit ?? null,
          ...(meaning === '' ? {} : { description: meaning }),
          values: profile(context, column, version.rows),
        }
      }),
    })}
  </section>`
}

function profile(context: PageContext, column: Column, rows: number): Value {
  const { t, locale, lang } = context
  const { stats } = column
  const filled = rows === 0 ? 0 : (rows - stats.nulls) / rows
  const percent = `${locale.number(lang, Math.floor(filled * 1000) / 10, { digits: 1 })} %`
  const range =
    stats.min === null || column.type === 'text' || column.type === 'boolean'
      ? null
      : `${cut(shown(context, stats.min, column), 24)} – ${cut(shown(context, stats.max, column), 24)}`
  const top = stats.top
    .slice(0, 3)
    .map(({ value }) => cut(shown(context, value, column), 28))
    .filter((value) => value !== '')
  const facts = [
    stats.nulls > 0 ? `${t('open-data.dataset.column.filled')}: ${percent}` : null,
    `${t('open-data.dataset.column.distinct')}: ${locale.number(lang, stats.distinct)}`,
    range ?? (top.length > 0 ? top.join(', ') : null),
  ].filter((fact) => fact !== null)
  return html`${columnChart(context, column)}<span class="table-note">${facts.join(' · ')}</span>`
}

/** Short programs, folded but for the first. */
export function apiParts(context: PageContext, found: FoundTable): Html {
  const { t, lang } = context
  const origin = context.absolute('/').replace(/\/$/, '')
  const examples = apiExamples(found, origin, lang)
  const codes = codeColumns(found.version.manifest.columns)
  return html`<section>
    <h2>${t('open-data.api.examples')}</h2>
    ${examples.map(({ label, code, id }, index) =>
      details({
        summary: label,
        open: index === 0,
        body: html`${id === 'excel' ? excelSteps(context, codes) : null}
        ${codeBlock(context, { label, code })}`,
      }),
    )}
  </section>`
}

/** Excel guesses types from the first rows too: codes need one more step to keep their zeros. */
function excelSteps({ t }: PageContext, codes: readonly string[]): Html {
  const columns = codes.slice(0, 3).join(', ')
  return html`<p>${t('open-data.api.excel')}</p>
    ${codes.length > 0 ? html`<p>${t('open-data.api.excel.codes', { columns })}</p>` : null}`
}

/** The record: who, licence, promise, territory, source, identifiers, citation. */
export function aboutParts(context: PageContext, dataset: Dataset, found: FoundTable | null): Html {
  const { t, lang, locale, link } = context
  const path = datasetPath(dataset)
  const { temporal, source, contact, licence } = dataset
  return html`<section>
      <h2>${t('open-data.about.title')}</h2>
      ${summaryList([
        {
          label: t('open-data.about.organisation'),
          value: html`<a href="${link(`/organization/${dataset.organisation.slug}`)}"
            >${inWords(dataset.organisation.title, lang)}</a
          >`,
        },
        {
          label: t('open-data.about.licence'),
          value: licence
            ? licence.url
              ? html`<a href="${licence.url}" rel="license noopener"
                  >${inWords(licence.title, lang)}</a
                >`
              : inWords(licence.title, lang)
            : t('open-data.about.licence.none'),
        },
        {
          label: t('open-data.about.frequency'),
          value: t(`open-data.frequency.${dataset.frequency}`),
        },
        { label: t('open-data.about.asof'), value: dated(context, found?.version.asOf) },
        { label: t('open-data.about.spatial'), value: dataset.spatial?.label ?? null },
        {
          label: t('open-data.about.temporal'),
          value:
            temporal && (temporal.from || temporal.to)
              ? t('open-data.about.temporal.range', {
                  from: dated(context, temporal.from) ?? '…',
                  to: dated(context, temporal.to) ?? '…',
                })
              : null,
        },
        {
          label: t('open-data.about.source'),
          value: source
            ? source.url
              ? html`<a href="${source.url}" rel="noopener">${source.title}</a>`
              : source.title
            : null,
        },
        { label: t('open-data.about.contact'), value: contact?.email ?? contact?.name ?? null },
        {
          label: t('open-data.about.themes'),
          value: joined(
            dataset.themes.map(
              (theme) =>
                html`<a href="${link('/dataset', { theme: theme.slug })}"
                  >${inWords(theme.title, lang)}</a
                >`,
            ),
          ),
        },
        {
          label: t('open-data.about.tags'),
          value: joined(
            dataset.tags.map((tag) => html`<a href="${link('/dataset', { tag })}">${tag}</a>`),
          ),
        },
        { label: t('open-data.about.key'), value: keyNames(found) },
        {
          label: t('open-data.about.created'),
          value: locale.date(lang, dataset.created),
        },
        {
          label: t('open-data.about.metadata'),
          value: joined([
            html`<a href="${`${path}.jsonld`}">JSON-LD</a>`,
            html`<a href="${`${path}.ttl`}">Turtle</a>`,
            html`<a href="${`${path}.rdf`}">RDF/XML</a>`,
            html`<a href="${`${path}/datapackage.json`}">Data Package</a>`,
            html`<a href="/api/3/action/package_show?id=${dataset.slug}">CKAN</a>`,
          ]),
        },
      ])}
    </section>
    ${citeParts(context, dataset, found)}`
}

/** The words to cite with, ready to be copied, and the address that will always show this version. */
function citeParts(context: PageContext, dataset: Dataset, found: FoundTable | null): Html {
  const { t, lang, city } = context
  const path = datasetPath(dataset)
  const permanent = found
    ? context.link(path, { ...tableParameters({ ...found, pinned: true }) })
    : path
  const parts = {
    dataset,
    version: found?.version ?? null,
    portal: city.institution,
    address: context.absolute(permanent),
    lang,
  }
  return html`<section class="cite flow">
    <h2>${t('open-data.cite.title')}</h2>
    ${codeBlock(context, { label: t('open-data.cite.text'), code: citation(parts) })}
    ${details({
      summary: 'BibTeX',
      body: codeBlock(context, { label: 'BibTeX', code: bibtex(parts) }),
    })}
    ${
      found
        ? html`<p>
            ${t('open-data.cite.permanent')}
            <a href="${permanent}">${context.absolute(permanent)}</a>
          </p>`
        : null
    }
  </section>`
}

/** A day in words; anything else, such as a year alone, as it stands. */
function dated(context: PageContext, value: string | null | undefined): string | null {
  if (!value) return null
  return /^\d{4}-\d\d-\d\d/.test(value)
    ? context.locale.date(context.lang, value.slice(0, 10))
    : value
}

function keyNames(found: FoundTable | null): string | null {
  const manifest = found?.version.manifest
  if (!manifest?.key) return null
  return manifest.key
    .map((id) => manifest.columns.find((column) => column.id === id)?.name ?? id)
    .join(' + ')
}

function joined(items: readonly Html[]): Value {
  if (items.length === 0) return null
  return items.map((item, index) => html`${index > 0 ? ', ' : ''}${item}`)
}

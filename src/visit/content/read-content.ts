// Reads the tables behind Vive from the shelf, again only when one of them has a new version.
import type { Shelf } from '#datasets'
import type { Tables } from '@rimaq/tables'
import {
  type ContentOptions,
  type RawTables,
  type TableName,
  makeContent,
  tableNames,
} from './make-content.ts'
import type { Content } from './model.ts'
import type { RawTable } from './rows.ts'

/** Rows of one table at most: a city's places and events, not its whole cadastre. */
const mostRows = 20_000
/** The stops of every line: some hundred thousand in a metropolis. */
const mostPasses = 200_000

/** Tables that do not stand in a dataset of their own name. */
const datasetOf: Partial<Record<TableName, string>> = {
  stops: tableNames.routes,
  transitStops: 'transporte-publico',
  transitLines: 'transporte-publico',
  transitPasses: 'transporte-publico',
  transitServices: 'transporte-publico',
}

/** The dataset a table of Vive stands in, and its name there. */
export function placeOfTable(name: TableName): { dataset: string; resource: string } {
  return { dataset: datasetOf[name] ?? tableNames[name], resource: tableNames[name] }
}

export interface ContentSource {
  shelf: Pick<Shelf, 'dataset' | 'files'>
  tables: Pick<Tables, 'rows'>
}

export type ReadContent = () => Promise<Content>

/** As visitors see the tables. Readers who ask at once share one reading. */
export function contentOf(source: ContentSource, options: ContentOptions): ReadContent {
  let kept: { key: string; content: Promise<Content> } | null = null
  return async () => {
    const places = await Promise.all(
      (Object.keys(tableNames) as TableName[]).map((name) => find(source.shelf, name)),
    )
    const found = places.filter((place) => place !== null)
    const key = found.map(({ version }) => version.id).join()
    if (kept?.key !== key) {
      const content = readAll(source, found).then((raw) => makeContent(raw, options))
      kept = { key, content }
      // A reading that failed is not kept.
      content.catch(() => (kept = null))
    }
    return kept.content
  }
}

/** One table as it is now, to be changed by an office. */
export interface OpenTable {
  table: RawTable
  /** Id of the version that was read. */
  base: string
  /** As the file named them, with their types; without `_id`. */
  columns: readonly { id: string; name: string; type: string }[]
  /** False where it has more rows than Vive reads: it cannot be written back. */
  whole: boolean
}

/** Null where the city has not published it yet. */
export async function openTable(source: ContentSource, name: TableName): Promise<OpenTable | null> {
  const found = await find(source.shelf, name)
  if (!found) return null
  const { id: base, manifest } = found.version
  const columns = manifest.columns.map(({ id, name: said, type }) => ({ id, name: said, type }))
  const table = await readTable(source, found)
  return { table, base, columns, whole: table.rows.length === found.version.rows }
}

type Found = NonNullable<Awaited<ReturnType<typeof find>>>

async function find(shelf: ContentSource['shelf'], name: TableName) {
  const wanted = placeOfTable(name)
  const dataset = await shelf.dataset(wanted.dataset)
  const resource = dataset?.resources.find((each) => each.name === wanted.resource)
  const version = resource?.version
  return dataset && resource && version ? { name, dataset, resource, version } : null
}

async function readAll(source: ContentSource, found: readonly Found[]): Promise<RawTables> {
  const tables = await Promise.all(found.map((each) => readTable(source, each)))
  return Object.fromEntries(found.map(({ name }, at) => [name, tables[at]]))
}

async function readTable({ shelf, tables }: ContentSource, found: Found): Promise<RawTable> {
  const { name, dataset, resource, version } = found
  const { geometry } = version.manifest
  const columns = ['_id', ...version.manifest.columns.map(({ id }) => id)]
  const files = await shelf.files(version)
  const { rows } = await tables.rows(files, {
    columns,
    limit: name === 'transitPasses' ? mostPasses : mostRows,
    count: 'none',
  })
  return {
    slug: dataset.slug,
    resource: resource.name,
    among: dataset.resources.length > 1,
    title: dataset.title,
    version: version.number,
    published: version.created.toISOString(),
    columns,
    geometry: geometry?.kind === 'geojson' ? geometry.column : null,
    rows,
  }
}

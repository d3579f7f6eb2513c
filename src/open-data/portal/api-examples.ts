// Short programs that fetch a table, ready to be copied: curl, Python, pandas, R, JavaScript and Excel.
import type { Lang } from '#platform'
import type { Column } from '@rimaq/tables'
import type { FoundTable } from './portal.ts'

export interface ApiExample {
  /** Name of the language as its users write it. */
  label: string
  /** Key for tabs and ids. */
  id: string
  code: string
}

/** Names of what a program holds, in the language of the page it is copied from. */
const names = {
  es: { data: 'datos', rows: 'filas', table: 'tabla', answer: 'respuesta' },
  en: { data: 'data', rows: 'records', table: 'table', answer: 'answer' },
}

/** More codes than this are not listed one by one: everything is then read as text. */
const mostCodes = 12

/**
 * The examples for one table, of the version a pinned address names, else always of the newest;
 * `origin` is the public address without a closing slash. Columns of codes are read as text, which
 * pandas and R would else turn into numbers without their leading zeros.
 */
export function apiExamples(found: FoundTable, origin: string, lang: Lang): ApiExample[] {
  const { resource, version, pinned } = found
  const name = names[lang === 'en' ? 'en' : 'es']
  const api = `${origin}/api/v1/resources/${resource.id}`
  const only = pinned ? `?version=${version.number}` : ''
  const rows = `${api}/rows${only === '' ? '?' : `${only}&`}limit=5`
  const csv = `${api}/export.csv${only}`
  const ckan = `${origin}/api/3/action/datastore_search`
  const codes = codeColumns(version.manifest.columns).map((each) => JSON.stringify(each))
  return [
    {
      id: 'curl',
      label: 'curl',
      code: `curl '${rows}'\ncurl -o ${resource.name}.csv '${csv}'`,
    },
    {
      id: 'python',
      label: 'Python',
      code: [
        'import csv, io, urllib.request',
        `${name.data} = urllib.request.urlopen("${csv}").read().decode("utf-8")`,
        `${name.rows} = list(csv.DictReader(io.StringIO(${name.data})))`,
        `print(len(${name.rows}), ${name.rows}[0])`,
      ].join('\n'),
    },
    {
      id: 'pandas',
      label: 'Python (pandas)',
      code: [
        'import pandas as pd',
        `${name.table} = pd.read_csv("${csv}"${pandasTypes(codes)})`,
        `print(${name.table}.head())`,
      ].join('\n'),
    },
    {
      id: 'r',
      label: 'R',
      code: `${name.table} <- read.csv("${csv}", check.names = FALSE, encoding = "UTF-8"${rTypes(codes)})\nhead(${name.table})`,
    },
    {
      id: 'javascript',
      label: 'JavaScript',
      code: [
        `const ${name.answer} = await fetch('${rows}')`,
        `const { columns, rows, total } = await ${name.answer}.json()`,
        'console.log(total, columns, rows)',
      ].join('\n'),
    },
    // CKAN knows the newest version only.
    ...(pinned
      ? []
      : [
          {
            id: 'ckan',
            label: 'CKAN',
            code: `curl '${ckan}?resource_id=${resource.id}&limit=5'`,
          },
        ]),
    { id: 'excel', label: 'Excel', code: `${csv}${pinned ? '&' : '?'}bom=true` },
  ]
}

/** Columns of text that hold figures: a program that guesses would make numbers of them. */
export function codeColumns(columns: readonly Column[]): string[] {
  return columns
    .filter(({ type, stats }) => type === 'text' && /^\d+$/.test(String(stats.min)))
    .map(({ name }) => name)
}

function pandasTypes(codes: readonly string[]): string {
  if (codes.length === 0) return ''
  if (codes.length > mostCodes) return ', dtype=str'
  return `, dtype={${codes.map((code) => `${code}: str`).join(', ')}}`
}

function rTypes(codes: readonly string[]): string {
  if (codes.length === 0) return ''
  if (codes.length > mostCodes) return ', colClasses = "character"'
  return `, colClasses = c(${codes.map((code) => `${code} = "character"`).join(', ')})`
}

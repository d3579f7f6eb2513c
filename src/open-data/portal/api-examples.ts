// Short programs that fetch a table, ready to be copied: curl, Python, pandas, R, JavaScript and Excel.
import type { Resource } from '#datasets'

export interface ApiExample {
  /** Name of the language as its users write it. */
  label: string
  /** Key for tabs and ids. */
  id: string
  code: string
}

/** The examples for one table; `origin` is the public address without a closing slash. */
export function apiExamples(resource: Resource, origin: string): ApiExample[] {
  const rows = `${origin}/api/v1/resources/${resource.id}/rows`
  const csv = `${origin}/api/v1/resources/${resource.id}/export.csv`
  const ckan = `${origin}/api/3/action/datastore_search`
  return [
    {
      id: 'curl',
      label: 'curl',
      code: `curl '${rows}?limit=5'\ncurl -o ${resource.name}.csv '${csv}'`,
    },
    {
      id: 'python',
      label: 'Python',
      code: [
        'import csv, io, urllib.request',
        `datos = urllib.request.urlopen("${csv}").read().decode("utf-8")`,
        'filas = list(csv.DictReader(io.StringIO(datos)))',
        'print(len(filas), filas[0])',
      ].join('\n'),
    },
    {
      id: 'pandas',
      label: 'Python (pandas)',
      code: ['import pandas as pd', `tabla = pd.read_csv("${csv}")`, 'print(tabla.head())'].join(
        '\n',
      ),
    },
    {
      id: 'r',
      label: 'R',
      code: `tabla <- read.csv("${csv}", check.names = FALSE)\nhead(tabla)`,
    },
    {
      id: 'javascript',
      label: 'JavaScript',
      code: [
        `const respuesta = await fetch('${rows}?limit=5')`,
        'const { columns, rows, total } = await respuesta.json()',
        'console.log(total, columns, rows)',
      ].join('\n'),
    },
    {
      id: 'ckan',
      label: 'CKAN',
      code: `curl '${ckan}?resource_id=${resource.id}&limit=5'`,
    },
    { id: 'excel', label: 'Excel', code: `${csv}?bom=true` },
  ]
}

// Turns what the database knows about its tables into TypeScript types that carry the comments.
import type { ColumnFacts } from './store-catalogue.ts'

const opening = `// The tables of the database as TypeScript sees them; written by scripts/generate-schema.ts, never by hand.
`

const numbers = new Set(['int2', 'int4', 'int8', 'float4', 'float8', 'oid'])

/** What `pg` hands out for a type, as src/platform/database/connection.ts sets it up. */
function selected(facts: ColumnFacts): string {
  if (facts.labels)
    return facts.labels.map((label) => `'${label.replaceAll("'", "\\'")}'`).join(' | ')
  if (numbers.has(facts.type)) return 'number'
  if (facts.type === 'bool') return 'boolean'
  if (facts.type === 'timestamptz') return 'Date'
  if (facts.type === 'json' || facts.type === 'jsonb') return 'unknown'
  if (facts.type === 'bytea') return 'Buffer'
  return 'string'
}

/**
 * Text is accepted for an instant. JSON is written as text only: `pg` would send an array as an array
 * of PostgreSQL. Bytes may be any Uint8Array.
 */
function given(facts: ColumnFacts): string {
  const type = selected(facts)
  if (type === 'Date') return 'Date | string'
  if (type === 'unknown') return 'string'
  return type === 'Buffer' ? 'Uint8Array' : type
}

function columnType(facts: ColumnFacts): string {
  const wrap = (type: string) => {
    const list = facts.array ? (/ \| /.test(type) ? `(${type})[]` : `${type}[]`) : type
    return facts.nullable && list !== 'unknown' ? `${list} | null` : list
  }
  const out = wrap(selected(facts))
  if (facts.readOnly) return `ColumnType<${out}, never, never>`
  const into = wrap(given(facts))
  if (out === into) return facts.hasDefault ? `Generated<${out}>` : out
  const optional = facts.hasDefault || facts.nullable ? `${into} | undefined` : into
  return `ColumnType<${out}, ${optional}, ${into}>`
}

/** Deterministic: the same database gives the same bytes. */
export function writeSchema(catalogue: readonly ColumnFacts[]): string {
  if (catalogue.length === 0) return `${opening}\nexport interface Schema {}\n`
  const tables = Map.groupBy(catalogue, (each) => `${each.schema}.${each.table}`)
  const bodies = [...tables].map(([name, columns]) => tableType(name, columns))
  const list = [...tables.keys()].map((name) => `  '${name}': ${typeName(name)}`)
  const text = [...bodies, `export interface Schema {\n${list.join('\n')}\n}\n`].join('\n')
  const needed = ['ColumnType', 'Generated'].filter((name) => text.includes(`${name}<`))
  const imports = needed.length > 0 ? `import type { ${needed.join(', ')} } from 'kysely'\n` : ''
  return `${opening}${imports}\n${text}`
}

function tableType(name: string, columns: ColumnFacts[]): string {
  const lines = columns.map(
    (facts) => `${comment(facts.columnComment, '  ')}  ${key(facts.column)}: ${columnType(facts)}`,
  )
  const heading = comment(columns[0]?.tableComment ?? null, '')
  return `${heading}export interface ${typeName(name)} {\n${lines.join('\n')}\n}\n`
}

function comment(text: string | null, indent: string): string {
  return text ? `${indent}/** ${text.replace(/\s+/g, ' ').replaceAll('*/', '* /')} */\n` : ''
}

function key(column: string): string {
  return /^[a-z_]\w*$/i.test(column) ? column : JSON.stringify(column)
}

/** `open_data.saved_view` → `OpenDataSavedView`. */
function typeName(name: string): string {
  return name
    .split(/[._-]/)
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('')
}

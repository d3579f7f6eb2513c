// Reads conditions and orders from the command line: `--where edad>=18`, `--sort -monto`.
import type { Cell, Column, Condition, Sort } from '@rimaq/tables'
import { UsageError, nearestTo } from './verb.ts'

const signs = {
  '=': 'eq',
  '!=': 'ne',
  '<': 'lt',
  '<=': 'lte',
  '>': 'gt',
  '>=': 'gte',
  '~': 'contains',
  '^=': 'starts',
} as const

type Columns = Pick<Column, 'id' | 'name' | 'type'>[]

/** Id of a column named by id or heading. Throws UsageError with the nearest id. */
export function columnId(columns: Columns, word: string): string {
  if (word === '_id') return word
  const found = columns.find(({ id }) => id === word) ?? columns.find(({ name }) => name === word)
  if (found !== undefined) return found.id
  const ids = columns.map(({ id }) => id)
  const nearest = nearestTo(word, ids)
  throw nearest === null
    ? new UsageError('unknown-column', { word, columns: ids.slice(0, 30).join(', ') })
    : new UsageError('misspelt-column', { word, nearest })
}

function valueOf(columns: Columns, id: string, text: string): Cell {
  const type = id === '_id' ? 'integer' : columns.find((column) => column.id === id)?.type
  if (type === 'integer' || type === 'number') {
    if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text))
      throw new UsageError('not-a-number', { word: text, column: id })
    const number = Number(text)
    return Number.isInteger(number) && !Number.isSafeInteger(number) ? text : number
  }
  if (type === 'boolean') {
    if (/^(true|sí|si|verdadero|1)$/i.test(text)) return true
    if (/^(false|no|falso|0)$/i.test(text)) return false
    throw new UsageError('not-a-boolean', { word: text, column: id })
  }
  return text
}

/** All conditions must hold. `column=` without a value asks for empty cells, `column!=` for filled ones. */
export function readConditions(columns: Columns, texts: string[]): Condition | undefined {
  const conditions = texts.map((text): Condition => {
    const parts = /^(.+?)\s*(!=|<=|>=|\^=|=|<|>|~)\s*(.*)$/su.exec(text)
    const sign = parts?.[2] as keyof typeof signs | undefined
    if (parts === null || sign === undefined) throw new UsageError('condition', { word: text })
    const column = columnId(columns, (parts[1] ?? '').trim())
    const value = parts[3] ?? ''
    const op = signs[sign]
    if (value === '') {
      if (op === 'eq') return { column, is: 'null' }
      if (op === 'ne') return { column, is: 'not-null' }
      throw new UsageError('condition', { word: text })
    }
    if (op === 'contains' || op === 'starts') return { column, op, value }
    return { column, op, value: valueOf(columns, column, value) }
  })
  return conditions.length > 1 ? { and: conditions } : conditions[0]
}

/** `-monto` descends. */
export function readSort(columns: Columns, words: string[]): Sort[] {
  return words.map((word) =>
    word.startsWith('-')
      ? { column: columnId(columns, word.slice(1)), descending: true }
      : { column: columnId(columns, word) },
  )
}

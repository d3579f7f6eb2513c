// Remembers what DuckDB read in a statement, for statements that differ from it in literals alone.
//
// Thousands of readers ask the same few questions about other places and dates. A literal is one word of
// the language whatever it says, so what DuckDB found in one statement holds for the next of its form.
import type { PlainSelect } from './plain-select.ts'
import type { Literal } from './plain-where.ts'
import type { PlainQuestion } from './protocol.ts'

export interface StatementForms {
  /** Null when no statement of the form was read before. */
  known(question: PlainQuestion): PlainSelect | null
  /** Keeps what was read, where every literal is surely one of those compared with a column. */
  learn(question: PlainQuestion, plain: PlainSelect): void
}

/** A statement without its literals, and these in their order. */
interface Form {
  key: string
  literals: Literal[]
}

/** Where a literal of the statement stands in its tests. */
interface Hole {
  test: number
  value: number
}

const most = 256

export function createStatementForms(): StatementForms {
  const forms = new Map<string, { plain: PlainSelect; holes: Hole[] }>()
  return {
    known(question) {
      const form = formOf(question)
      const found = form && forms.get(form.key)
      if (!found || found.holes.length !== form.literals.length) return null
      forms.delete(form.key)
      forms.set(form.key, found)
      return filled(found.plain, found.holes, form.literals)
    },
    learn(question, plain) {
      const form = formOf(question)
      const holes = form && holesOf(form, plain)
      if (!holes) return
      forms.set(form.key, { plain, holes })
      for (const oldest of forms.keys()) {
        if (forms.size <= most) break
        forms.delete(oldest)
      }
    },
  }
}

/** Comments, other quotes, and escapes: such statements are read each for itself. */
const unusual = /--|\/\*|[#$\\]/
/** A name, a text, or a whole number after a comparison; nine digits are an INTEGER in every dialect. */
const tokens = /"(?:[^"]|"")*"|'([^']*)'|([<>=]\s*)(\d{1,9})(?![\w.])/g

function formOf({ sql, dialect, tables }: PlainQuestion): Form | null {
  if (unusual.test(sql)) return null
  const literals: Literal[] = []
  const form = sql.replaceAll(
    tokens,
    (token: string, words?: string, before?: string, digits?: string) => {
      if (words !== undefined) {
        literals.push({ kind: 'text', value: words })
        return "''"
      }
      if (digits === undefined) return token
      literals.push({ kind: 'integer', value: Number(digits) })
      return `${before}#`
    },
  )
  return { key: JSON.stringify([dialect, tables.map(({ name }) => name), form]), literals }
}

/** Null unless each literal is the value of exactly one test, and no other literal says the same. */
function holesOf({ literals }: Form, { where }: PlainSelect): Hole[] | null {
  const places = new Map<string, Hole | null>()
  for (const [test, { values }] of where.entries()) {
    for (const [value, literal] of values.entries()) {
      const named = nameOf(literal)
      places.set(named, places.has(named) ? null : { test, value })
    }
  }
  const holes = literals.map((literal) => places.get(nameOf(literal)) ?? null)
  const whole = holes.every((hole) => hole !== null)
  return whole && new Set(holes).size === holes.length ? holes : null
}

function nameOf({ kind, value }: Literal): string {
  return `${kind} ${value}`
}

function filled(plain: PlainSelect, holes: Hole[], literals: Literal[]): PlainSelect {
  const where = plain.where.map((test) => ({ ...test, values: [...test.values] }))
  for (const [at, { test, value }] of holes.entries()) where[test]!.values[value] = literals[at]!
  return { ...plain, where }
}

// Takes over the sheets of a pack: those the city does not have; what it changed or withdrew is left alone.
import { readFile } from 'node:fs/promises'
import Type, { type Static } from 'typebox'
import { Compile } from 'typebox/compile'
import { ObservatoryError } from '../errors.ts'
import type { House } from './house.ts'
import { kindNames } from './kinds.ts'
import { idFrom, readSheet } from './sheet.ts'

const closed = { additionalProperties: false }
const Form = Type.Record(Type.String(), Type.Union([Type.String(), Type.Array(Type.String())]))
const SheetShape = Type.Object(
  { kind: Type.Union(kindNames.map((kind) => Type.Literal(kind))), form: Form },
  closed,
)
/** A sheet for each row of code and name that a published dataset answers; `{code}` and `{name}` in its form. */
const EachShape = Type.Object(
  { dataset: Type.String(), sql: Type.String(), sheet: SheetShape },
  closed,
)
const shape = Compile(
  Type.Object(
    {
      format: Type.Literal('rimaq-house/1'),
      note: Type.String(),
      sheets: Type.Array(SheetShape),
      each: Type.Optional(Type.Array(EachShape)),
    },
    closed,
  ),
)

type PackSheet = Static<typeof SheetShape>

/** Ids that were added. A pack without the file has no sheets. @throws ObservatoryError bad-pack */
export async function importHouse(house: House, file: URL): Promise<string[]> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  if (text === null) return []
  const content: unknown = JSON.parse(text)
  if (!shape.Check(content)) {
    const [first] = shape.Errors(content)
    throw new ObservatoryError('bad-pack', {
      ...{ file: 'house.json', place: first?.instancePath ?? '', found: first?.message ?? '' },
    })
  }
  const { sheets, each = [] } = content
  const made = await Promise.all(each.map((one) => sheetsOfRows(house, one)))
  return addSheets(house, [...sheets, ...made.flat()])
}

async function addSheets(house: House, sheets: readonly PackSheet[]): Promise<string[]> {
  const added: string[] = []
  const writer = house.as({ kind: 'operator' })
  for (const { kind, form } of sheets) {
    const id = idFrom(kind, readSheet(kind, form, null).content)
    if (id === null || (await house.versions(kind, id)).length > 0) continue
    const saved = await writer.save({ kind, form })
    if ('problems' in saved) {
      const [problem] = saved.problems
      throw new ObservatoryError('bad-pack', {
        ...{
          file: 'house.json',
          place: `${id}/${problem?.field ?? ''}`,
          found: problem?.code ?? '',
        },
      })
    }
    added.push(saved.id)
  }
  return added
}

/** None while the dataset is not published: they come with a later import. */
async function sheetsOfRows(
  house: House,
  { dataset, sql, sheet }: Static<typeof EachShape>,
): Promise<PackSheet[]> {
  const rows = await house.ask({ dataset, sql })
  return rows.map(([code, name]) => {
    const put = (text: string, quote: (value: string) => string): string =>
      text
        .replaceAll('{code}', () => quote(String(code)))
        .replaceAll('{name}', () => quote(String(name)))
    const form = Object.entries(sheet.form).map(([field, value]): [string, string | string[]] => {
      // Within a query both stand between single quotes.
      const quote = (each: string): string =>
        field === 'sql' ? each.replaceAll("'", "''") : each.replaceAll(/\s+/g, ' ').slice(0, 120)
      return [
        field,
        typeof value === 'string' ? put(value, quote) : value.map((each) => put(each, quote)),
      ]
    })
    return { kind: sheet.kind, form: Object.fromEntries(form) }
  })
}

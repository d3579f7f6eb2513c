// Takes over the sheets of a pack: those the city does not have; what it changed or withdrew is left alone.
import { readFile } from 'node:fs/promises'
import Type from 'typebox'
import { Compile } from 'typebox/compile'
import { ObservatoryError } from '../errors.ts'
import type { House } from './house.ts'
import { type Kind, kindNames } from './kinds.ts'
import { idFrom, readSheet } from './sheet.ts'

const closed = { additionalProperties: false }
const shape = Compile(
  Type.Object(
    {
      format: Type.Literal('rimaq-house/1'),
      note: Type.String(),
      sheets: Type.Array(
        Type.Object(
          {
            kind: Type.Union(kindNames.map((kind) => Type.Literal(kind))),
            form: Type.Record(
              Type.String(),
              Type.Union([Type.String(), Type.Array(Type.String())]),
            ),
          },
          closed,
        ),
      ),
    },
    closed,
  ),
)

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
  const added: string[] = []
  const writer = house.as({ kind: 'operator' })
  for (const { kind, form } of content.sheets as { kind: Kind; form: Record<string, string> }[]) {
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

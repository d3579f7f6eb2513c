// Places of codes are those of the first row of each, whatever their width and whichever have no value.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { placeCodes } from './code-places.ts'

/** The same, row by row. */
function expected(codes: readonly number[], none: ReadonlySet<number>): unknown {
  const places = new Map<number, number>()
  const list: number[] = []
  let [changes, before] = [0, -1]
  for (const code of codes) {
    const filled = code !== 0 && !none.has(code)
    if (filled && !places.has(code)) places.set(code, places.size)
    const place = filled ? places.get(code)! : -1
    if (place !== before) changes++
    before = place
    if (filled) list.push(place)
  }
  const present = codes.map((code) => (code !== 0 && !none.has(code) ? 1 : 0))
  return { dictionary: [...places.keys()], count: list.length, changes, places: list, present }
}

test('any codes have their places, in every width, one chunk after the other', () => {
  const kinds = [Uint8Array, Uint16Array, Uint32Array] as const
  const given = fc.record({
    kind: fc.constantFrom(...kinds),
    most: fc.constantFrom(1, 5, 255),
    more: fc.constantFrom(0, 60_000, 200_000),
    list: fc.array(fc.nat(), { minLength: 1, maxLength: 300, size: 'max' }),
    none: fc.array(fc.nat(), { maxLength: 3 }),
  })
  fc.assert(
    fc.property(given, ({ kind, most, more, list, none }) => {
      const room = kind === Uint8Array ? 0 : kind === Uint16Array ? Math.min(more, 60_000) : more
      const codeOf = (each: number): number => {
        const code = each % (most + 1)
        return code === 0 ? 0 : code + room
      }
      const codes = list.map(codeOf)
      const left = none.map(codeOf)
      const packed = kind.from(codes)
      const bytes = new Uint8Array(packed.buffer)
      const width = kind.BYTES_PER_ELEMENT
      const chunk = { kind: 'codes', bytes, width, rows: codes.length, empty: 0 } as const
      const { narrow, ...found } = placeCodes(chunk, most + room, left)
      const told = Object.entries(found).map(([name, value]) => [
        name,
        typeof value === 'number' ? value : [...value],
      ])
      assert.deepEqual(Object.fromEntries(told), expected(codes, new Set(left)))
      const places = [...found.places]
      assert.deepEqual([...narrow(8)], places)
      const narrowed = narrow(16)
      const pairs = new Uint16Array(narrowed.buffer, narrowed.byteOffset, places.length)
      assert.deepEqual([...pairs], places)
    }),
    { numRuns: 300 },
  )
})

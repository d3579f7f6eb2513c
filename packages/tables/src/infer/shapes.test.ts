// The shapes that SQL finds are those that JavaScript finds, cell by cell.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { Duck, literal } from '../build/duck.ts'
import { columnShapes, sampled, shapeOf } from './shapes.ts'

const digits = fc.stringMatching(/^[+-]?[0-9]{1,19}$/)
const cell = fc.oneof(
  digits,
  fc.stringMatching(/^-?0?[0-9]{1,6}[.,][0-9]{1,4}$/),
  fc.stringMatching(/^[0-2][0-9]{3}-[01][0-9]-[0-3][0-9]( [0-2][0-9]:[0-5][0-9]:[0-5][0-9])?$/),
  fc.stringMatching(/^[ \t]?[0-9]{1,3}[ea/:%]?[0-9]{0,3}[ \u00a0]?$/),
  fc.constantFrom('-0', '-0.00', '0', '00', '1e5', '1_000', 'NA', ' x9 ', 'infinity', '0x1F'),
  fc.stringMatching(/^[(\u2212+-]?0?[0-9]{1,3}[.,]?[0-9]{0,3}[)-]?$/),
  fc.constantFrom('(0.5)', '\u22120,5', '(007)', '\u2212', '\u221207', '\u2014', '\u20ac 0.5', 'ñ'),
)

test('every cell has the same shape in SQL and in JavaScript, whatever the sample', async () => {
  const temp = mkdtempSync(join(tmpdir(), 'rimaq-shapes-'))
  const duck = await Duck.open({ temp, memory: 1 << 28, threads: 1, onDisk: false })
  try {
    const property = fc.asyncProperty(
      fc.array(cell, { minLength: 1, maxLength: 60 }),
      fc.array(cell, { maxLength: 5 }),
      async (cells, sample) => {
        const rows = cells.map((text) => `(${literal(text)})`).join(', ')
        await duck.run(`CREATE OR REPLACE TABLE t AS SELECT * FROM (VALUES ${rows}) AS v(c1)`)
        const expected = new Map<string, number>()
        for (const text of cells) {
          if (/^[ \t\r\n\u00a0]*$/.test(text)) continue
          expected.set(shapeOf(text), (expected.get(shapeOf(text)) ?? 0) + 1)
        }
        const column = { name: 'c1', sample: sampled(sample) }
        const alone = await columnShapes(duck, 't', [column])
        const together = await columnShapes(duck, 't', [column, column])
        for (const shapes of [...alone, ...together]) {
          assert.deepEqual(new Map(shapes?.map(({ shape, count }) => [shape, count])), expected)
          for (const { row, example } of shapes ?? []) assert.equal(cells[row], example)
        }
      },
    )
    await fc.assert(property, { numRuns: 150 })
  } finally {
    duck.close()
    rmSync(temp, { recursive: true, force: true })
  }
})

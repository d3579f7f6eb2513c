// Numbers below zero come back as such, however an account writes them.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { tryIngest } from '../build/trial.ts'

async function column(
  cells: string[],
): Promise<{ type: string; format?: string; values: number[] }> {
  const lines = cells.map((cell, at) => `${cell}|x${at}`)
  const { manifest, rows } = await tryIngest(`saldo|n\n${lines.join('\n')}\n`)
  const { type, format } = manifest.columns[0]!
  const values = rows.map(([cell]) => Number(cell))
  return { type, ...(format !== undefined && { format }), values }
}

const WAYS: [string[], number[], string, string][] = [
  [['(1.25)', '3.50', '(0.125)'], [-1.25, 3.5, -0.125], 'number', '(1234.56)'],
  [['(1,234.50)', '1,000.00', '( 7.25 )'], [-1234.5, 1000, -7.25], 'number', '(1,234.56)'],
  [['1,234.50-', '2.00', '3.10 -'], [-1234.5, 2, -3.1], 'number', '1,234.56-'],
  [['1.234,50-', '2,00'], [-1234.5, 2], 'number', '1.234,56-'],
  [['\u22125', '7', '-3'], [-5, 7, -3], 'integer', '\u22121234'],
  [['\u22121.5', '(2.5)', '3.5-', '-4.5'], [-1.5, -2.5, -3.5, -4.5], 'number', ''],
  [['S/ (1,234.50)', '(S/ 2.00)', 'S/ 3.00'], [-1234.5, -2, 3], 'number', '(S/ 1,234.56)'],
  [['(12.5%)', '3%'], [-12.5, 3], 'number', '(1234.5%)'],
  [['(5)', '12', '7'], [-5, 12, 7], 'integer', '(1234)'],
]

for (const [cells, values, type, format] of WAYS) {
  test(`${cells.join(' · ')} are numbers, and the format says how they were written`, async () => {
    const found = await column(cells)
    assert.deepEqual([found.type, found.values], [type, values])
    if (format !== '') assert.equal(found.format, format)
  })
}

test('marks of notes in brackets, ranges and codes stay text', async () => {
  for (const cells of [
    ['(1)', '(2)'],
    ['5-', '6-'],
    ['(01)', '(02)', '3'],
    ['(-5)', '3.2'],
    ['5-6', '7'],
  ])
    assert.equal((await column(cells)).type, 'text', cells.join(' '))
})

test('one cell that is no number keeps the column text and is told', async () => {
  const cells = Array.from({ length: 20 }, (_, at) => `(${at}.50)`)
  const lines = [...cells, 'por definir'].map((cell, at) => `${cell}|x${at}`)
  const { types, finding } = await tryIngest(`saldo|n\n${lines.join('\n')}\n`)
  assert.equal(types['saldo'], 'text')
  assert.equal(finding('mixed-types')?.detail?.['almost'], 'number')
})

test('amounts come back exactly with any mark of the negative', async () => {
  const mark: Record<string, (text: string) => string> = {
    brackets: (text) => `(${text})`,
    behind: (text) => `${text}-`,
    sign: (text) => `\u2212${text}`,
    hyphen: (text) => `-${text}`,
    none: (text) => text,
  }
  const amount = fc.record({
    cents: fc.integer({ min: 1, max: 9_999_999_999 }),
    way: fc.constantFrom(...Object.keys(mark)),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(amount, { minLength: 2, maxLength: 30 }), async (amounts) => {
      const cells = amounts.map(({ cents, way }) => {
        const whole = String(Math.floor(cents / 100)).replace(/\B(?=(\d{3})+$)/g, ',')
        return mark[way]!(`${whole}.${String(cents % 100).padStart(2, '0')}`)
      })
      const { values } = await column(cells)
      assert.deepEqual(
        values.map((value) => Math.round(value * 100)),
        amounts.map(({ cents, way }) => (way === 'none' ? cents : -cents)),
      )
    }),
    { numRuns: 10 },
  )
})

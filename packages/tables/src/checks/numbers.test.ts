// Columns that write their numbers in two ways are told, and read only where no cell leaves a doubt.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { tryIngest } from '../build/trial.ts'
import { describeFinding } from './describe.ts'

function csv(cells: string[], head = 'monto'): string {
  return `${head}|n\n${cells.map((cell, at) => `${cell}|x${at}`).join('\n')}\n`
}

const CLEAR = ['S/ 1,234.50', '12,345.00', '1.234,50', '7.00', '980', '2.345.678', 'S/D']

test('two ways of writing numbers are told with rows and an example of each', async () => {
  const { types, finding, manifest } = await tryIngest(csv(CLEAR), 'x.csv', { repairs: 'recipe' })
  assert.equal(types['monto'], 'text')
  const found = finding('mixed-number-formats')
  assert.deepEqual(
    [found?.severity, found?.rows, found?.count, found?.repaired],
    ['error', [4, 7], 2, undefined],
  )
  assert.deepEqual(found?.repair, { do: 'unify-numbers', column: 'monto' })
  const { what, where, why, remedy } = describeFinding(found, manifest, 'es')
  assert.match(what, /^Los números de monto .* «S\/ 1,234.50» y 2 como «1.234,50»\.$/)
  assert.equal(where, 'Filas 4, 7, columna monto')
  assert.match(why, /texto/)
  assert.match(remedy, /^Leer cada celda por sus propios signos/)
})

test('where each cell can be read in one way only, the repair makes numbers of them', async () => {
  const { types, rows, manifest, finding } = await tryIngest(csv(CLEAR))
  assert.equal(types['monto'], 'number')
  assert.deepEqual(
    rows.map(([cell]) => (cell === null ? null : Number(cell))),
    [1234.5, 12345, 1234.5, 7, 980, 2_345_678, null],
  )
  assert.equal(finding('mixed-number-formats')?.repaired, true)
  assert.equal(finding('null-words')?.count, 1)
  assert.deepEqual(manifest.recipe.steps, [{ do: 'unify-numbers', column: 'monto' }])
  const again = await tryIngest(csv([...CLEAR, '3,5']), 'x.csv', {
    repairs: 'recipe',
    recipe: manifest.recipe,
  })
  assert.equal(again.types['monto'], 'number')
  assert.equal(Number(again.rows.at(-1)?.[0]), 3.5)
})

test('one cell that can be read in two ways keeps the column text, also under a recipe', async () => {
  const { types, finding, manifest } = await tryIngest(csv([...CLEAR, '1.234']), 'x.csv', {
    recipe: { steps: [{ do: 'unify-numbers', column: 'monto' }] },
  })
  assert.equal(types['monto'], 'text')
  const found = finding('mixed-number-formats')
  assert.equal(found?.repair, undefined)
  assert.match(describeFinding(found!, manifest, 'en').remedy, /^Write all numbers in the same way/)
})

test('blanks and commas between thousands contradict each other too', async () => {
  const { finding, rows } = await tryIngest(csv(['1 234.50', '12 345.00', '1,234.50', '2,5']))
  assert.equal(finding('mixed-number-formats')?.count, 2)
  assert.deepEqual(
    rows.map(([cell]) => Number(cell)),
    [1234.5, 12_345, 1234.5, 2.5],
  )
})

test('amounts come back exactly whichever way each of them is written', async () => {
  const grouped = (value: number, sign: string): string =>
    String(value).replace(/\B(?=(\d{3})+$)/g, sign)
  const amount = fc.record({
    cents: fc.nat({ max: 9_999_999_999 }),
    way: fc.constantFrom(['.', ','], [',', '.'], [' ', ','], ['', '.']),
    money: fc.constantFrom('', 'S/ ', 'US$ ', '-'),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(amount, { minLength: 2, maxLength: 30 }), async (amounts) => {
      const cells = amounts.map(({ cents, way: [groups = '', mark = '.'], money }) => {
        const fraction = String(cents % 100).padStart(2, '0')
        return `${money}${grouped(Math.floor(cents / 100), groups)}${mark}${fraction}`
      })
      const { rows } = await tryIngest(csv(['S/ 1,234.50', '1.234,50', ...cells]))
      assert.deepEqual(
        rows.slice(2).map(([cell]) => Math.round(Number(cell) * 100)),
        amounts.map(({ cents, money }) => (money === '-' && cents > 0 ? -cents : cents)),
      )
    }),
    { numRuns: 12 },
  )
})

// Values written in the ways of offices are read back as the values they were.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { tryIngest } from '../build/trial.ts'
import { nameColumns, slug } from './column-ids.ts'
import { decideNumber } from './decide-number.ts'
import { shapeKind } from './shape-kinds.ts'
import { shapeOf } from './shapes.ts'

function csv(head: string, cells: string[]): string {
  return `${head};fin\n${cells.map((cell) => `"${cell}";x`).join('\n')}\n`
}

function grouped(value: number, separator: string): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, separator)
}

test('amounts in cents come back exactly, with any separators', async () => {
  const amounts = fc.array(fc.nat({ max: 9_999_999_999 }), { minLength: 2, maxLength: 20 })
  const styles = fc.constantFrom(
    ['', '.'],
    ['', ','],
    ['.', ','],
    [',', '.'],
    [' ', ','],
    ["'", '.'],
  )
  await fc.assert(
    fc.asyncProperty(amounts, styles, async (cents, [groups = '', mark = '.']) => {
      const cells = cents.map(
        (value) =>
          `${grouped(Math.floor(value / 100), groups)}${mark}${String(value % 100).padStart(2, '0')}`,
      )
      const { rows, manifest } = await tryIngest(csv('monto', cells))
      assert.equal(manifest.columns[0]?.type, 'number')
      assert.deepEqual(
        rows.map(([cell]) => Math.round(Number(cell) * 100)),
        cents,
      )
    }),
    { numRuns: 8 },
  )
})

test('dates come back whatever their order and separator', async () => {
  const day = fc
    .integer({ min: -25_000, max: 40_000 })
    .map((days) => new Date(days * 86_400_000).toISOString().slice(0, 10))
  const dates = fc
    .array(day, { minLength: 1, maxLength: 20 })
    .map((list) => [...list, '2020-12-25'])
  const pad = (style: boolean, part: string): string => (style ? part : String(Number(part)))
  const write = fc.record({
    order: fc.constantFrom('ymd', 'dmy', 'mdy'),
    separator: fc.constantFrom('-', '/', '.'),
    zeros: fc.boolean(),
  })
  await fc.assert(
    fc.asyncProperty(dates, write, async (list, { order, separator, zeros }) => {
      const cells = list.map((date) => {
        const [y = '', m = '', d = ''] = date.split('-')
        const parts = { ymd: [y, m, d], dmy: [d, m, y], mdy: [m, d, y] }[order] ?? []
        return parts.map((part) => (part.length === 2 ? pad(zeros, part) : part)).join(separator)
      })
      const { rows, manifest } = await tryIngest(csv('fecha', cells))
      assert.equal(manifest.columns[0]?.type, 'date')
      assert.deepEqual(
        rows.map(([cell]) => cell),
        list,
      )
    }),
    { numRuns: 8 },
  )
})

test('any text comes back as it was, and nothing becomes a number that loses digits', async () => {
  const texts = fc.array(
    fc.string({
      unit: fc.constantFrom('a', 'ñ', '0', '1', '9', '.', ',', '-', '/', ':', ' ', 'E', '%'),
      minLength: 1,
      maxLength: 12,
    }),
    { minLength: 1, maxLength: 12 },
  )
  await fc.assert(
    fc.asyncProperty(texts, async (list) => {
      const { rows, manifest } = await tryIngest(csv('v', list), 'x.csv', { repairs: 'none' })
      if (manifest.columns[0]?.type === 'text') {
        const expected = list.map((cell) => (cell.trim() === '' ? null : cell))
        assert.deepEqual(
          rows.map(([cell]) => cell),
          expected,
        )
      } else {
        const words = manifest.findings.find(({ code }) => code === 'null-words')?.count ?? 0
        const empty = list.filter((cell) => cell.trim() === '').length
        assert.equal(rows.filter(([cell]) => cell === null).length, words + empty)
      }
    }),
    { numRuns: 15 },
  )
})

test('shapes are the same in JavaScript and for what they mean', () => {
  const kinds: [string, string][] = [
    ['12', 'integer'],
    ['-0', 'number'],
    ['007', 'code'],
    ['1234567890123456789', 'code'],
    ['1.5', 'number'],
    ['1.234,5', 'number'],
    ['12:30', 'time'],
    ['2020-01-02', 'date'],
    ['1/2/2020', 'date'],
    ['1/2', 'text'],
    ['S/ 1,200.50', 'number'],
    ['12%', 'number'],
    ['sí', 'boolean'],
    ['N/A', 'null-word'],
    ['1.2.3', 'text'],
    ['5 de enero de 2021', 'date'],
    ['A1', 'text'],
    ['1e5', 'number'],
    ['(1.25)', 'number'],
    ['S/ (1,234.50)', 'number'],
    ['1,234.50-', 'number'],
    ['\u22125', 'number'],
    ['(007)', 'text'],
    ['(-5)', 'text'],
    ['5-6', 'text'],
    ['--5', 'text'],
    ['-5-', 'text'],
  ]
  for (const [cell, kind] of kinds) assert.equal(shapeKind(shapeOf(cell)).kind, kind, cell)
})

test('cells that contradict each other make no number', () => {
  const shapes = ['1.234,5', '1,234.5'].map((cell) => {
    const shape = shapeKind(shapeOf(cell))
    assert.equal(shape.kind, 'number')
    return { shape: shape, count: 1 }
  })
  assert.equal(decideNumber(shapes, true), null)
})

test('ids are plain, unique and at most 63 letters', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ maxLength: 90 }), { minLength: 1, maxLength: 12 }),
      (heads) => {
        const ids = nameColumns(heads).map(({ id }) => id)
        assert.equal(new Set(ids).size, ids.length)
        for (const id of ids) assert.match(id, /^[a-z][a-z0-9_]{0,62}$/)
      },
    ),
  )
  assert.equal(slug('AÑO (µg/m³) — Ubicación'), 'ano_ug_m3_ubicacion')
})

// Cells that arrive while scrolling read like those of the first page.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { columnFormats } from './formats.ts'

test('amounts are grouped, years are not, and nothing is told apart from an empty text', () => {
  const [row, amount, year, share, yes, words] = columnFormats({
    types: 'row,amount,integer,number,boolean,text',
    lang: 'es',
    yes: 'sí',
    no: 'no',
    null: 'sin dato',
  })
  assert.equal(row?.write(1_234_567), '1,234,567')
  assert.equal(amount?.write(24_913), '24,913')
  assert.equal(year?.write(2023), '2023')
  assert.equal(share?.write(1325.433194), '1,325.4332')
  assert.equal(share?.write(0.00001234), '0.00001234')
  assert.equal(yes?.write(true), 'sí')
  assert.equal(words?.write(null), 'sin dato')
  assert.equal(words?.write(''), '«»')
  assert.deepEqual([amount?.numeric, words?.numeric], [true, false])
})

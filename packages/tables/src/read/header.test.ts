// Tells headings from rows, also where the headings are hostile.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { tryIngest } from '../build/trial.ts'
import { guessHeader } from './header.ts'

const essay = 'palabra '.repeat(300)

test('an essay among words that stand over numbers is a heading', () => {
  assert.equal(
    guessHeader([
      ['distrito', essay, 'monto'],
      ['1', '2', '3'],
      ['4', '5', '6'],
    ]),
    true,
  )
})

test('an essay over words is a row', () => {
  assert.equal(
    guessHeader([
      ['distrito', essay],
      ['Lince', 'otra cosa'],
      ['Breña', 'algo más'],
    ]),
    false,
  )
})

test('an essay beside a number is a row', () => {
  assert.equal(
    guessHeader([
      ['7', essay],
      ['8', '9'],
      ['10', '11'],
    ]),
    false,
  )
})

test('hostile headings are headings, in several lines and of any length', async () => {
  const heads = `"a"";DROP TABLE x;--",__proto__,${'l'.repeat(5000)},"dos\nlíneas",=1+1`
  const { manifest, rows } = await tryIngest(`${heads}\n${'0,1,2,3,4\n'.repeat(9)}`)
  assert.equal(manifest.source.dialect?.header, true)
  assert.equal(rows.length, 9)
  assert.equal(manifest.columns[0]?.name, 'a";DROP TABLE x;--')
})

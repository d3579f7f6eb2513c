// Checks that a word of a question and a word of a table are the same word.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DuckDBInstance } from '@duckdb/node-api'
import { fold, foldsAlike, foldSql, wordsOf, wordsSql } from './words.ts'

test('folds every letter before U+0870 as DuckDB does, and parts words at the same letters', async () => {
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  const result = await connection.runAndReadAll(
    `SELECT i::INTEGER, ${foldSql('chr(i::INTEGER)')}, len(${wordsSql(`'a' || chr(i::INTEGER) || 'a'`)})::INTEGER ` +
      'FROM range(1, 2160) AS t(i)',
  )
  for (const [code, folded, parts] of result.getRows()) {
    const letter = String.fromCodePoint(code as number)
    assert.equal(fold(letter), folded, `U+${(code as number).toString(16)}`)
    assert.equal(wordsOf(`a${letter}a`).length, parts, `U+${(code as number).toString(16)}`)
  }
  connection.closeSync()
})

test('folds case and accents, whichever way an accent is written', () => {
  assert.deepEqual(wordsOf('¿Ñandú, N\u0303andu\u0301 o ΟΔΟΣ 2.5?'), [
    'nandu',
    'nandu',
    'o',
    'οδοσ',
    '2',
    '5',
  ])
  assert.equal(foldsAlike('Ñandú ΟΔΟΣ'), true)
  assert.equal(foldsAlike('日本'), false)
})

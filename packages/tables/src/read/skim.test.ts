// Compares the quick walk over plain records with the full parser on texts full of odd signs.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { type ScanOptions, scanRecords } from './scan.ts'
import { Skimmer } from './skim.ts'

const marks = { delimiter: Buffer.from(','), quote: 34, escape: -1, bareReturn: false }

function skim(text: string, width: number): number {
  const bytes = Buffer.from(text)
  return new Skimmer(marks, width).skim(bytes, bytes.length, 0)
}

test('plain records and whole quoted cells are stepped over', () => {
  assert.equal(skim('a,b\nc', 2), 4)
  assert.equal(skim('a,b\r\nc', 2), 5)
  assert.equal(skim('"a, b",\n', 2), 8)
  assert.equal(skim('""\n', 1), 3)
})

test('whatever is unusual is left to the parser', () => {
  const left = ['a\n', 'a,b', 'a,b,c\n', '\n', 'a"b,c\n', '"a"b,c\n', '"a""b",c\n', '"a\nb",c\n']
  for (const text of [...left, 'a,\0\n', 'a\r,b\n', '"a" ,b\n', 'a,b\r\r\n']) {
    assert.equal(skim(text, 2), -1, JSON.stringify(text))
  }
})

test('a scan that counts and a scan that writes see the same records', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rimaq-skim-'))
  const path = join(folder, 'text.csv')
  const sign = fc.constantFrom(
    'a',
    'é',
    '"',
    ',',
    ',',
    '\n',
    '\n',
    '\r\n',
    '\r',
    ' ',
    '\\',
    '\0',
    '""',
  )
  const delimiter = fc.constantFrom(',', ' ', '::')
  const escape = fc.constantFrom(-1, 92)
  try {
    fc.assert(
      fc.property(
        fc.array(sign, { maxLength: 60 }),
        fc.integer({ min: 1, max: 3 }),
        delimiter,
        escape,
        (signs, width, delim, escaped) => {
          writeFileSync(path, signs.join(''))
          const options: ScanOptions = {
            ...{ path, start: 0, line: 1, width },
            ...{ ...marks, delimiter: Buffer.from(delim), escape: escaped },
          }
          const counted = scanRecords(options)
          assert.deepEqual(counted, scanRecords({ ...options, sink: () => undefined }))
        },
      ),
      { numRuns: 2000 },
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
})

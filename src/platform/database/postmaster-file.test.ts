// A stale lock is cleared, and never the lock of a server that was started in between.
import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { clearStaleLocks, removeLockOf } from './postmaster-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'rimaq-lock-'))
const path = join(folder, 'postmaster.pid')
after(() => rmSync(folder, { recursive: true }))

test('the lock of a number that was given to another program is cleared', () => {
  writeFileSync(path, `${process.pid}\n/somewhere\n`)
  clearStaleLocks(folder)
  assert.deepEqual(readdirSync(folder), [])
})

test('a lock that another server wrote after the look is put back as it was', () => {
  writeFileSync(path, '4711\nnew\n')
  removeLockOf(path, process.pid)
  assert.equal(readFileSync(path, 'utf8'), '4711\nnew\n')
  assert.deepEqual(readdirSync(folder), ['postmaster.pid'])
  removeLockOf(path, 4711)
  assert.equal(existsSync(path), false)
})

test('a lock that is gone already is no error', () => {
  removeLockOf(path, 4711)
  assert.deepEqual(readdirSync(folder), [])
})

// Folders for spill files: none of the living is touched, none of the dead stays.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { openSessionFolder } from './session-folder.ts'

test('Folders of processes that are no more are swept away, and only those.', () => {
  const temp = mkdtempSync(join(tmpdir(), 'rimaq-sessions-'))
  const { pid } = spawnSync(process.execPath, ['--version'])
  const dead = join(temp, `tables-${pid}-abc123`)
  const foreign = join(temp, 'other')
  mkdirSync(dead)
  mkdirSync(foreign)
  const first = openSessionFolder(temp)
  const second = openSessionFolder(temp)
  assert.deepEqual([dead, foreign, first, second].map(existsSync), [false, true, true, true])
  rmSync(temp, { recursive: true })
})

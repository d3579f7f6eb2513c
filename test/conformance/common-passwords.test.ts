// The filter of common passwords holds what its sources hold, and nothing had to be believed.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { commonPasswords } from '../../scripts/make-common-passwords.ts'
import { readBloom, writeBloom } from '../../src/people/accounts/bloom.ts'

test('the filter is the one that its script writes, and takes at most a megabyte', () => {
  const kept = readFileSync(
    new URL('../../src/people/accounts/common-passwords.bin', import.meta.url),
  )
  const made = writeBloom(commonPasswords())
  assert.ok(kept.equals(made), 'run scripts/make-common-passwords.ts')
  assert.ok(kept.length <= 1_048_576, String(kept.length))
})

test('every text of the sources is found in it', () => {
  const all = commonPasswords()
  const filter = readBloom(writeBloom(all))
  for (const each of all) assert.ok(filter.has(each), each)
  assert.equal(filter.count, all.size)
})

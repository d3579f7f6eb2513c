// What a child may use is as before once a job that was given more of it has ended, well or not.
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { createPool } from './pool.ts'
import type { Selected } from './protocol.ts'

const temp = mkdtempSync(join(tmpdir(), 'rimaq-pool-'))
const pool = createPool({ size: 1, memory: 2 ** 30, time: 20_000, queue: 4, temp })
after(async () => {
  await pool.close()
  rmSync(temp, { recursive: true, force: true })
})

async function limit(): Promise<unknown> {
  const statements = [`SELECT current_setting('memory_limit') AS allowed`]
  const answer = await pool.run({ do: 'select', statements, bytes: 1000 })
  return (JSON.parse(answer) as Selected[])[0]?.rows[0]?.[0]
}

test('memory for one job is given back after it', async () => {
  const usual = await limit()
  assert.equal(usual, '614.3 MiB')
  const file = join(temp, 'during.csv')
  const copy = `COPY (SELECT current_setting('memory_limit')) TO '${file}' (HEADER false)`
  await pool.run({ do: 'run', statements: [copy], memory: 'four fifths' })
  assert.equal(readFileSync(file, 'utf8').trim(), '819.1 MiB')
  assert.equal(await limit(), usual)
  const broken = pool.run({ do: 'run', statements: ['SELECT nothing'], memory: 'four fifths' })
  await assert.rejects(broken)
  assert.equal(await limit(), usual)
})

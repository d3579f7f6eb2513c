// Runs the example of the README, so that it stays true.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'

test('the example of the README prints what it says', async () => {
  const text = await readFile(new URL('../README.md', import.meta.url), 'utf8')
  const [, code = ''] = /```ts\n([\s\S]*?)```/.exec(text) ?? []
  const door = new URL('index.ts', import.meta.url).href
  const folder = await mkdtemp(join(tmpdir(), 'rimaq-readme-'))
  try {
    const file = join(folder, 'example.ts')
    await writeFile(file, code.replaceAll('@rimaq/ledger', door))
    const options = { env: { ...process.env, TMPDIR: folder } }
    const { stdout } = await promisify(execFile)(process.execPath, [file], options)
    assert.equal(stdout, 'entry 0 of 1\n')
    assert.ok(text.includes(`It prints \`${stdout.trim()}\``))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

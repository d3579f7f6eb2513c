// Runs the examples of the README, so that they stay true.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'

test('every example of the README prints what stands below it', async () => {
  const text = await readFile(new URL('../README.md', import.meta.url), 'utf8')
  const examples = [...text.matchAll(/```ts\n([\s\S]*?)```\n+```\n([\s\S]*?)```/g)]
  assert.ok(examples.length >= 4)
  const door = new URL('index.ts', import.meta.url).href
  const folder = await mkdtemp(join(tmpdir(), 'rimaq-readme-'))
  try {
    for (const [at, [, code = '', printed]] of examples.entries()) {
      assert.ok(code.trimEnd().split('\n').length <= 20, 'an example is short')
      const file = join(folder, `example-${at}.ts`)
      await writeFile(file, code.replaceAll('@rimaq/walks', door))
      const { stdout } = await promisify(execFile)(process.execPath, [file])
      assert.equal(stdout, printed)
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

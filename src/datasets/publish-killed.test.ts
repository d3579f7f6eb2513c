// Kills a publishing process at each of its phases: readers have the old version or the new one, whole.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { ContentHash } from '#platform'
import { type TestShelf, testShelf } from '../../test/support/test-shelf.ts'
import type { Version } from './model.ts'

let on: TestShelf
before(async () => {
  on = await testShelf()
})
after(() => on.close())

const script = fileURLToPath(new URL('../../test/support/publish-once.ts', import.meta.url))

/** The last word of the process, and whether it ended by itself. */
function publishAndKill(
  path: string,
  moment: { phase: string; wait: number } | null,
): Promise<{ last: string; killed: boolean }> {
  const { url, ownerUrl } = on.database
  const words = ['--conditions=source', script, url, ownerUrl, on.folder, path]
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'ignore'] })
  let text = ''
  let timer: NodeJS.Timeout | undefined
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString()
    const reached = moment !== null && text.split('\n').includes(moment.phase)
    if (reached) timer ??= setTimeout(() => child.kill('SIGKILL'), moment.wait)
  })
  return new Promise((resolve) => {
    child.once('close', (_, signal) => {
      clearTimeout(timer)
      resolve({ last: text.trim().split('\n').at(-1) ?? '', killed: signal === 'SIGKILL' })
    })
  })
}

const rowsOf = (round: number): string =>
  `codigo,monto\n${Array.from({ length: 50 + round }, (_, at) => `C${at},${at * round}\n`).join('')}`

/** Every version is whole: its numbers without gaps, its three files there with their bytes. */
async function wholeVersions(): Promise<Version[]> {
  const reader = on.another()
  const dataset = await reader.dataset('matado')
  const [resource] = dataset?.resources ?? []
  if (dataset === null || resource === undefined) return []
  const versions = await reader.versions(resource.id)
  assert.equal(resource.version?.id, versions[0]?.id)
  assert.deepEqual(
    versions.map(({ number }) => number),
    versions.map((_, at) => versions.length - at),
  )
  for (const version of versions) {
    const { originalHash, parquetHash, manifestHash, manifest, originalBytes } = version
    for (const hash of [originalHash, parquetHash, manifestHash]) {
      assert.equal(await on.files.has(hash as ContentHash), true)
    }
    assert.equal(await on.files.size(parquetHash as ContentHash), manifest.parquet.bytes)
    assert.equal(await on.files.size(originalHash as ContentHash), originalBytes)
    assert.equal(version.rows, manifest.rows)
  }
  return versions
}

const moments = [
  { phase: 'write', wait: 0 },
  { phase: 'store', wait: 0 },
  { phase: 'store', wait: 8 },
  { phase: 'store', wait: 30 },
]

test('a process killed while it publishes leaves the old version or the new one', async () => {
  for (const [round, moment] of moments.entries()) {
    const before = await wholeVersions()
    const path = await on.file(`ronda-${round}.csv`, rowsOf(round))
    const { killed, last } = await publishAndKill(path, moment)
    const after = await wholeVersions()
    const grown = after.length - before.length
    assert.ok(grown === 0 || grown === 1, `${moment.phase} ${moment.wait}: ${grown}`)
    if (!killed || last.startsWith('done')) assert.equal(grown, 1, 'what was told must be there')
    if (grown === 1) assert.equal(after[0]?.rows, 50 + round)
  }
  const path = await on.file('final.csv', rowsOf(99))
  const before = await wholeVersions()
  const { last } = await publishAndKill(path, null)
  const after = await wholeVersions()
  assert.equal(last, `done ${before.length + 1}`)
  assert.equal(after[0]?.rows, 149)
  await on.jobs.drain(['datasets.index'])
  const table = await on.another().files(after[0])
  assert.ok(table.indexes?.rows, 'the job of a version survives with it')
})

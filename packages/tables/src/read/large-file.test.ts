// Reads the same tables in memory and as files so large that their rows wait on disk: nothing may differ.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { LARGE } from '../build/duck.ts'
import { tryIngest } from '../build/trial.ts'
import { WORTH_A_THREAD } from '../columns/blocks-ahead.ts'
import { ingest } from '../ingest.ts'
import type { Manifest } from '../model.ts'

const large = { limits: { threads: 1, large: 1 } }
const small = { limits: { threads: 1 } }

/** Everything that tells of the table but the hash of a file with other row groups. */
function told(trial: Awaited<ReturnType<typeof tryIngest>>): object {
  const { rows, ids, types, manifest } = trial
  const { findings, recipe, key, columns } = manifest
  return { rows, ids, types, findings, recipe, key, columns }
}

const garbled = [
  'código,distrito,nota',
  ...Array.from({ length: 5000 }, (_, at) => {
    const district = ['BreÃ±a', 'Ancón', 'PachacÃ¡mac', 'Lince'][at % 4] ?? ''
    return `${at},${district},${at % 9 === 0 ? 'MarÃ­a' : 'sin más'}`
  }),
].join('\n')

test('garbled letters are repaired in a table that waits on disk as in one in memory', async () => {
  const [memory, disk] = [
    await tryIngest(garbled, 'a.csv', small),
    await tryIngest(garbled, 'a.csv', large),
  ]
  assert.deepEqual(told(disk), told(memory))
  assert.equal(disk.finding('mojibake')?.repaired, true)
  assert.deepEqual(disk.rows[0], ['0', 'Breña', 'María'])
  assert.deepEqual(disk.rows[2], ['2', 'Pachacámac', 'sin más'])
  assert.equal(disk.ids.length, 5000)
})

test('without repairs the same cells are found there and left as they are', async () => {
  const options = { repairs: 'none' as const }
  const [memory, disk] = [
    await tryIngest(garbled, 'a.csv', { ...small, ...options }),
    await tryIngest(garbled, 'a.csv', { ...large, ...options }),
  ]
  assert.deepEqual(told(disk), told(memory))
  assert.deepEqual(disk.rows[0], ['0', 'BreÃ±a', 'MarÃ­a'])
})

test('rows that leave the table, swapped points and lost zeros are those of a small file', async () => {
  const lines = Array.from({ length: 3000 }, (_, at) => {
    const swapped = at % 7 === 0
    const [lat, lon] = [-12.05 - (at % 50) / 1000, -77.03 + (at % 30) / 1000]
    return `${at % 5 === 0 ? 70101 : 150101},${swapped ? lon : lat},${swapped ? lat : lon},${at}`
  })
  const content = ['ubigeo,latitud,longitud,casos', ...lines, ',,TOTAL,4498500'].join('\n')
  const [memory, disk] = [
    await tryIngest(content, 'b.csv', small),
    await tryIngest(content, 'b.csv', large),
  ]
  assert.deepEqual(told(disk), told(memory))
})

test('a file just above the limit as it is takes the way by the disk, and its letters are repaired', async () => {
  // Few long cells: what costs is the number of cells, what counts here is the number of bytes.
  const long = 'x'.repeat(60_000)
  const count = Math.ceil(LARGE / long.length) + 2
  const lines = Array.from({ length: count }, (_, at) => `${at},BreÃ±a,${long}${at}`)
  const content = `n,distrito,relleno\n${lines.join('\n')}\n`
  assert.ok(content.length > LARGE)
  const { rows, finding } = await tryIngest(content, 'c.csv')
  assert.equal(finding('mojibake')?.repaired, true)
  assert.equal(rows.length, count)
  assert.deepEqual(rows.at(-1)?.slice(0, 2), [String(count - 1), 'Breña'])
})

test('a text above 24 MiB is read by two threads, hashed by one of them, and the same version', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rimaq-large-'))
  let threads = 0
  const started = (): number => (threads += 1)
  subscribe('worker_threads', started)
  try {
    const path = join(folder, 'a.csv')
    const lines = Array.from({ length: 20_000 }, (_, row) => {
      return `${row},${'0123456789'.repeat(140)},${row % 977},Ñuñoa ${row % 13}`
    })
    const text = Buffer.from(`fila,relleno,resto,lugar\n${lines.join('\n')}\n`)
    assert.ok(text.length > WORTH_A_THREAD)
    writeFileSync(path, text)
    const read = (count: number): Promise<Manifest> =>
      ingest({
        ...{ path, name: 'a.csv', outDir: join(folder, String(count)), temp: folder },
        ...{ mode: 'replace', repairs: 'recipe', limits: { threads: count } },
      })
    const alone = await read(1)
    assert.equal(threads, 0)
    assert.deepEqual(await read(2), alone)
    assert.equal(threads, 1)
    const sha256 = createHash('sha256').update(text).digest('hex')
    assert.deepEqual([alone.source.sha256, alone.source.bytes], [sha256, text.length])
    assert.deepEqual([alone.rows, alone.source.encoding], [20_000, 'utf-8'])
    // In letters of another encoding the text that is read is another file than the one that is hashed.
    writeFileSync(path, text.toString('utf8'), 'latin1')
    const { source, columns } = await read(2)
    const bytes = Buffer.from(text.toString('utf8'), 'latin1')
    assert.equal(source.sha256, createHash('sha256').update(bytes).digest('hex'))
    assert.deepEqual(
      columns.map(({ stats }) => stats),
      alone.columns.map(({ stats }) => stats),
    )
  } finally {
    unsubscribe('worker_threads', started)
    rmSync(folder, { recursive: true })
  }
})

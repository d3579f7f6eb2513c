// Fractions of a second finer than a microsecond are told where they are cut.
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { Duck } from '../build/duck.ts'
import { tryIngest } from '../build/trial.ts'
import { describeFinding } from './describe.ts'

test('nanoseconds of Parquet are told with their rows; microseconds are not', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rimaq-nanoseconds-'))
  const duck = await Duck.open({ temp: folder, memory: 1 << 28, threads: 1, onDisk: false })
  try {
    const path = join(folder, 'x.parquet')
    await duck.run(
      `COPY (SELECT * FROM (VALUES
         (TIMESTAMP_NS '2024-01-01 10:00:00.123456', TIMESTAMP_NS '2024-01-01 10:00:00', 1),
         (TIMESTAMP_NS '2024-01-01 10:00:00.123456789', NULL, 2),
         (TIMESTAMP_NS '2024-01-01 10:00:00.000000001', NULL, 3)) AS t(fino, grueso, n))
       TO '${path}' (FORMAT parquet)`,
    )
    const { rows, types, manifest } = await tryIngest(readFileSync(path), 'x.parquet', { folder })
    assert.deepEqual(types, { fino: 'timestamp', grueso: 'timestamp', n: 'integer' })
    assert.equal(rows[1]?.[0], '2024-01-01 10:00:00.123456')
    const cut = manifest.findings.filter(({ code }) => code === 'cut-nanoseconds')
    assert.deepEqual(
      cut.map(({ column, rows: at, count }) => [column, at, count]),
      [['fino', [2, 3], 2]],
    )
    assert.match(
      describeFinding(cut[0]!, manifest, 'es').what,
      /«2024-01-01 10:00:00.123456789» quedó como «2024-01-01 10:00:00.123456»/,
    )
  } finally {
    duck.close()
    rmSync(folder, { recursive: true, force: true })
  }
})

test('the same in text, also for hours', async () => {
  const { types, finding, manifest } = await tryIngest(
    'cuando;hora\n2024-01-01 10:00:00.123456789;10:00:00.1234567\n2024-01-02 10:00:00.5000000;10:00:00\n',
  )
  assert.deepEqual(types, { cuando: 'timestamp', hora: 'time' })
  const cut = manifest.findings.filter(({ code }) => code === 'cut-nanoseconds')
  assert.deepEqual(
    cut.map(({ column, rows, count }) => [column, rows, count]),
    [
      ['cuando', [2], 1],
      ['hora', [2], 1],
    ],
  )
  assert.equal(finding('cut-nanoseconds')?.severity, 'notice')
})

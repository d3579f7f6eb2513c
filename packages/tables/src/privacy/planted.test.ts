// Plants identifiers of invented people in tables and looks for them in what would be published.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { tryIngest } from '../build/trial.ts'
import { stops } from './model.ts'
import { plantedTables } from './planted.ts'

const secrets = { prueba: 'un secreto que no se publica' }
const privacy = { mode: 'apply', secret: 'prueba' } as const

test('of 2,000 planted identifiers none is left after the proposed remedies', async (t) => {
  const tables = plantedTables(20_260_101, 2_000)
  let planted = 0
  const left: string[] = []
  for (const table of tables) {
    const { manifest, rows } = await tryIngest(table.csv, `${table.name}.csv`, { privacy, secrets })
    const shown = `${JSON.stringify(rows)}\n${JSON.stringify(manifest)}`
    planted += table.planted.length
    const open = manifest.privacy?.findings.filter(stops) ?? []
    assert.deepEqual(open, [], table.name)
    // A number that lost its first zeros is the same number.
    const bare = (value: string): string => (/^0\d+$/.test(value) ? String(Number(value)) : value)
    left.push(
      ...table.planted
        .filter((value) => shown.includes(value) || shown.includes(`"${bare(value)}"`))
        .map((value) => `${table.name}: ${value}`),
    )
  }
  assert.ok(planted >= 2_000)
  t.diagnostic(`${planted} planted in ${tables.length} tables, ${left.length} left`)
  assert.deepEqual(left, [])
})

test('every planted table is stopped when nothing is done', async () => {
  for (const { name, csv } of plantedTables(7, 400)) {
    const { manifest } = await tryIngest(csv, `${name}.csv`, {
      privacy: { mode: 'propose', secret: 'prueba' },
    })
    assert.ok(manifest.privacy?.findings.some(stops), name)
  }
})

test('examples in findings show no planted value whole', async () => {
  for (const { name, csv, planted } of plantedTables(11, 400)) {
    const { manifest } = await tryIngest(csv, `${name}.csv`, {
      privacy: { mode: 'propose', secret: 'prueba' },
    })
    const said = JSON.stringify([manifest.findings, manifest.privacy])
    assert.deepEqual(
      planted.filter((value) => said.includes(value)),
      [],
      name,
    )
  }
})

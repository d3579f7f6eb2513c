// Tests group sizes against a count by hand, and that the remedies found lead to groups of k.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { Duck, literal } from '../build/duck.ts'
import { tryIngest } from '../build/trial.ts'
import { measureGroups } from './k-anonymity.ts'
import { seeded } from './planted.ts'

let duck: Duck
before(async () => {
  duck = await Duck.open({ temp: '/nonexistent', memory: 1 << 27, threads: 1, onDisk: false })
})
after(() => duck.close())

/** The definition, word for word: rows that are equal in all columns, none of them without a value. */
function byHand(rows: (string | null)[][], k: number): { smallest: number; atRisk: number } {
  const groups = new Map<string, number>()
  for (const row of rows) {
    if (row.every((cell) => cell === null)) continue
    const key = JSON.stringify(row)
    groups.set(key, (groups.get(key) ?? 0) + 1)
  }
  const sizes = [...groups.values()]
  return {
    smallest: sizes.length === 0 ? 0 : Math.min(...sizes),
    atRisk: sizes.filter((size) => size < k).reduce((sum, size) => sum + size, 0),
  }
}

test('groups are counted as by hand', async () => {
  const cell = fc.option(fc.constantFrom('a', 'b', 'c'), { nil: null })
  const table = fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 60 })
  for (const [rows, k] of fc.sample(fc.tuple(table, fc.integer({ min: 2, max: 6 })), 60)) {
    const list = rows.map(
      (row) =>
        `(${row.map((value) => (value === null ? 'NULL::VARCHAR' : literal(value))).join(', ')}, 1)`,
    )
    await duck.run(
      `CREATE OR REPLACE TEMP TABLE sample AS SELECT * FROM (VALUES ${list.join(', ')}) t(a, b, c, n)`,
    )
    const { smallest, atRisk } = await measureGroups(duck, 'sample', ['a', 'b', 'c'], k)
    assert.deepEqual({ smallest, atRisk }, byHand(rows, k))
  }
})

const secrets = { s: 'x' }

function deaths(rows: number): string {
  const random = seeded(5)
  const two = (value: number): string => String(value).padStart(2, '0')
  const pick = (most: number): number => Math.floor(random() * most)
  const lines = Array.from({ length: rows }, () => {
    const birth = `${1930 + pick(70)}${two(1 + pick(12))}${two(1 + pick(28))}`
    const death = `2020${two(3 + pick(6))}${two(1 + pick(28))}`
    return `${death},${20 + pick(75)},${pick(2) ? 'MASCULINO' : 'FEMENINO'},${birth},LIMA,LIMA,DISTRITO ${pick(40)}`
  })
  return `FECHA_FALLECIMIENTO,EDAD_DECLARADA,SEXO,FECHA_NAC,DEPARTAMENTO,PROVINCIA,DISTRITO\n${lines.join('\n')}\n`
}

test('a table of deaths with birth date, sex and district is stopped and becomes five-anonymous', async () => {
  const csv = deaths(4000)
  const before = await tryIngest(csv, 'fallecidos.csv', {
    privacy: { mode: 'propose', secret: 's' },
    secrets,
  })
  assert.equal(before.manifest.privacy?.about, 'people')
  const codes = before.manifest.privacy?.findings.map(({ code }) => code) ?? []
  assert.ok(codes.includes('birth-date') && codes.includes('k-anonymity'), codes.join())
  const { manifest, rows } = await tryIngest(csv, 'fallecidos.csv', {
    privacy: { mode: 'apply', secret: 's' },
    secrets,
  })
  const quasi = manifest.privacy?.findings.find(({ code }) => code === 'k-anonymity')?.columns ?? []
  const at = quasi
    .map(({ id }) => manifest.columns.findIndex((column) => column.id === id))
    .filter((index) => index >= 0)
  const shown = rows.map((row) =>
    at.map((index) => (row[index] === null ? null : String(row[index]))),
  )
  assert.ok(at.length >= 2, 'something is left to read')
  assert.equal(rows.length, 4000)
  assert.equal(byHand(shown, 5).atRisk, 0)
  assert.equal(
    manifest.privacy?.findings.some(
      ({ confidence, treated }) => confidence !== 'possible' && !treated,
    ),
    false,
  )
})

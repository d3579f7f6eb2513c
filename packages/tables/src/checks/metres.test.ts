// Columns of metres are told, and get degrees beside them only where the file says their zone.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { tryIngest } from '../build/trial.ts'
import { describeFinding } from './describe.ts'

/** The Plaza Mayor of Lima and the Plaza de Armas of Cusco. */
const LIMA = [279_290, 8_667_240]
const CUSCO = [177_390, 8_502_860]

function csv(head: string, rows: (string | number)[][]): string {
  return `${[head, ...rows.map((row) => row.join(';'))].join('\n')}\n`
}

test('east and north in metres are told with the remedy, and nothing changes', async () => {
  for (const head of [
    'lugar;ESTE;NORTE',
    'lugar;UTM_X;UTM_Y',
    'lugar;Coord. X;Coord. Y',
    'lugar;x;y',
  ]) {
    const { finding, manifest, types } = await tryIngest(
      csv(head, [
        ['A', ...LIMA],
        ['B', LIMA[0]! + 10, LIMA[1]! + 10],
      ]),
    )
    const found = finding('not-degrees')
    assert.deepEqual([found?.count, found?.repair], [2, undefined], head)
    assert.equal(manifest.geometry, null)
    assert.deepEqual(Object.values(types), ['text', 'integer', 'integer'])
    const { what, remedy } = describeFinding(found!, manifest, 'es')
    assert.match(
      what,
      /están en metros \(UTM\), no en grados: el primer punto tiene x 279,290, y 8,667,240/,
    )
    assert.match(remedy, /^Añadir una columna «zona»/)
  }
})

test('with a zone in each row the repair adds longitude and latitude and keeps the metres', async () => {
  const file = csv('lugar;zona;ESTE;NORTE', [
    ['Lima', '18S', ...LIMA],
    ['Cusco', '19 L', ...CUSCO],
    ['sin punto', '18S', '', ''],
  ])
  const unasked = await tryIngest(file, 'x.csv', { repairs: 'recipe' })
  assert.equal(unasked.manifest.columns.length, 4)
  const step = { do: 'utm-to-degrees', east: 'este', north: 'norte' } as const
  assert.deepEqual(unasked.finding('not-degrees')?.repair, step)
  const { rows, manifest } = await tryIngest(file)
  assert.deepEqual(
    manifest.columns.map(({ id, type }) => `${id} ${type}`),
    [
      'lugar text',
      'zona text',
      'este integer',
      'norte integer',
      'longitud number',
      'latitud number',
    ],
  )
  const near = (cell: unknown, degrees: number): void =>
    assert.ok(Math.abs(Number(cell) - degrees) < 0.01, `${String(cell)} ${degrees}`)
  near(rows[0]?.[4], -77.03)
  near(rows[0]?.[5], -12.046)
  near(rows[1]?.[4], -71.98)
  near(rows[1]?.[5], -13.52)
  assert.deepEqual(rows[2]?.slice(4), [null, null])
  assert.deepEqual(manifest.geometry, {
    kind: 'points',
    longitude: 'longitud',
    latitude: 'latitud',
  })
  assert.deepEqual(manifest.recipe.steps, [step])
  assert.equal(manifest.findings.length, 1)
})

test('the heading may say the zone, and the recipe adds the same columns to the next upload', async () => {
  const file = csv('lugar;ESTE (UTM 18S);NORTE (UTM 18S)', [
    ['A', ...LIMA],
    ['B', LIMA[0]! + 500.25, LIMA[1]! - 10],
  ])
  const first = await tryIngest(file)
  assert.equal(first.manifest.geometry?.kind, 'points')
  const { manifest, parquet } = first
  const again = await tryIngest(file, 'x.csv', {
    repairs: 'recipe',
    recipe: manifest.recipe,
    previous: { manifest, parquet },
  })
  assert.deepEqual(
    again.manifest.columns.map(({ id }) => id),
    manifest.columns.map(({ id }) => id),
  )
  assert.equal(again.finding('new-column'), undefined)
  assert.equal(again.finding('missing-column'), undefined)
})

test('a zone of another country, an old datum and degrees beside the metres add nothing', async () => {
  const zone = await tryIngest(
    csv('zona;ESTE;NORTE', [
      ['20N', ...LIMA],
      ['A', ...LIMA],
    ]),
  )
  assert.equal(zone.finding('not-degrees')?.repair, undefined)
  const old = await tryIngest(
    csv('zona;ESTE PSAD56;NORTE PSAD56', [
      ['18', ...LIMA],
      ['18', ...CUSCO],
    ]),
  )
  const found = old.finding('not-degrees')
  assert.equal(found?.repair, undefined)
  assert.match(describeFinding(found!, old.manifest, 'en').remedy, /^They are in PSAD56/)
  const both = await tryIngest(
    csv('ESTE;NORTE;LONGITUD;LATITUD', [
      [...LIMA, -77.03, -12.05],
      [...LIMA, -77.02, -12.04],
    ]),
  )
  assert.equal(both.finding('not-degrees'), undefined)
})

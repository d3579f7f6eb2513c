// Degrees, minutes and seconds are told, and turned into decimal degrees by a repair.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { Duck, literal } from '../build/duck.ts'
import { tryIngest } from '../build/trial.ts'
import { sexagesimal } from '../infer/sexagesimal.ts'
import { describeFinding } from './describe.ts'

const LATITUDE = -(12 + 2 / 60 + 35.4 / 3600)

/** Cell, degrees (null where it is none). */
const CELLS: [string, number | null][] = [
  [`12°02'35.4"S`, LATITUDE],
  [`12° 02' 35,4'' S`, LATITUDE],
  [`S 12º02´35.4´´`, LATITUDE],
  [`12°02′35.4″ Sur`, LATITUDE],
  [`12°2’35.4” L.S.`, LATITUDE],
  [`-12°02'35.4"`, LATITUDE],
  ['12 02 35 S', -(12 + 2 / 60 + 35 / 3600)],
  ['12:02:35 S', -(12 + 2 / 60 + 35 / 3600)],
  ['12-02-35 S', -(12 + 2 / 60 + 35 / 3600)],
  [`S 12° 2.59'`, -(12 + 2.59 / 60)],
  [`12°2.59'S`, -(12 + 2.59 / 60)],
  [`77°01'30"O`, -(77 + 1 / 60 + 30 / 3600)],
  [`77°01'30"W`, -(77 + 1 / 60 + 30 / 3600)],
  [`Oeste 77°01'30"`, -(77 + 1 / 60 + 30 / 3600)],
  [`33°20'N`, 33 + 20 / 60],
  [`10° E`, 10],
  ['12°', 12],
  ['-12.0432', -12.0432],
  [`12°60'00"S`, null],
  [`12°02'75"S`, null],
  [`12.5°02'S`, null],
  [`12°02.5'35"S`, null],
  [`-12°02'35"N`, null],
  [`N 12°02'35"S`, null],
  [`190°00'00"W`, null],
  ['1202354S', null],
  ['Jr. 12 02', null],
]

test('each way of writing an angle has one reading, and what is none has none', async () => {
  const temp = mkdtempSync(join(tmpdir(), 'rimaq-degrees-'))
  const duck = await Duck.open({ temp, memory: 1 << 28, threads: 1, onDisk: false })
  try {
    const rows = CELLS.map(([cell], at) => `(${at}, ${literal(cell)})`).join(', ')
    const found = await duck.rows(
      `SELECT ${sexagesimal('c', false).degrees} FROM (VALUES ${rows}) AS t(r, c) ORDER BY r`,
    )
    for (const [at, [cell, degrees]] of CELLS.entries()) {
      const value = found[at]?.[0] ?? null
      if (degrees === null) assert.equal(value, null, cell)
      else assert.ok(Math.abs(Number(value) - degrees) < 1e-8, `${cell} ${value} ${degrees}`)
    }
  } finally {
    duck.close()
    rmSync(temp, { recursive: true, force: true })
  }
})

const FILE = `lugar;LATITUD;LONGITUD
Plaza;12°02'45.5"S;77°01'50.1"O
Puente;12°02'35.4"S;77°01'40"O
Parque;S/D;S/D
`

test('they are told with an example, stay text unasked, and become points by the repair', async () => {
  const unasked = await tryIngest(FILE, 'x.csv', { repairs: 'recipe' })
  assert.deepEqual(Object.values(unasked.types), ['text', 'text', 'text'])
  const found = unasked.finding('sexagesimal-coordinates')
  assert.deepEqual(found?.repair, { do: 'decimal-degrees', column: 'latitud' })
  const words = describeFinding(found, unasked.manifest, 'es')
  assert.equal(
    words.what,
    `LATITUD está en grados, minutos y segundos: «12°02'45.5"S» es -12.045972 en grados decimales.`,
  )
  const { rows, manifest } = await tryIngest(FILE)
  assert.deepEqual(manifest.geometry, {
    kind: 'points',
    longitude: 'longitud',
    latitude: 'latitud',
  })
  assert.deepEqual(rows[1]?.slice(1).map(Number), [-12.04316667, -77.02777778])
  assert.deepEqual(rows[2]?.slice(1), [null, null])
  assert.deepEqual(
    manifest.findings.map(({ code, repaired }) => [code, repaired]),
    [
      ['null-words', true],
      ['sexagesimal-coordinates', true],
      ['null-words', true],
      ['sexagesimal-coordinates', true],
    ],
  )
  const again = await tryIngest(FILE, 'x.csv', { repairs: 'recipe', recipe: manifest.recipe })
  assert.equal(again.manifest.geometry?.kind, 'points')
})

test('a cell that is no angle is told with its row, and nothing can be converted', async () => {
  const { finding, types, manifest } = await tryIngest(`${FILE}Cerro;por medir;77°02'00"O\n`)
  const found = manifest.findings.filter(({ code }) => code === 'sexagesimal-coordinates')
  const [latitude] = found.filter(({ column }) => column === 'latitud')
  assert.deepEqual([latitude?.rows, latitude?.count, latitude?.repair], [[5], 1, undefined])
  assert.match(describeFinding(latitude!, manifest, 'en').what, /for instance “por medir”/)
  assert.equal(types['latitud'], 'text')
  assert.equal(finding('outside-territory'), undefined)
})

test('a heading that says south or west gives the sign that the cells leave out', async () => {
  const { rows, manifest } = await tryIngest(
    'lugar;Latitud Sur;Longitud Oeste\nA;12:02:35;77:01:40\nB;12:03:35;77:02:40\n',
  )
  assert.deepEqual(rows[0]?.slice(1).map(Number), [-12.04305556, -77.02777778])
  assert.equal(manifest.geometry?.kind, 'points')
})

test('the partner of a latitude is known by its letters', async () => {
  const { types, manifest } = await tryIngest(
    `lugar;Latitud;Meridiano\nA;12°02'S;77°01'O\nB;12°03'S;77°02'O\n`,
  )
  assert.deepEqual(Object.values(types), ['text', 'number', 'number'])
  assert.equal(manifest.geometry?.kind, 'points')
})

test('times and texts under other headings are left alone', async () => {
  const { types, finding } = await tryIngest(
    'hora;longitud de la vía;nota\n12:02:35;12 km;10 20 30\n12:03:35;1 km;11 21 31\n',
  )
  assert.deepEqual(Object.values(types), ['time', 'text', 'text'])
  assert.equal(finding('sexagesimal-coordinates'), undefined)
})

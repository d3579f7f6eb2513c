// Text aligned by blanks is cut into columns; text parted by a delimiter, and prose, never is.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { tryIngest } from '../build/trial.ts'
import { describeFinding } from '../checks/describe.ts'
import { sniffDialect } from './dialect.ts'

const REPORT = `MUNICIPALIDAD DE PRUEBA - SISTEMA DE RENTAS
RELACION DE PAGOS AL 31/12/2025

CODIGO   CONTRIBUYENTE             FECHA           MONTO
-------- ------------------------- ---------- ----------
00012345 FERRETERIA EL SOL, SAC    05/01/2025   1,234.50
00012346 BODEGA LA ESQUINA         15/01/2025      98.00
00012347 PANADERIA, CAFE Y MAS     28/02/2025  12,000.00
00012348 TALLER DON JOSE           01/03/2025       7.25
`

test('a report of a mainframe becomes a table, and says how it was cut', async () => {
  const { manifest, rows, types, finding } = await tryIngest(REPORT, 'pagos.txt')
  assert.deepEqual(types, { codigo: 'text', contribuyente: 'text', fecha: 'date', monto: 'number' })
  assert.deepEqual(rows[2], ['00012347', 'PANADERIA, CAFE Y MAS', '2025-02-28', '12000.00'])
  assert.equal(rows.length, 4)
  const { delimiter, starts, preamble, header } = manifest.source.dialect!
  assert.deepEqual([delimiter, starts, preamble, header], ['', [0, 9, 35, 46], 3, true])
  assert.equal(finding('preamble')?.count, 3)
  const found = finding('fixed-width')
  assert.deepEqual([found?.rows, found?.count], [[5], 1])
  assert.match(describeFinding(found!, manifest, 'es').what, /sus 4 columnas .* aparte: 1\./)
})

test('a footer that crosses the columns stands whole in the first one and is told', async () => {
  const lines = Array.from(
    { length: 30 },
    (_, at) =>
      `${String(at).padEnd(6)}${'ab'.repeat(1 + (at % 4)).padEnd(12)}${String(at * 1.5).padStart(8)}`,
  )
  const file = `${['ID    NOMBRE         MONTO', ...lines, 'REGISTROS LEIDOS EN EL PROCESO: 30'].join('\n')}\n`
  const { rows, finding, manifest } = await tryIngest(file, 'x.txt', { repairs: 'recipe' })
  assert.equal(rows.length, 31)
  assert.deepEqual(rows.at(-1), ['REGISTROS LEIDOS EN EL PROCESO: 30', null, null])
  const found = finding('ragged-rows')
  assert.deepEqual(found?.rows, [32])
  assert.match(describeFinding(found, manifest, 'en').why, /in the first column/)
})

test('cells beyond the sample narrow the gaps, and lose no letter', async () => {
  const line = (code: string, name: string, amount: string): string =>
    `${code.padEnd(14)}${name.padEnd(20)}${amount.padStart(10)}`
  const short = Array.from({ length: 12_000 }, (_, at) =>
    line(`A${at % 90}`, `N${at % 70}`, `${at % 99}.5`),
  )
  const file = `${[line('CODIGO', 'NOMBRE', 'MONTO'), ...short, line('LARGUISIMO-12', 'NOMBRE MUY LARGO', '123456.75')].join('\n')}\n`
  const { rows, types } = await tryIngest(file, 'x.txt')
  assert.deepEqual(types, { codigo: 'text', nombre: 'text', monto: 'number' })
  assert.deepEqual(rows.at(-1), ['LARGUISIMO-12', 'NOMBRE MUY LARGO', '123456.75'])
})

test('whatever is padded to columns comes back cell by cell', async () => {
  const cell = fc.stringMatching(/^[A-Z]{1,4}( [A-Z]{1,4})?$/)
  const row = fc.tuple(cell, cell, fc.nat({ max: 99_999 }))
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 12, maxLength: 40 }), async (list) => {
      const line = ([a, b, n]: [string, string, string]): string =>
        `${a.padEnd(12)}${b.padEnd(12)}${n.padStart(8)}`
      const lines = list.map(([a, b, n]) => line([a, b, String(n)]))
      const { rows } = await tryIngest(
        `${[line(['uno', 'dos', 'tres']), ...lines].join('\n')}\n`,
        'x.txt',
        { repairs: 'none' },
      )
      assert.deepEqual(
        rows.map((cells) => cells.map(String)),
        list.map((cells) => cells.map(String)),
      )
    }),
    { numRuns: 15, seed: 20251128 },
  )
})

test('a delimiter wins over blanks that only fill up its cells', () => {
  const rows = Array.from({ length: 20 }, (_, at) => [
    `A${at}`,
    'x'.repeat(1 + (at % 7)),
    String(at * 11),
  ])
  for (const delimiter of [',', ';', '|', '\t']) {
    const text = rows.map((row) => row.map((cell) => cell.padEnd(10)).join(delimiter)).join('\n')
    const { dialect, fixed } = sniffDialect(`${text}\n`)
    assert.deepEqual([dialect.delimiter, fixed], [delimiter, undefined])
  }
})

test('names, addresses and verses stay one column', () => {
  const texts = [
    Array.from({ length: 20 }, (_, at) => `Persona numero ${at}`),
    ['nombre', 'Ana María  Pérez', 'Luis Gómez', 'Rosa  Quispe Mamani', 'Juan Pérez', 'José Ríos'],
    [
      'Volverán las oscuras golondrinas',
      'en tu balcón sus nidos a colgar,',
      'y otra vez con el ala a sus cristales',
      'jugando llamarán.',
      'Pero aquellas que el vuelo refrenaban',
    ],
  ]
  for (const lines of texts) assert.equal(sniffDialect(`${lines.join('\n')}\n`).fixed, undefined)
})

test('a line of strokes says where the columns are, however few lines there are', async () => {
  const { types, rows, finding } = await tryIngest(
    `id  nombre          monto
=== =============== ========
1   Paz, Ana        1,234.50
2   Sol, Luis          98.00

(2 rows affected)
`,
    'consola.txt',
    { repairs: 'recipe' },
  )
  assert.deepEqual(types, { id: 'text', nombre: 'text', monto: 'number' })
  assert.deepEqual(rows, [
    ['1', 'Paz, Ana', '1234.50'],
    ['2', 'Sol, Luis', '98.00'],
    ['(2 rows affected)', null, null],
  ])
  assert.deepEqual(finding('ragged-rows')?.rows, [6])
})

test('titles, headings and strokes that come again on each page are left out and counted', async () => {
  const page = (number: number): string => {
    const rows = Array.from(
      { length: 50 },
      (_, at) =>
        `${String(number * 50 + at).padStart(8, '0')} ${`AV. LOS ALAMOS ${(at * 7) % 300}`.padEnd(25)} ${(at * 1234.5).toFixed(2).padStart(9)}`,
    )
    return `\fMUNICIPALIDAD DE PRUEBA            PAG ${number}\nREPORTE DE PREDIOS\n\nCODIGO   DIRECCION                 AUTOVALUO\n-------- ------------------------- ---------\n${rows.join('\n')}\n`
  }
  const { rows, types, finding } = await tryIngest([1, 2, 3].map(page).join(''), 'paginas.txt')
  assert.deepEqual(types, { codigo: 'text', direccion: 'text', autovaluo: 'number' })
  assert.equal(rows.length, 150)
  assert.deepEqual(rows[50], ['00000100', 'AV. LOS ALAMOS 0', '0.00'])
  // One line of strokes on the first page, four lines on each of the others.
  assert.equal(finding('fixed-width')?.count, 9)
  assert.equal(finding('ragged-rows'), undefined)
})

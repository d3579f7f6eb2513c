// A line of groups above a line of names gives one heading for each column; a title above them does not.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { tryIngest } from '../build/trial.ts'
import { describeFinding } from '../checks/describe.ts'

const ROWS =
  'Lince;150116;100;110;105;115\nBreña;150105;200;210;205;215\nComas;150110;300;310;305;315\n'

function names({ manifest }: Awaited<ReturnType<typeof tryIngest>>): string[] {
  return manifest.columns.map(({ name }) => name)
}

test('a sparse line of groups is joined with the full line of names below it', async () => {
  const trial = await tryIngest(
    `;;2024;;2025;\nDistrito;Ubigeo;Hombres;Mujeres;Hombres;Mujeres\n${ROWS}`,
  )
  assert.deepEqual(names(trial), [
    'Distrito',
    'Ubigeo',
    '2024 · Hombres',
    '2024 · Mujeres',
    '2025 · Hombres',
    '2025 · Mujeres',
  ])
  assert.deepEqual(Object.values(trial.types), ['text', 'text', ...Array(4).fill('integer')])
  assert.equal(trial.rows.length, 3)
  const found = trial.finding('two-headings')
  assert.deepEqual(found?.rows, [1, 2])
  assert.equal(trial.finding('preamble'), undefined)
  assert.match(describeFinding(found, trial.manifest, 'es').what, /«2024 · Hombres»/)
})

test('names that stand in the upper line alone, as cells merged downwards do, stay as they are', async () => {
  const trial = await tryIngest(
    `Distrito;Ubigeo;2024;;2025;\n;;Hombres;Mujeres;Hombres;Mujeres\n${ROWS}`,
  )
  assert.deepEqual(names(trial).slice(0, 3), ['Distrito', 'Ubigeo', '2024 · Hombres'])
  assert.equal(trial.rows.length, 3)
})

test('the last group reaches no further than the one before it', async () => {
  const trial = await tryIngest(
    ';2024;;2025;;\nDistrito;Hombres;Mujeres;Hombres;Mujeres;Fuente\nLince;1;2;3;4;INEI\nBreña;5;6;7;8;MINSA\n',
  )
  assert.deepEqual(names(trial).slice(-2), ['2025 · Mujeres', 'Fuente'])
})

test('titles above are kept as notes, and their lines counted without the groups', async () => {
  const trial = await tryIngest(
    `Población por distrito\nFuente: INEI\n\n;;2024;;2025;\nDistrito;Ubigeo;Hombres;Mujeres;Hombres;Mujeres\n${ROWS}`,
  )
  assert.equal(names(trial)[2], '2024 · Hombres')
  assert.equal(trial.finding('preamble')?.detail?.['text'], 'Población por distrito\nFuente: INEI')
  assert.equal(trial.finding('preamble')?.count, 3)
  assert.deepEqual(trial.finding('two-headings')?.rows, [4, 5])
})

test('a title, a missing heading and a row of words join nothing', async () => {
  const files = [
    `Reporte;;;;Fecha: hoy;\nDistrito;Ubigeo;A;B;C;D\n${ROWS}`,
    `Distrito;;A;B;C;D\n${ROWS}`,
    'nombre;;ciudad\nAna;x;Lima\nLuis;y;Cusco\n',
    ';nombre;;monto\nA1;Ana;x;S/D\nA2;Luis;y;12\nA3;Rosa;z;14\n',
  ]
  for (const file of files) {
    const trial = await tryIngest(file)
    assert.equal(trial.finding('two-headings'), undefined, file)
    assert.ok(
      names(trial).every((name) => !name.includes(' · ')),
      file,
    )
  }
})

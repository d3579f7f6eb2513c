// Tests the remedies on real rows: pseudonyms against Node's HMAC, levels, appending, and recipes.
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { type Trial, tryIngest } from '../build/trial.ts'
import type { PrivacyStep, RepairStep } from '../model.ts'

let folder: string
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'rimaq-treat-'))
})
after(() => rmSync(folder, { recursive: true, force: true }))

const secrets = { llave: 'clave de prueba' }
const csv = `id,edad,nacimiento,ubigeo,punto,casos,nota
1,34,1985-03-12,150101,-12.0464731,3,con dni 45678912 y correo a.b@gmail.com
2,7,2013-11-02,070101,-12.1211119,12,sin novedad
3,9,2013-01-30,150132,-12.1211119,0,sin novedad
`

async function treated(...steps: RepairStep[]): Promise<Trial> {
  return tryIngest(csv, 'x.csv', { recipe: { steps }, repairs: 'recipe', secrets })
}

const columnOf = (trial: Trial, id: string): unknown[] => {
  const at = trial.manifest.columns.findIndex((column) => column.id === id)
  return trial.rows.map((row) => row[at])
}

test('a pseudonym is the first half of HMAC-SHA-256 under the secret', async () => {
  const trial = await treated({ do: 'pseudonym', column: 'ubigeo', secret: 'llave' })
  const wanted = ['150101', '070101', '150132'].map((value) =>
    createHmac('sha256', 'clave de prueba').update(value).digest('hex').slice(0, 32),
  )
  assert.deepEqual(columnOf(trial, 'ubigeo'), wanted)
  assert.doesNotMatch(JSON.stringify(trial.manifest), /clave de prueba/)
})

test('without its secret nothing is written', async () => {
  await assert.rejects(
    tryIngest(csv, 'x.csv', {
      recipe: { steps: [{ do: 'pseudonym', column: 'ubigeo', secret: 'otra' }] },
      secrets,
    }),
    { code: 'secret-missing' },
  )
})

const levels: [PrivacyStep, unknown[]][] = [
  [{ do: 'generalise', column: 'edad', to: 'band', width: 5 }, ['30-34', '05-09', '05-09']],
  [{ do: 'generalise', column: 'nacimiento', to: 'month' }, ['1985-03', '2013-11', '2013-01']],
  [{ do: 'generalise', column: 'nacimiento', to: 'year' }, ['1985', '2013', '2013']],
  [{ do: 'generalise', column: 'nacimiento', to: 'decade' }, ['1980', '2010', '2010']],
  [{ do: 'generalise', column: 'ubigeo', to: 'prefix', length: 4 }, ['1501', '0701', '1501']],
  [{ do: 'generalise', column: 'punto', to: 'decimals', digits: 3 }, [-12.046, -12.121, -12.121]],
  [
    { do: 'generalise', column: 'nota', to: 'frequent', least: 2 },
    ['otros', 'sin novedad', 'sin novedad'],
  ],
  [{ do: 'suppress-cells', column: 'casos', least: 5 }, [null, '12', '0']],
]

for (const [step, wanted] of levels) {
  test(`${Object.values(step).join(' ')} gives ${wanted.join(', ')}`, async () => {
    const column = 'column' in step ? step.column : ''
    assert.deepEqual(columnOf(await treated(step), column), wanted)
  })
}

test('masking leaves the words and takes what identifies', async () => {
  const trial = await treated({ do: 'mask', column: 'nota' })
  assert.deepEqual(columnOf(trial, 'nota'), [
    'con ••••• y correo •••••',
    'sin novedad',
    'sin novedad',
  ])
})

test('privacy steps hold although no repairs are wanted', async () => {
  const trial = await tryIngest(csv, 'x.csv', {
    recipe: { steps: [{ do: 'drop-column', column: 'nota', because: 'privacy' }] },
    repairs: 'none',
  })
  assert.equal(
    trial.manifest.columns.some(({ id }) => id === 'nota'),
    false,
  )
})

test('rows appended to treated rows are treated, and old untreated rows too', async () => {
  const plain = await tryIngest(csv, 'x.csv', { folder, repairs: 'recipe' })
  const steps: RepairStep[] = [
    { do: 'pseudonym', column: 'ubigeo', secret: 'llave' },
    { do: 'generalise', column: 'nacimiento', to: 'year' },
  ]
  const previous = { manifest: plain.manifest, parquet: plain.parquet }
  const options = { folder, mode: 'append', repairs: 'recipe', recipe: { steps }, secrets } as const
  const once = await tryIngest(csv, 'x.csv', { ...options, previous })
  assert.deepEqual(columnOf(once, 'nacimiento'), ['1985', '2013', '2013', '1985', '2013', '2013'])
  const codes = columnOf(once, 'ubigeo')
  assert.deepEqual(codes.slice(0, 3), codes.slice(3))
  const twice = await tryIngest(csv, 'x.csv', {
    ...options,
    previous: { manifest: once.manifest, parquet: once.parquet },
  })
  assert.deepEqual(columnOf(twice, 'ubigeo').slice(0, 3), columnOf(twice, 'ubigeo').slice(6))
  assert.equal(new Set(columnOf(twice, 'ubigeo')).size, 3)
})

test('examples of the checks are masked in columns that were treated', async () => {
  const dirty = `codigo,dni\n${Array.from({ length: 30 }, (_, at) => `${at},${at < 25 ? 45_000_000 + at * 7919 : 1_234_567 + at}`).join('\n')}\nx,y\n`
  const trial = await tryIngest(dirty, 'x.csv', {
    recipe: { steps: [{ do: 'drop-column', column: 'dni', because: 'privacy' }] },
    repairs: 'none',
  })
  assert.doesNotMatch(JSON.stringify(trial.manifest), /12345\d\d|450\d{5}/)
})

// The city's own house on a real database, shelf and engine: sheets, indicators measured on published tables, pages and files.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { importHouse } from './import-house.ts'
import {
  type TestObservatory,
  official,
  testObservatory,
} from '../../../test/support/test-observatory.ts'

let on: TestObservatory
const chief = official('chief', ['read', 'draft', 'publish'])
const clerk = official('clerk', ['read'])

before(async () => {
  on = await testObservatory()
})
after(() => on.close())

async function publish(csv: string, mode: 'replace' | 'append' = 'replace'): Promise<void> {
  const path = await on.on.file('plazos.csv', csv)
  await on.on.shelf.as({ kind: 'operator' }).publishFile({
    ...{ path, name: 'plazos.csv', dataset: 'plazos', title: 'Plazos', mode },
    privacy: { gate: 'off' },
  })
}

const save = (kind: string, form: Record<string, string>, id?: string) =>
  on.ask(`/observatory/house/${kind}/${id === undefined ? 'new' : `${id}/edit`}?lang=en`, {
    ...{ as: chief, form },
  })

const words = (page: string): string => page.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ')
const look = async (path: string): Promise<string> => words((await on.ask(path)).text)

const sql = 'SELECT median(dias) FROM plazos'
const indicator = {
  ...{ name: 'Mediana de días', of: 'AEI.01.01', unit: 'días', formula: 'Mediana de los días' },
  ...{
    direction: 'down',
    frequency: 'month',
    office: 'Gobierno Digital',
    source: 'Portal de datos',
  },
  ...{ baseline: '2025-12 | 20', targets: '2026-06 | 8', dataset: 'plazos', sql },
}

test('an empty house says what will stand there; only who publishes for the city sees forms', async () => {
  assert.match(await look('/observatory/house?lang=en'), /The city’s plan will stand here/)
  assert.doesNotMatch(await look('/observatory/house?lang=en'), /Add a sheet/)
  const seen = await on.ask('/observatory/house?lang=en', { as: chief })
  assert.match(words(seen.text), /Add a sheet/)
  for (const as of [undefined, clerk]) {
    const asked = { form: { name: 'x' }, ...(as ? { as } : {}) }
    const get = await on.ask('/observatory/house/project/new', as ? { as } : {})
    assert.equal(get.status, 404)
    assert.equal((await on.ask('/observatory/house/project/new', asked)).status, 404)
  }
})

test('a plan grows from objective to action to activity, and nothing hangs in the air', async () => {
  const early = await save('action', {
    code: 'AEI.01.01',
    good: 'Trámites',
    attribute: 'oportunos',
    users: 'para los vecinos',
    office: 'GDI',
  })
  assert.equal(early.status, 422)
  assert.match(words(early.text), /OEI\.01 does not exist/)
  const objective = { code: 'OEI.01', name: 'Servicios sin papel', type: 'I' }
  assert.equal((await save('objective', objective)).status, 303)
  const again = await save('objective', objective)
  assert.match(words(again.text), /OEI\.01 is there already/)
  const action = {
    code: 'AEI.01.01',
    good: 'Trámites',
    attribute: 'oportunos',
    users: 'para los vecinos',
    office: 'GDI',
  }
  assert.equal((await save('action', action)).status, 303)
  const activity = {
    code: 'AOI00000001',
    name: 'Digitalizar licencias',
    action: 'AEI.01.01',
    budget: '120,000',
  }
  assert.equal((await save('activity', activity)).status, 303)
  const page = await look('/observatory/house?lang=en')
  assert.match(
    page,
    /OEI\.01 Servicios sin papel.*AEI\.01\.01 Trámites oportunos para los vecinos.*AOI00000001 Digitalizar licencias S\/ 120,000/,
  )
})

test('an indicator is measured on a published table; rows appended change value, history and page', async () => {
  await publish('expediente,dias\n1,4\n2,10\n3,12\n')
  assert.equal((await save('indicator', indicator)).status, 303)
  assert.equal(await on.on.jobs.drain(['observatory.measure']), 1)
  const first = await look('/observatory/house/indicator/mediana-de-dias?lang=en')
  assert.match(first, /10 días March 2026 On the way/)
  assert.match(first, /It has gone 83% of the way from 20 días/)
  assert.match(first, new RegExp(sql.replaceAll(/[()]/g, '\\$&')))
  await publish('expediente,dias\n4,2\n5,3\n', 'append')
  on.clock.set('2026-03-15T15:00:00Z')
  await on.house.askToMeasure()
  assert.equal(await on.on.jobs.drain(['observatory.measure']), 1)
  const second = await look('/observatory/house/indicator/mediana-de-dias?lang=en')
  assert.match(second, /4 días March 2026 On target/)
  // Both revisions stand in the history.
  assert.match(second, /March 2026 4 días 2 .*March 2026 10 días 1 /)
  assert.match(
    await look('/observatory/house?lang=en'),
    /Mediana de días Measured 4 días March 2026/,
  )
  // The same text on the portal's SQL page gives the same number.
  const portal = await look(`/dataset/plazos/sql?lang=en&sql=${encodeURIComponent(sql)}`)
  assert.match(portal, /1 row median 4 /)
})

test('measuring again without new rows adds no value, and the next month is the next value', async () => {
  const before = (await on.house.view()).indicators[0]?.revisions.length
  const same = await on.house.measure('mediana-de-dias')
  assert.deepEqual([same?.failure, same?.changed], [null, []])
  assert.equal((await on.house.view()).indicators[0]?.revisions.length, before)
  on.clock.set('2026-04-02T15:00:00Z')
  assert.deepEqual((await on.house.measure('mediana-de-dias'))?.changed, ['2026-04'])
})

test('files of an indicator say the same: CSV, JSON, spreadsheet, and pictures that stand by themselves', async () => {
  const at = (ending: string) =>
    on.ask(`/observatory/house/values/mediana-de-dias.${ending}?lang=en`)
  const csv = (await at('csv')).text.split('\r\n')
  assert.deepEqual(csv.slice(0, 4), [
    'period,value,target,revision,unit',
    ...['2026-03,4,,2,días', '2026-04,4,,1,días', '2026-06,,8,,días'],
  ])
  const { rows } = JSON.parse((await at('json')).text) as { rows: { value: number | null }[] }
  assert.deepEqual(
    rows.map(({ value }) => value),
    [4, 4, null],
  )
  const { text: svg } = await at('svg')
  assert.match(
    svg,
    /^<svg [^>]*><title id="t">Mediana de días<\/title><desc id="d">Mediana de los días<\/desc>/,
  )
  assert.doesNotMatch(svg, /<script|NaN|undefined/)
  assert.deepEqual([...(await at('png')).bytes.subarray(0, 4)], [0x89, 0x50, 0x4e, 0x47])
  assert.deepEqual([...(await at('xlsx')).bytes.subarray(0, 2)], [0x50, 0x4b])
  assert.match(
    (await on.ask('/observatory/house/indicators.csv')).text,
    /mediana-de-dias,2026-03,1,10,días,query/,
  )
})

test('an indicator stands on other sites live, and as it stood at an instant, with its files', async () => {
  const page = (await on.ask('/observatory/house/indicator/mediana-de-dias')).text
  assert.match(page, /house\/embed\/values\/mediana-de-dias\?at=2026-04-02T15/)
  const embed = '/observatory/house/embed/values/mediana-de-dias?lang=en'
  assert.match(await look(embed), /April 2026 4 días .*Counted now/)
  // The rows that made it four came on 15 March.
  const then = `${embed}&at=2026-03-14T23:00:00Z`
  const frozen = await look(then)
  assert.match(frozen, /March 2026 10 días .*As it stood on/)
  assert.doesNotMatch(frozen, /April 2026/)
  const file = '/observatory/house/values/mediana-de-dias.csv?at=2026-03-14T23:00:00Z'
  assert.match((await on.ask(file)).text, /^2026-03,10,,1,días\r$/m)
  for (const at of ['2026-01-01T00:00:00Z', '2099-01-01T00:00:00Z', 'ayer']) {
    assert.equal((await on.ask(`${embed}&at=${at}`)).status, 404, at)
  }
})

test('bad input: a dataset that disappeared, a division by zero, many rows and a percentage over 100 are named, and the last good value stands', async () => {
  const tell = async (change: Record<string, string>): Promise<string> => {
    assert.equal(
      (await save('indicator', { ...indicator, ...change }, 'mediana-de-dias')).status,
      303,
    )
    on.clock.set(new Date(on.clock.now().getTime() + 60_000).toISOString())
    await on.house.measure('mediana-de-dias')
    return look('/observatory/house/indicator/mediana-de-dias?lang=en')
  }
  const gone = await tell({ dataset: 'desaparecido' })
  assert.match(gone, /4 días April 2026/)
  assert.match(
    gone,
    /The dataset “desaparecido” is not published any more\. The last good value stands/,
  )
  assert.match(await tell({ sql: 'SELECT nada FROM plazos' }), /The query could not be answered/)
  assert.match(
    await tell({ sql: 'SELECT sum(dias) / (count(*) - 5) FROM plazos' }),
    /perhaps it divides by zero/,
  )
  assert.match(await tell({ sql: 'SELECT dias FROM plazos' }), /gave 5 rows instead of one number/)
  assert.match(
    await tell({ unit: '%', sql: 'SELECT 120', baseline: '', targets: '' }),
    /A percentage of .*120 cannot be/,
  )
  assert.match(await tell({}), /Last measured/)
  assert.match(await look('/observatory/house?lang=en'), /Mediana de días/)
})

test('a value that was not confirmed for longer than its sheet allows is marked as old', async () => {
  on.clock.set('2026-09-01T15:00:00Z')
  assert.match(await look('/observatory/house?lang=en'), /Not confirmed for \d+ days/)
  await on.house.measure('mediana-de-dias')
  assert.doesNotMatch(await look('/observatory/house?lang=en'), /Not confirmed/)
})

test('rows of span and value are the history of an indicator', async () => {
  await publish('mes,abiertos\n2026-01,3\n2026-02,5\n')
  const form = {
    ...indicator,
    ...{
      name: 'Datos abiertos',
      unit: 'conjuntos',
      direction: 'up',
      baseline: '',
      targets: '2026-12 | 10',
    },
    sql: 'SELECT mes, abiertos FROM plazos ORDER BY 1',
  }
  assert.equal((await save('indicator', form)).status, 303)
  const measured = await on.house.measure('datos-abiertos')
  assert.deepEqual([measured?.detail, measured?.changed], ['', ['2026-01', '2026-02']])
})

test('a light set by hand tells its reason and what the rule would say', async () => {
  const form = {
    ...{ ...indicator, name: 'A mano', sql: '', dataset: '', values: '2026-03 | 30 | Acta 12' },
    override: 'warn',
  }
  const wrong = await save('indicator', form)
  assert.match(words(wrong.text), /A light set by hand asks for its reason/)
  assert.equal(
    (await save('indicator', { ...form, overrideReason: 'Cambió la norma.' })).status,
    303,
  )
  const page = await look('/observatory/house/indicator/a-mano?lang=en')
  assert.match(page, /Set by hand: Cambió la norma\. The rule would say: Far from target/)
  assert.match(page, /Acta 12/)
})

test('bad input: targets over 100 %, budgets that cannot be and rows that cannot be read are named by field and line; a stopped project tells its decision', async () => {
  const project = {
    name: 'Piloto',
    stage: 'stopped',
    summary: 'Se prueba',
    office: 'GDI',
    areas: 'digital',
  }
  assert.match(
    words((await save('project', project)).text),
    /A stopped project asks for the decision to stop/,
  )
  const decided = { ...project, decisions: '2026-02-01 | stop | Nadie lo usó' }
  assert.equal((await save('project', decided)).status, 303)
  assert.match(
    await look('/observatory/house?lang=en'),
    /Piloto Stopped GDI Digital governance Nadie lo usó/,
  )
  const budget = {
    year: '2026',
    fund: 'municipal',
    funded: 'digital',
    planned: '100',
    executed: '150',
    source: 'PIM',
  }
  assert.match(
    words((await save('budget', budget)).text),
    /What was executed exceeds what was planned/,
  )
  const over = await save('indicator', {
    ...indicator,
    name: 'Otro',
    unit: '%',
    targets: '2026 | 90\n2027 | 101',
  })
  assert.match(words(over.text), /Targets: Line 2: A percentage does not exceed 100/)
  const rows = await save('indicator', { ...indicator, name: 'Otro', targets: '2026 | mucho' })
  assert.match(words(rows.text), /Line 1: “2026 \| mucho” does not have the parts/)
})

test('a withdrawn sheet leaves the page, and its versions stay', async () => {
  const form = { name: 'Piloto', stage: 'idea', summary: 'Se prueba', office: 'GDI' }
  assert.equal((await save('project', { ...form, withdraw: 'yes' }, 'piloto')).status, 303)
  assert.doesNotMatch(await look('/observatory/house?lang=en'), /Piloto/)
  const page = await look('/observatory/house/project/piloto?lang=en')
  assert.match(page, /This sheet was withdrawn/)
  assert.equal((await on.house.versions('project', 'piloto')).length, 2)
})

test('the house as JSON holds no person', async () => {
  const { text: body } = await on.ask('/observatory/house.json')
  assert.doesNotMatch(body, /person-chief|author/)
  assert.ok(JSON.parse(body))
})

test('the sheets of the pack are taken over once, whole, and what the city withdrew stays withdrawn', async () => {
  const file = new URL('../../../packs/lima/house.json', import.meta.url)
  const added = await importHouse(on.house, file)
  assert.deepEqual(added, [
    ...['tramites-publicados-en-el-catalogo', 'requisitos-por-tramite'],
    ...['tramites-con-todas-sus-normas-verificadas', 'dias-hasta-resolver-un-tramite'],
    ...['tramites-resueltos-dentro-del-plazo-legal', 'decisiones-con-firma-digital'],
    ...['conjuntos-de-datos-al-dia', 'descargas-de-datos', 'rutas-abiertas-en-vive'],
  ])
  const form = { name: 'Requisitos por trámite', of: 'x', unit: 'x', formula: 'x', direction: 'up' }
  const rest = { frequency: 'year', office: 'x', source: 'x', withdraw: 'yes' }
  assert.equal(
    (await save('indicator', { ...form, ...rest }, 'requisitos-por-tramite')).status,
    303,
  )
  assert.deepEqual(await importHouse(on.house, file), [])
})

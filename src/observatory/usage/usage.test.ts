// Counts of use: sums by day and nothing of the reader, published as a dataset that indicators ask.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { importHouse } from '#observatory'
import { type TestObservatory, testObservatory } from '../../../test/support/test-observatory.ts'
import { allCounts, decisionsByMonth } from './store-usage.ts'

let on: TestObservatory

before(async () => {
  on = await testObservatory()
})
after(() => on.close())

const words = (page: string): string => page.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ')

async function publish(): Promise<void> {
  await on.on.jobs.send('observatory.usage', {})
  assert.equal(await on.on.jobs.drain(['observatory.usage']), 1)
}

test('what was counted is a sum of the day, whoever flushes and how often', async () => {
  on.usage.count('descargas')
  await on.usage.flush()
  on.usage.count('descargas')
  on.usage.count('rutas-abiertas')
  await on.usage.flush()
  await on.usage.flush()
  assert.deepEqual(await allCounts(on.on.database.kysely), [
    { day: '2026-03-14', measure: 'descargas', count: 2 },
    { day: '2026-03-14', measure: 'rutas-abiertas', count: 1 },
  ])
})

test('a day is published when it is over; datasets on time at once', async () => {
  const file = await on.on.file('obras.csv', 'obra,monto\nA,1\nB,2\n')
  const operator = on.on.shelf.as({ kind: 'operator' })
  await operator.publishFile({
    ...{ path: file, name: 'obras.csv', dataset: 'obras', title: 'Obras' },
    privacy: { gate: 'off' },
  })
  await operator.updateDataset('obras', { frequency: 'MONTHLY' })
  await publish()
  const rows = async (): Promise<string> =>
    words(
      (
        await on.ask(
          `/dataset/uso-de-sistemas/sql?lang=en&sql=${encodeURIComponent('SELECT fecha, medida, cuenta FROM uso ORDER BY 1, 2')}`,
        )
      ).text,
    )
  assert.match(await rows(), /conjuntos-al-dia 1 .*conjuntos-con-plazo 1 /)
  assert.doesNotMatch(await rows(), /descargas/)
  on.clock.set('2026-03-15T15:00:00Z')
  await publish()
  assert.match(await rows(), /2026-03-14 descargas 2 .*2026-03-14 rutas-abiertas 1 /)
})

test('the indicators of the pack measure downloads, routes and datasets on time, and say of others that they are not measured', async () => {
  const file = new URL('../../../packs/lima/house.json', import.meta.url)
  await importHouse(on.house, file)
  await on.house.askToMeasure()
  await on.on.jobs.drain(['observatory.measure'])
  const view = await on.house.view()
  const value = (id: string) => {
    const found = view.indicators.find(({ sheet }) => sheet.id === id) ?? assert.fail(id)
    return [found.latest?.value ?? null, found.latest?.period ?? null, found.check?.failure ?? null]
  }
  assert.deepEqual(value('descargas-de-datos'), [2, '2026-03', null])
  assert.deepEqual(value('rutas-abiertas-en-vive'), [1, '2026-03', null])
  assert.deepEqual(value('conjuntos-de-datos-al-dia'), [100, '2026-03', null])
  // Nothing was decided, and no table tells of times: that is said, and no number is shown.
  for (const id of [
    ...['decisiones-con-firma-digital', 'dias-hasta-resolver-un-tramite'],
    'tramites-resueltos-dentro-del-plazo-legal',
  ]) {
    assert.equal(value(id)[0], null, id)
    assert.match(
      words((await on.ask(`/observatory/house/indicator/${id}?lang=en`)).text),
      /There is no value yet/,
    )
  }
  assert.match(
    words((await on.ask('/observatory/house?lang=en')).text),
    /Decisiones con firma digital Measured — — No value Not measured yet/,
  )
})

test('times of procedures become days and a share inside the legal term, and the same SQL gives the same number on the portal', async () => {
  const csv =
    'periodo,tramite,nombre,oficina,presentados,observados,resueltos,notificados,pendientes,dentro_del_plazo,fuera_del_plazo,silencio,impugnados,dias_mediana,dias_p90\r\n' +
    '2026-02,carta,Carta,Mesa,20,0,20,20,0,15,5,0,0,7,12\r\n' +
    '2026-02,licencia,Licencia,Desarrollo,10,5,10,10,0,10,0,0,0,11,14\r\n' +
    '2026-01,carta,Carta,Mesa,10,0,10,10,0,5,5,0,0,9,\r\n' +
    '2025,otros,otros,otros,10,0,5,5,0,5,0,0,0,30,\r\n'
  const path = await on.on.file('tramites-tiempos.csv', csv)
  await on.on.shelf.as({ kind: 'operator' }).publishFile({
    ...{ path, name: 'tramites-tiempos.csv', dataset: 'tramites-tiempos', title: 'Tiempos' },
    key: ['periodo', 'tramite', 'oficina'],
    privacy: { gate: 'identifiers' },
  })
  // A city whose nights have not made the table of medians yet gets no sheets, and no error.
  const pack = new URL('../../../packs/lima/house.json', import.meta.url)
  assert.deepEqual(await importHouse(on.house, pack), [])
  const medians =
    'periodo,tramite,nombre,resueltos,dias_mediana,dias_p90\r\n' +
    '2026-02,carta,Carta,20,7,12\r\n' +
    '2026-02,licencia,Licencia,10,11,14\r\n' +
    '2026-02,todos,Todos los trámites,30,8,14\r\n' +
    '2026-01,carta,Carta,10,9,\r\n' +
    '2026-01,todos,Todos los trámites,10,9,\r\n'
  await on.on.shelf.as({ kind: 'operator' }).publishFile({
    ...{ path: await on.on.file('medianas.csv', medians), name: 'medianas.csv' },
    ...{ dataset: 'tramites-tiempos', resource: 'medianas', title: 'Tiempos' },
    key: ['periodo', 'tramite'],
    privacy: { gate: 'identifiers' },
  })
  for (const [id, numbers] of [
    // Neither the median of 7 and 11 nor their mean.
    ['dias-hasta-resolver-un-tramite', { '2026-01': 9, '2026-02': 8 }],
    ['tramites-resueltos-dentro-del-plazo-legal', { '2026-01': 50, '2026-02': 83.3 }],
  ] as const) {
    const measured = await on.house.measure(id)
    assert.deepEqual([measured?.failure, measured?.detail], [null, ''], id)
    const view = await on.house.view()
    const found = view.indicators.find(({ sheet }) => sheet.id === id)
    assert.deepEqual(
      Object.fromEntries((found?.values ?? []).map(({ period, value }) => [period, value])),
      numbers,
    )
    const sql = String(found?.sheet.content['sql'])
    const portal = words(
      (await on.ask(`/dataset/tramites-tiempos/sql?lang=en&sql=${encodeURIComponent(sql)}`)).text,
    )
    for (const [period, value] of Object.entries(numbers)) {
      assert.match(portal, new RegExp(`${period} ${value} `), `${id} ${period}`)
    }
  }
})

test('each procedure whose times are published has an indicator of its own, once', async () => {
  const file = new URL('../../../packs/lima/house.json', import.meta.url)
  assert.deepEqual(await importHouse(on.house, file), [
    'dias-hasta-resolver-carta',
    'dias-hasta-resolver-licencia',
  ])
  assert.deepEqual(await importHouse(on.house, file), [])
  await on.house.measure('dias-hasta-resolver-carta')
  const view = await on.house.view()
  const found = view.indicators.find(({ sheet }) => sheet.id === 'dias-hasta-resolver-carta')
  assert.deepEqual(
    found?.values.map(({ period, value }) => [period, value]),
    [
      ['2026-01', 9],
      ['2026-02', 7],
    ],
  )
})

test('decisions are counted once per case, in whole months, and with the signature they carry', async () => {
  const { database } = on.on
  const { journal } = on
  const write = (id: string, acts: ('case.decided' | 'case.act-signed')[]) =>
    database.transaction(async (trx) => {
      for (const act of acts) {
        await journal.write(trx, {
          ...{ act, actor: { kind: 'operator' }, about: { kind: 'case', id }, content: {} },
        })
      }
    })
  for (let at = 0; at < 6; at++) await write(`signed-${at}`, ['case.act-signed', 'case.decided'])
  await write('paper', ['case.decided', 'case.decided'])
  const parts = { timeZone: 'America/Lima' }
  assert.deepEqual(await decisionsByMonth(database.kysely, { ...parts, before: '2026-03' }), [])
  assert.deepEqual(await decisionsByMonth(database.kysely, { ...parts, before: '2026-04' }), [
    { month: '2026-03', decided: 7, signed: 6 },
  ])
  on.clock.set('2026-04-02T15:00:00Z')
  await publish()
  const measured = await on.house.measure('decisiones-con-firma-digital')
  assert.equal(measured?.detail, '')
  const view = await on.house.view()
  const found = view.indicators.find(({ sheet }) => sheet.id === 'decisiones-con-firma-digital')
  assert.deepEqual([found?.latest?.period, found?.latest?.value], ['2026-03', 85.7])
})

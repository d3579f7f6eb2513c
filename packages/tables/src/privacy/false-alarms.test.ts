// Tests that codes, amounts, places, dates and serial numbers are not taken for people.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { tryIngest } from '../build/trial.ts'
import { stops } from './model.ts'
import { People } from './planted.ts'

const people = new People(99)
const place = ['Miraflores, Lima', 'Cusco, Cusco', 'Wanchaq, Cusco', 'San Juan de Lurigancho, Lima']

/** Columns of things whose values look like numbers of persons. */
const makers: Record<string, () => string> = {
  CODIGO: () => people.digits(8),
  CODIGO_MODULAR: () => people.digits(7),
  NRO_SERIE: () => `SN-9${people.digits(8)}`,
  SERIE_LARGA: () => `4${people.digits(15)}`,
  EXPEDIENTE: () => `EXP-${people.digits(8)}-2024`,
  UBIGEO: () => `1501${people.digits(2)}`,
  MONTO: () => `${people.whole(1, 99_999_999)}`,
  IMPORTE: () => `${people.whole(1, 999_999)}.${people.digits(2)}`,
  LATITUD: () => `-12.${people.digits(6)}`,
  LONGITUD: () => `-77.${people.digits(6)}`,
  FECHA_CORTE: () => people.day().replaceAll('-', ''),
  PERIODO: () => `2024${String(people.whole(1, 12)).padStart(2, '0')}`,
  CONTADOR: () => `${people.whole(10_000_000, 99_999_999)}`,
  CODIGO_BARRAS: () => people.digits(13),
  PARTIDA: () => people.digits(11),
  ORDEN_DE_COMPRA: () => people.digits(20),
  ENTIDAD: () => 'Municipalidad de prueba',
  NOMBRE_DEL_RECURSO: () => `Plaza ${people.word()}`,
  DISTRITO: () => people.pick(['SAN MARTIN DE PORRES', 'JESUS MARIA', 'SANTIAGO DE SURCO']),
  LUGAR: () => people.pick(place),
  CONTRATO: () => `CT ${people.digits(4)} ${people.digits(6)}`,
  VERSION: () => `${people.digits(1)}.${people.digits(2)}.${people.digits(3)}`,
  ENLACE: () => `https://ejemplo.pe/ficha/9${people.digits(8)}?id=${people.digits(8)}`,
  RUC: () => people.ruc('20'),
  TELEFONO: () => `01${people.digits(7)}`,
  CORREO: () => 'mesadepartes@ejemplo.gob.pe',
  DIRECCION: () => people.address(),
}

function table(heads: string[], rows: number): string {
  const lines = Array.from({ length: rows }, () =>
    heads.map((head) => `"${makers[head]!()}"`).join(','),
  )
  return `${heads.join(',')}\n${lines.join('\n')}\n`
}

const privacy = { mode: 'propose', secret: 's' } as const

async function alarms(csv: string): Promise<string[]> {
  const { manifest } = await tryIngest(csv, 'cosas.csv', { privacy, repairs: 'recipe' })
  return (manifest.privacy?.findings ?? [])
    .filter(stops)
    .map(({ code, name, confidence }) => `${name}: ${code} ${confidence}`)
}

test('a table with all of them gives no alarm', async () => {
  assert.deepEqual(await alarms(table(Object.keys(makers), 400)), [])
})

test('no column of things gives an alarm by itself', async () => {
  const contact = ['TELEFONO', 'CORREO']
  for (const head of Object.keys(makers).filter((each) => !contact.includes(each))) {
    assert.deepEqual(await alarms(table([head, 'DISTRITO'], 300)), [], head)
  }
})

test('telephones and mail beside an institution are said and do not stop', async () => {
  const csv = table(['RUC', 'ENTIDAD', 'TELEFONO', 'CORREO', 'DIRECCION'], 50)
  const { manifest } = await tryIngest(csv, 'sedes.csv', { privacy })
  const said = manifest.privacy?.findings.map(({ code, confidence }) => `${code} ${confidence}`)
  assert.deepEqual(said, ['phone possible', 'email possible'])
})

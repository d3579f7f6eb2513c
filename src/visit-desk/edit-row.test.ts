// Forms and files of the desk without a server: what is wrong is told field by field, row by row.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { makeContent } from '#visit'
import { readCsv, writeCsv } from '#platform'
import { type Edit, editRow, findRow, fingerprint, withoutRow } from './edit-row.ts'
import { takeRows } from './import-rows.ts'
import { type Kind, type KindName, kindNamed } from './kinds.ts'
import { type OpenRows, csvOf, rowsFrom } from './open-rows.ts'

const options = { timeZone: 'America/Lima', bbox: [-77.2, -12.52, -76.62, -11.57] } as const
const content = {
  ...makeContent({}, options),
  districts: [
    { ubigeo: '150101', name: 'Lima' },
    { ubigeo: '150122', name: 'Miraflores' },
  ],
}
const judging = { content, options, now: '2026-11-28T10:00:00' }
const kind = (name: KindName): Kind => kindNamed(name)!
const empty = (name: KindName): OpenRows => rowsFrom(null, kind(name))

const event = {
  ...{ titulo: 'Feria del libro', inicio: '2026-12-05T10:00', estado: 'confirmado' },
  ...{ ubigeo: '150101', organiza: 'Lima', gratis: 'si' },
  ...{ fuente: 'https://lima.example/feria', consultado: '2026-11-28', confianza: 'alta' },
}
const place = {
  ...{ nombre: 'Museo de prueba', tipo: 'museo', ubigeo: '150122' },
  ...{ longitud: '-77.03', latitud: '-12.12' },
  ...{ fuente: 'https://lima.example/museo', consultado: '2026-11-28', confianza: 'media' },
}
const warning = {
  ...{ titulo: 'Cierre', texto: 'Usa otra vía.', severidad: 'grave', tipo: 'transporte' },
  ...{ distritos: ['150101', '150122'], desde: '2026-11-28T08:00', hasta: '2026-11-28T20:00' },
  ...{
    emite: 'Lima',
    fuente: 'https://lima.example/a',
    consultado: '2026-11-28',
    confianza: 'alta',
  },
}

function edited(name: KindName, form: Edit['form'], open = empty(name), key: string | null = null) {
  const seen = fingerprint(key === null ? undefined : findRow(open, kind(name), key))
  return editRow(open, kind(name), { form, key, seen }, judging)
}

function made(name: KindName, form: Edit['form'], open = empty(name), key: string | null = null) {
  const result = edited(name, form, open, key)
  assert.ok('open' in result, JSON.stringify(result))
  return result
}

function problems(
  name: KindName,
  form: Edit['form'],
  open = empty(name),
  key: string | null = null,
) {
  const result = edited(name, form, open, key)
  assert.ok('problems' in result)
  return result.problems.map(({ field, code }) => `${field} ${code}`)
}

describe('forms of the desk', () => {
  test('make a row with a key of its own, and a second one of the same name gets another', () => {
    const one = made('agenda', event)
    assert.equal(one.key, 'feria-del-libro')
    assert.equal(made('agenda', event, one.open).key, 'feria-del-libro-2')
    assert.equal(findRow(one.open, kind('agenda'), one.key)?.['gratis'], 'si')
    const museum = made('lugares', place)
    assert.equal(museum.open.rows[0]?.['distrito'], 'Miraflores')
    const alerted = made('avisos', warning).open.rows[0]
    assert.equal(alerted?.['distritos'], '150101 150122')
    assert.equal(alerted?.['emitido'], '2026-11-28T10:00:00')
  })

  test('tell every field that is wrong at once', () => {
    assert.deepEqual(
      problems('agenda', {
        ...{ titulo: '', inicio: '2026-13-01T10:00', estado: 'quizás', ubigeo: '999999' },
        ...{ organiza: 'Lima', fuente: 'lima', consultado: '2026-02-30', confianza: 'alta' },
        lugar: '77',
      }),
      [
        ...['titulo missing', 'inicio bad-moment', 'estado bad-choice', 'lugar bad-place'],
        ...['ubigeo bad-choice', 'fuente bad-url', 'consultado bad-day'],
      ],
    )
  })

  test('are judged by the reader of Vive: swapped coordinates, broken rules, ends before beginnings', () => {
    const swapped = { ...place, longitud: '-12.12', latitud: '-77.03' }
    const [fault] = (edited('lugares', swapped) as { problems: { fault?: string }[] }).problems
    assert.equal(fault?.fault, 'outside')
    assert.deepEqual(problems('agenda', { ...event, regla: 'FREQ=WEEKLY;BYDAY=9XX' }), [
      'null not-shown',
    ])
    assert.deepEqual(problems('agenda', { ...event, fin: '2026-12-04T10:00' }), ['null not-shown'])
    assert.deepEqual(problems('avisos', { ...warning, hasta: '2026-11-28T07:00' }), [
      'null not-shown',
    ])
    const phone = { numero: 'ciento cinco', servicio: 'x', entidad: 'x', clase: 'policia' }
    const rest = { ambito: 'nacional', estado: 'activo', fuente: event.fuente }
    const whole = { ...phone, ...rest, consultado: '2026-11-28', confianza: 'alta' }
    assert.deepEqual(problems('telefonos', whole), ['null not-shown'])
    made('telefonos', { ...whole, numero: '105' })
    assert.deepEqual(
      problems(
        'telefonos',
        { ...whole, numero: '105' },
        made('telefonos', { ...whole, numero: '105' }).open,
      ),
      ['numero twice'],
    )
  })

  test('change only their row, keep columns they do not know, and refuse what somebody else changed', () => {
    const { open, key } = made('agenda', event)
    const known: OpenRows = {
      ...open,
      columns: [...open.columns, { id: 'aforo', name: 'Aforo' }],
      rows: [{ ...open.rows[0], aforo: '80' }],
    }
    const next = made('agenda', { ...event, titulo: 'Feria' }, known, key)
    assert.equal(next.key, key)
    assert.deepEqual([next.open.rows[0]?.['titulo'], next.open.rows[0]?.['aforo']], ['Feria', '80'])
    const stale = editRow(known, kind('agenda'), { form: event, key, seen: 'another' }, judging)
    assert.deepEqual(stale, { problems: [{ field: null, code: 'changed' }] })
  })

  test('withdraw a row from the table, an alert only from sight', () => {
    const gone = (name: KindName, form: Edit['form']) => {
      const { open, key } = made(name, form)
      const seen = fingerprint(findRow(open, kind(name), key))
      const result = withoutRow(open, kind(name), { key, seen }, '2026-11-28T11:00:00')
      return 'open' in result ? result.open.rows : assert.fail()
    }
    assert.deepEqual(gone('agenda', event), [])
    const [row] = gone('avisos', warning)
    assert.deepEqual([row?.['estado'], row?.['emitido']], ['retirado', '2026-11-28T11:00:00'])
  })
})

describe('files of the desk', () => {
  const take = (name: KindName, file: string, text: string, source = '', open = empty(name)) =>
    takeRows(open, kind(name), { name: file, text, source, lang: 'es' }, judging)
  const told = (result: ReturnType<typeof take>): string[] =>
    'faults' in result
      ? result.faults.map(
          ({ row, line, problem, words }) =>
            `${row} ${line} ${problem?.field ?? '-'} ${problem?.code ?? words ?? ''}`,
        )
      : assert.fail('nothing was wrong')

  test('add and replace rows by their key, from commas or semicolons', () => {
    const { open } = made('agenda', event)
    const text =
      'actividad;titulo;inicio;ubigeo;fuente;consultado;confianza\r\nferia-del-libro;"Feria; la grande";2026-12-06T10:00:00;150101;https://lima.example/f;2026-11-28;alta\r\nnueva;Nueva;2026-12-07T10:00:00;150101;https://lima.example/n;2026-11-28;alta\r\n'
    const result = take('agenda', 'agenda.csv', text, '', open)
    assert.ok('open' in result)
    assert.deepEqual([result.added, result.replaced], [1, 1])
    assert.deepEqual(
      result.open.rows.map((row) => row['titulo']),
      ['Feria; la grande', 'Nueva'],
    )
    assert.equal(result.open.rows[0]?.['organiza'], 'Lima')
  })

  test('that are wrong in one row are refused whole, naming row and line', () => {
    const text = [
      'actividad,titulo,inicio,fuente,consultado',
      'a,"Dos\nlíneas",2026-12-05T10:00:00,https://lima.example/a,2026-11-28',
      'b,Sin fuente,2026-12-05T10:00:00,,2026-11-28',
      'c,Regla,mañana,https://lima.example/c,2026-11-28',
    ].join('\n')
    assert.deepEqual(told(take('agenda', 'agenda.csv', text)), [
      ...['2 4 fuente missing', '3 5 inicio bad-moment'],
    ])
    assert.deepEqual(told(take('agenda', 'agenda.csv', 'actividad,inicio\na,b\n')), [
      'null null titulo missing',
    ])
    assert.deepEqual(told(take('agenda', 'agenda.xlsx', '')), ['null null - bad-choice'])
    assert.deepEqual(told(take('telefonos', 'agenda.ics', '')), ['null null - bad-choice'])
  })

  test('of points are refused where coordinates are swapped or a shape is none', () => {
    const feature = (coordinates: unknown, type = 'Point') => ({
      type: 'Feature',
      geometry: { type, coordinates },
      properties: { codigo: 7, nombre: 'Mirador', tipo: 'mirador', ubigeo: '150101' },
    })
    const file = (...features: unknown[]) => JSON.stringify({ type: 'FeatureCollection', features })
    const source = 'https://lima.example/puntos'
    const good = take('lugares', 'puntos.geojson', file(feature([-77.03, -12.05])), source)
    assert.ok('open' in good)
    assert.equal(good.open.rows[0]?.['codigo'], '7')
    assert.deepEqual(
      told(take('lugares', 'p.geojson', file(feature([-77, -12], 'LineString')), source)),
      ['1 null longitud bad-number'],
    )
    assert.deepEqual(
      told(
        take(
          'lugares',
          'p.geojson',
          file(feature([-77.03, -12.05]), {
            ...feature([-12.05, -77.03]),
            properties: { codigo: 8, nombre: 'Mal', tipo: 'otro' },
          }),
          source,
        ),
      ),
      ['2 null - not-shown'],
    )
    assert.deepEqual(told(take('lugares', 'p.geojson', '{"type":"Nothing"}', source)), [
      'null null - bad-choice',
    ])
  })

  test('of calendars bring events, and a broken rule stops them in words', () => {
    const calendar = (rule: string): string =>
      [
        'BEGIN:VCALENDAR',
        'VERSION:2.0',
        'PRODID:-//x//y//ES',
        'BEGIN:VEVENT',
        'UID:taller@lima.example',
        'DTSTAMP:20261101T000000Z',
        'DTSTART:20261205T150000Z',
        'DTEND:20261205T170000Z',
        `RRULE:${rule}`,
        'SUMMARY:Taller',
        'END:VEVENT',
        'END:VCALENDAR',
        '',
      ].join('\r\n')
    const good = take('agenda', 'a.ics', calendar('FREQ=WEEKLY'), 'https://lima.example/ics')
    assert.ok('open' in good, JSON.stringify(good))
    assert.deepEqual(
      [good.open.rows[0]?.['inicio'], good.open.rows[0]?.['regla']],
      ['2026-12-05T10:00:00', 'FREQ=WEEKLY'],
    )
    const [fault] = told(
      take('agenda', 'a.ics', calendar('FREQ=OFTEN'), 'https://lima.example/ics'),
    )
    assert.match(fault ?? '', /FREQ/)
  })

  test('written by the desk are read back as they were', () => {
    const rows = [
      ['a', 'con "comillas"'],
      [' b ', 'dos\nlíneas; y, comas'],
      ['', 'x'],
    ]
    const read = readCsv(writeCsv(['uno', 'dos'], rows))
    assert.deepEqual(
      read.slice(1).map(({ cells }) => cells),
      rows,
    )
    assert.deepEqual(
      read.map(({ line }) => line),
      [1, 2, 3, 5],
    )
    assert.match(csvOf(empty('avisos')), /^aviso,titulo,.*estado,emitido\r\n$/)
  })
})

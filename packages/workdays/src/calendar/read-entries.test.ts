// Tests calendar files: what is read from them, and what is said of each row that is wrong.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { WorkdaysError } from '../workdays-error.ts'
import { describeFault } from './faults.ts'
import { readBook } from './read-book.ts'
import { readEntries } from './read-entries.ts'

const heading =
  'id;kind;on;nation;name_es;name_en;norm;published;compensable;sector;except_for;checked'

describe('a file of days', () => {
  test('is read from CSV with semicolons, quotes and a byte order mark', () => {
    const text = `\uFEFF${heading}\r\nds-1;non-working;2026-12-24 2026-12-31;PE;"No laborable; ""puente""";Bridge day;D.S. 1-2026-PCM;2026-11-01;yes;public;tax;text\r\n\r\n`
    const { entries, faults } = readEntries(text, 'csv')
    assert.deepEqual(faults, [])
    assert.deepEqual(entries, [
      {
        id: 'ds-1',
        kind: 'non-working',
        date: { on: ['2026-12-24', '2026-12-31'] },
        scope: { nation: 'PE' },
        names: { es: 'No laborable; "puente"', en: 'Bridge day' },
        published: '2026-11-01',
        compensable: true,
        sector: 'public',
        checked: 'text',
        basis: { norm: 'D.S. 1-2026-PCM' },
        exceptFor: ['tax'],
      },
    ])
  })

  test('is read from JSON with lists, numbers and truth values', () => {
    const one = {
      ...{
        id: 'eve',
        kind: 'holiday',
        easter: -3,
        nation: 'PE',
        name_es: 'Jueves',
        name_en: 'Thursday',
      },
      ...{ norm: 'D.Leg. 713', article: '6', published: '1991-11-08', compensable: false },
    }
    const two = {
      ...{ id: 'games', kind: 'non-working', on: ['2019-07-26'], nation: 'PE', region: '15' },
      ...{ province: '1501', name_es: 'Juegos', name_en: 'Games', norm: 'D.S. 124-2019-PCM' },
      ...{ published: '2019-07-06', starts_at: '12:00', checked: 'report', note: 'noon' },
    }
    const { entries, faults } = readEntries(JSON.stringify([one, two]), 'json')
    assert.deepEqual(faults, [])
    assert.deepEqual(entries[0]?.date, { easter: -3 })
    assert.equal(entries[0]?.checked, 'unverified', 'unless it is said, nobody checked it')
    assert.deepEqual(entries[1]?.scope, { nation: 'PE', region: '15', province: '1501' })
    assert.equal(entries[1]?.startsAt, '12:00')
  })

  /** A row that is right, with some cells exchanged. */
  function faultsOf(cells: Record<string, string>): string[] {
    const right = {
      ...{ id: 'one', kind: 'non-working', on: '2026-12-24', nation: 'PE', name_es: 'día' },
      ...{ name_en: 'day', norm: 'D.S. 1', published: '2026-11-01', checked: 'text' },
    }
    const row = Object.fromEntries(
      Object.entries({ ...right, ...cells }).filter(([, value]) => value !== ''),
    )
    return readEntries(JSON.stringify([row]), 'json').faults.map(
      ({ code, column }) => `${column}: ${code}`,
    )
  }

  const wrong: [cells: Record<string, string>, faults: string[]][] = [
    [{}, []],
    [{ id: '' }, ['id: missing']],
    [{ kind: 'bridge' }, ['kind: not-one-of']],
    [{ kind: '' }, ['kind: missing']],
    [{ on: '' }, ['on: no-date']],
    [{ on: '24/12/2026' }, ['on: not-a-date']],
    [{ easter: '-2' }, ['on: two-dates']],
    [{ on: '', easter: 'soon' }, ['easter: not-a-number']],
    [{ on: '', month: '2', day: '30' }, ['day: not-a-number']],
    [{ on: '', month: '13', day: '1' }, ['month: not-a-number']],
    [{ on: '', from: '2026-12-24' }, ['to: missing']],
    [{ on: '', from: '2026-12-24', to: '2026-12-23' }, ['to: backwards']],
    [{ published: '2026-12-24' }, ['published: declared-too-late']],
    [{ published: '' }, ['published: missing']],
    [{ published: 'yesterday' }, ['published: not-a-date']],
    [{ known: '2026-10-31' }, ['known: backwards']],
    [{ first: '2027-01-01', last: '2026-01-01' }, ['last: backwards']],
    [{ starts_at: '25:00' }, ['starts_at: not-an-hour']],
    [{ province: '1501' }, ['province: scope-gap']],
    [{ region: '15', district: '150101' }, ['district: scope-gap']],
    [{ institution: '20131380951' }, ['institution: own-days']],
    [{ kind: 'reception-closed', institution: '20131380951', published: '2026-12-24' }, []],
    [{ sector: 'private' }, ['sector: not-one-of']],
    [{ compensable: 'perhaps' }, ['compensable: not-one-of']],
    [{ weather: 'rain' }, ['weather: unknown-column']],
    [{ norm: '', name_es: '' }, ['name_es: missing', 'norm: missing']],
  ]
  test('tells for each row and column what is wrong', () => {
    for (const [cells, faults] of wrong)
      assert.deepEqual(faultsOf(cells), faults, JSON.stringify(cells))
  })

  test('keeps the rows that are right and names the line of those that are not', () => {
    const rows = [
      heading,
      'a;non-working;2026-12-24;PE;día;day;D.S. 1;2026-11-01;yes;public;;text',
      'b;non-working;2026-12-32;PE;día;day;D.S. 1;2026-11-01;yes;public;;text',
      '',
      'a;non-working;2026-12-31;PE;día;day;D.S. 1;2026-11-01;yes;public;;text',
    ]
    const { entries, faults } = readEntries(rows.join('\n'), 'csv')
    assert.deepEqual(
      entries.map(({ id }) => id),
      ['a'],
    )
    assert.deepEqual(
      faults.map(({ row, code }) => [row, code]),
      [
        [3, 'not-a-date'],
        [5, 'taken-id'],
      ],
    )
    assert.equal(
      describeFault(faults[0]!, 'es'),
      'Fila 3, «on»: «2026-12-32» no es una fecha. Escríbela como 2026-07-27.',
    )
    assert.equal(describeFault(faults[1]!, 'en'), 'Row 5: the id “a” is in use already.')
  })

  test('that is no table is said to be none', () => {
    for (const text of ['{"a": 1}', 'nothing', '']) {
      const { faults } = readEntries(text, 'json')
      assert.deepEqual(
        faults.map(({ code }) => code),
        ['not-a-table'],
      )
    }
    assert.equal(readEntries('', 'csv').faults[0]?.code, 'not-a-table')
  })
})

describe('a whole calendar', () => {
  const right = {
    id: 'test',
    titles: { es: 'prueba', en: 'test' },
    zone: 'America/Lima',
    covers: { from: '2026-01-01', to: '2026-12-31' },
    declaredTo: '2026-12-31',
    purposes: ['procedure'],
    weeks: [{ days: [1, 2, 3, 4, 5], scope: { nation: 'PE' }, basis: { norm: '–' } }],
    entries: [
      {
        ...{ id: 'x', kind: 'holiday', month: 5, day: 1, nation: 'PE', name_es: 'x', name_en: 'x' },
        ...{ norm: 'D.Leg. 713', published: '1991-11-08' },
      },
    ],
  }

  test('is refused with the first thing that is wrong with it', () => {
    assert.equal(readBook(right).entries.length, 1)
    const wrong: [object, RegExp][] = [
      [{ covers: { from: '2026-01-01', to: '2025-12-31' } }, /covers/],
      [{ declaredTo: 'soon' }, /declaredTo/],
      [{ purposes: [] }, /purposes/],
      [{ weeks: [{ days: [8], scope: { nation: 'PE' }, basis: { norm: '–' } }] }, /days of a week/],
      [{ weeks: 'Monday' }, /weeks/],
      [{ entries: [{ id: 'x' }] }, /Row 1: “kind” is missing/],
      [{ entries: [right.entries[0], right.entries[0]] }, /one id/],
      [{ entries: [{ ...right.entries[0], only_for: 'wages' }] }, /wages/],
      [{ id: '' }, /id is no text/],
      [{ titles: null }, /titles/],
    ]
    for (const [change, message] of wrong) {
      assert.throws(
        () => readBook({ ...right, ...change }),
        (error) =>
          error instanceof WorkdaysError &&
          error.code === 'malformed-calendar' &&
          message.test(error.message),
        JSON.stringify(change),
      )
    }
    assert.throws(() => readBook(null), WorkdaysError)
  })
})

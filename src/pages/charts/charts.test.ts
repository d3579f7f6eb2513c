// Compares the charts with pictures a person has looked at, and their axes with round numbers.
import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { pageContext } from '../../../test/support/pages.ts'
import { barChart, columnChart, columnProfile, histogram, lineChart, sparkline } from './index.ts'
import { chartExamples } from './examples.ts'
import { dateTicks, niceTicks } from './scale.ts'

const context = pageContext()
const golden = new URL('golden/', import.meta.url)

/** A picture a browser can open by itself, with the colours of the pages. */
function standing(figure: string, index: number): string {
  const svg = [
    ...figure.matchAll(
      /<svg\s+class="(?:chart-picture|sparkline|profile)[^]*?<\/svg>(?=\s*(?:<p|<svg|<\/p|<\/fig))/g,
    ),
  ]
  const picture = svg[index]?.[0] ?? assert.fail('no picture')
  return [
    '<?xml-stylesheet type="text/css" href="../../styles/tokens.css"?>',
    '<?xml-stylesheet type="text/css" href="../style.css"?>',
    picture.replace('<svg', '<svg xmlns="http://www.w3.org/2000/svg"'),
    '',
  ].join('\n')
}

for (const { name, show } of chartExamples.examples) {
  test(`the ${name} chart looks as it did; RIMAQ_GOLDEN=write draws it anew`, () => {
    const drawn = standing(show(context).toString(), 0)
    const file = new URL(`${name}.svg`, golden)
    if (process.env['RIMAQ_GOLDEN'] === 'write') {
      mkdirSync(golden, { recursive: true })
      writeFileSync(file, drawn)
    }
    assert.equal(drawn, readFileSync(file, 'utf8'))
  })
}

test('axes have round numbers around the values', () => {
  const values = (...range: [number, number]): number[] => niceTicks(...range).values
  assert.deepEqual(values(0, 5012), [0, 1000, 2000, 3000, 4000, 5000, 6000])
  assert.deepEqual(values(0.12, 0.87), [0, 0.2, 0.4, 0.6, 0.8, 1])
  assert.deepEqual(values(-30, 70), [-40, -20, 0, 20, 40, 60, 80])
  assert.deepEqual(niceTicks(1003, 1009, { zero: false }).values, [1002, 1004, 1006, 1008, 1010])
  assert.deepEqual(niceTicks(0, 3, { whole: true }).values, [0, 1, 2, 3])
  assert.deepEqual(niceTicks(0, 0).values.length > 1, true)
  assert.equal(niceTicks(0, 0.03).digits, 2)
})

test('dates on an axis are first days of years, months or plain days', () => {
  const days = (from: string, to: string): string[] =>
    dateTicks(new Date(from), new Date(to)).values.map((date) => date.toISOString().slice(0, 10))
  assert.deepEqual(days('2012-03-01', '2026-01-01'), ['2015-01-01', '2020-01-01', '2025-01-01'])
  assert.deepEqual(days('2025-02-10', '2025-12-31'), ['2025-04-01', '2025-07-01', '2025-10-01'])
  assert.deepEqual(days('2026-03-01', '2026-03-05').length, 5)
})

test('words under a chart never lie on each other, and the first one always stands', () => {
  for (const count of [3, 12, 60]) {
    const bars = Array.from({ length: count }, (_, index) => ({ label: `mes ${index}`, value: 1 }))
    const made = columnChart(context, { id: 'x', title: 'X', bars }).toString()
    const places = [...made.matchAll(/chart-tick" x="([\d.]+)%"/g)].map((match) => Number(match[1]))
    assert.ok(places.length >= 2 && places.length <= 6, String(places))
    for (const [index, place] of places.entries()) {
      if (index > 0) assert.ok(place - (places[index - 1] ?? 0) > 14, String(places))
    }
    assert.match(made, /mes 0\s*<\/text>/)
  }
})

test('charts of nothing, of one value and of less than zero are still charts', () => {
  const frame = { id: 'x', title: 'X' }
  for (const bars of [
    [],
    [{ label: 'a', value: 0 }],
    [
      { label: 'a', value: -3 },
      { label: 'b', value: 2 },
    ],
  ]) {
    for (const made of [
      barChart(context, { ...frame, bars }),
      columnChart(context, { ...frame, bars }),
    ]) {
      assert.doesNotMatch(made.toString(), /NaN|Infinity/)
    }
  }
  const lone = lineChart(context, {
    ...frame,
    series: [{ name: 's', points: [{ date: '2026-01-01', value: 3 }] }],
  })
  const gone = lineChart(context, { ...frame, series: [] })
  const spread = histogram(context, { ...frame, bins: [] })
  const small = [sparkline({ label: 's', values: [] }), columnProfile({ label: 'p', counts: [] })]
  for (const made of [lone, gone, spread, ...small])
    assert.doesNotMatch(made.toString(), /NaN|Infinity/)
})

test('a chart says its most and least to those who do not see it', () => {
  const made = barChart(context, {
    id: 'x',
    title: 'X',
    bars: [
      { label: 'Ate', value: 1200 },
      { label: 'Comas', value: 800 },
    ],
  }).toString()
  assert.match(made, /El mayor es Ate \(1,200\); el menor, Comas \(800\)\./)
  assert.match(made, /role="img"/)
})

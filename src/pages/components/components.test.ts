// Holds every example of every component to the same rules: languages, ids, names, policy.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { readBack } from '../../../test/support/read-back.ts'
import { pageContext } from '../../../test/support/pages.ts'
import { facets, form, numberedPagination, summaryList, table, textField } from '../index.ts'
import { cut } from './dataset-item/template.ts'
import { componentExamples } from './examples.ts'
import { boundsOf, createProjection, polygonPath } from './map/project.ts'
import { quantiles } from './map/template.ts'
import { shownPages } from './pagination/template.ts'

const context = pageContext()
const empty = new Set('br circle col hr img input line link meta path rect'.split(' '))

test('every component folder has examples, a style, and a place in the style sheet', () => {
  const folders = readdirSync(import.meta.dirname, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
  const known = new Set(componentExamples.map(({ name }) => name))
  const sheet = readFileSync(new URL('../styles/pages.css', import.meta.url), 'utf8')
  for (const folder of folders) {
    assert.ok(known.has(folder), `${folder} has no examples`)
    assert.ok(sheet.includes(`components/${folder}/style.css`), `${folder} has no style`)
  }
})

for (const { name, examples } of componentExamples) {
  test(`the examples of ${name} are whole, named and free of style and script`, () => {
    for (const lang of ['es', 'en', 'qu'] as const) {
      for (const example of examples) {
        const seen = readBack(example.show(pageContext({ lang })).toString())
        const open: string[] = []
        for (const tag of seen.tags) {
          if (tag.startsWith('/')) assert.equal(open.pop(), tag.slice(1), `${name}/${example.name}`)
          else if (!empty.has(tag)) open.push(tag)
          else if (['line', 'rect', 'circle', 'path'].includes(tag)) open.push(tag)
        }
        assert.deepEqual(open, [], `${name}/${example.name}`)
        assert.ok(!seen.tags.includes('script') && !seen.tags.includes('style'))
        for (const [element, attribute] of seen.attributes) {
          assert.ok(attribute !== 'style' && !attribute.startsWith('on'), `${element} ${attribute}`)
        }
      }
    }
  })
}

test('a wrong answer is tied to its field by words a screen reader finds', () => {
  const field = textField(context, {
    name: 'mail',
    label: 'Correo',
    hint: 'Lo usamos para responder.',
    error: 'Escriba un correo con arroba.',
  }).toString()
  assert.match(field, /aria-invalid="true"/)
  assert.match(field, /aria-describedby="mail-hint mail-error"/)
  assert.match(field, /id="mail-error"/)
  const summary = form(context, {
    action: '/x',
    submit: 'Enviar',
    body: null,
    errors: [{ field: 'mail', message: 'Escriba un correo con arroba.' }],
  }).toString()
  assert.match(summary, /<a href="#mail">Escriba un correo con arroba\.<\/a>/)
})

test('a sorted column says so and its link says what pressing it does', () => {
  const head = (direction: 'ascending' | 'descending' | null): string =>
    table(context, {
      id: 't',
      caption: 'T',
      columns: [{ id: 'a', label: 'A', sort: { href: '?sort=a', direction } }],
      rows: [],
    }).toString()
  assert.match(head('ascending'), /aria-sort="ascending"[^]*ordenar de mayor a menor/)
  assert.match(head('descending'), /aria-sort="descending"[^]*ordenar de menor a mayor/)
  assert.doesNotMatch(head(null), /aria-sort/)
})

test('pages shown are the first, the last and the neighbours, with gaps said once', () => {
  assert.deepEqual(shownPages(7, 214), [1, 2, null, 6, 7, 8, null, 213, 214])
  assert.deepEqual(shownPages(1, 3), [1, 2, 3])
  assert.deepEqual(shownPages(4, 7), [1, 2, 3, 4, 5, 6, 7])
  const one = numberedPagination(context, { page: 1, pages: 1, href: (page) => `?page=${page}` })
  assert.equal(one.toString(), '')
})

test('a chosen filter moves to the top and can be removed; few left over are not hidden', () => {
  const choices = ['a', 'b', 'c', 'd'].map((label) => ({ label, count: 1, href: `?f=${label}` }))
  const shown = (limit: number): string =>
    facets(context, {
      shown: limit,
      groups: [
        { id: 'f', label: 'F', choices: [{ ...choices[0]!, chosen: true }, ...choices.slice(1)] },
      ],
    }).toString()
  assert.match(shown(2), /Quitar el filtro/)
  assert.doesNotMatch(shown(2), /<details>/)
  assert.match(shown(1), /<details>[^]*Ver 2 más/)
})

test('facts that are not known do not appear', () => {
  const list = summaryList([
    { label: 'A', value: 1 },
    { label: 'B', value: null },
    { label: 'C', value: '' },
  ]).toString()
  assert.deepEqual(readBack(list).tags.filter((tag) => tag === 'dt').length, 1)
})

test('long text is cut at a word', () => {
  assert.equal(cut('uno dos tres', 9), 'uno dos…')
  assert.equal(cut('uno  dos', 9), 'uno dos')
})

test('the map keeps shape at its latitude and places south below north', () => {
  const bounds = boundsOf([
    { type: 'Point', coordinates: [-77.2, -12.3] },
    { type: 'Point', coordinates: [-76.8, -11.9] },
  ])
  assert.deepEqual(bounds, [-77.2, -12.3, -76.8, -11.9])
  const flat = createProjection(bounds, 640)
  const [west, north] = flat.place([-77.2, -11.9])
  const [east, south] = flat.place([-76.8, -12.3])
  assert.ok(west < east && north < south)
  const ratio = (south - north) / (east - west)
  assert.ok(Math.abs(ratio - 1 / Math.cos((12.1 * Math.PI) / 180)) < 0.001, String(ratio))
  const tiles = createProjection(bounds, 640, 'mercator')
  const ratioOfTiles =
    (tiles.place([-76.8, -12.3])[1] - tiles.place([-77.2, -11.9])[1]) /
    (tiles.place([-76.8, -12.3])[0] - tiles.place([-77.2, -11.9])[0])
  assert.ok(Math.abs(ratioOfTiles - 1 / Math.cos((12.1 * Math.PI) / 180)) < 0.001)
})

test('a polygon keeps its holes and drops places that fall together', () => {
  const projection = createProjection([0, 0, 10, 10], 640)
  const path = polygonPath(
    {
      type: 'Polygon',
      coordinates: [
        [
          [0, 0],
          [10, 0],
          [10, 0.00001],
          [10, 10],
          [0, 0],
        ],
        [
          [2, 2],
          [3, 2],
          [3, 3],
          [2, 2],
        ],
      ],
    },
    projection,
  )
  assert.equal(path.match(/M/g)?.length, 2)
  assert.equal(path.match(/L/g)?.length, 6)
  assert.equal(path.match(/Z/g)?.length, 2)
})

test('shades hold about a fifth of the values each, fewer where values repeat', () => {
  assert.deepEqual(quantiles([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]), [3, 5, 7, 9])
  assert.deepEqual(quantiles([1, 1, 1, 1, 9]), [1])
  assert.deepEqual(quantiles([]), [])
})

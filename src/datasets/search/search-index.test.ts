// Checks what readers find in a catalogue, in which order, and with which counts.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Listed, SearchIndex, type Visible, facetNames } from './search-index.ts'

const published: Visible = { state: (state) => state === 'published', also: new Set() }

function listed(
  slug: string,
  title: string,
  more: Partial<Listed> & { tags?: string[]; description?: string } = {},
): Listed {
  const { tags = [], description = '', ...rest } = more
  return {
    id: slug,
    slug,
    state: 'published',
    title,
    texts: { title, tags: tags.join(' '), about: '', columns: '', description },
    facets: {
      organisation: ['mml'],
      theme: [],
      tag: tags,
      licence: ['cc-by-4.0'],
      format: ['CSV'],
    },
    created: 0,
    modified: 0,
    ...rest,
  }
}

function indexOf(...entries: Listed[]): SearchIndex {
  const index = new SearchIndex()
  for (const entry of entries) index.put(entry)
  return index
}

const catalogue = indexOf(
  listed('paraderos', 'Paraderos del transporte público'),
  listed('multas', 'Multas de tránsito', { tags: ['transporte', 'infracciones'] }),
  listed('obras', 'Obras públicas', {
    description: 'Vías, puentes y transporte. Transporte y más transporte.',
  }),
  listed('distritos', 'Distritos de la provincia de Lima'),
  listed('borrador', 'Transporte en borrador', { state: 'draft' }),
)

test('a hit in the title comes before one in the tags, and that before one in the description', () => {
  assert.deepEqual(catalogue.search({ text: 'transporte' }, published).ids, [
    'paraderos',
    'multas',
    'obras',
  ])
})

test('words are found without their accents, in the plural and in other forms', () => {
  const first = (text: string): string | undefined => catalogue.search({ text }, published).ids[0]
  assert.equal(first('distrito'), 'distritos')
  assert.equal(first('TRANSITO'), 'multas')
  assert.equal(first('infracción'), 'multas')
  assert.equal(first('obra pública'), 'obras')
})

test('every word must be found, and the common ones are not asked for', () => {
  assert.deepEqual(catalogue.search({ text: 'los distritos de la ciudad' }, published).ids, [])
  assert.deepEqual(catalogue.search({ text: 'los distritos de Lima' }, published).ids, [
    'distritos',
  ])
})

test('a mistyped word finds what was meant, and says how it was read', () => {
  for (const [typed, meant] of [
    ['trasporte', 'transporte'],
    ['tranporte', 'transporte'],
    ['distrtos', 'distritos'],
    ['infraciones', 'infracciones'],
  ] as const) {
    const hits = catalogue.search({ text: typed }, published)
    assert.equal(hits.corrected, meant)
    assert.ok(hits.total > 0, typed)
  }
  assert.equal(catalogue.search({ text: 'xilofono' }, published).corrected, null)
})

test('the beginning of a word is enough', () => {
  assert.deepEqual(catalogue.search({ text: 'parad' }, published).ids, ['paraderos'])
})

test('drafts are absent from results, counts and suggestions', () => {
  assert.equal(catalogue.search({}, published).total, 4)
  assert.deepEqual(catalogue.beginning('transporte en', 5, published), [])
  assert.equal(catalogue.search({}, { state: () => true, also: new Set() }).total, 5)
})

test('suggestions begin words of the title and put titles that begin so first', () => {
  const index = indexOf(
    listed('b', 'Plan de agua'),
    listed('a', 'Agua y desagüe'),
    listed('c', 'Mapa del agua'),
  )
  assert.deepEqual(
    index.beginning('ag', 5, published).map(({ slug }) => slug),
    ['a', 'c', 'b'],
  )
  assert.deepEqual(
    index.beginning('desag', 5, published).map(({ slug }) => slug),
    ['a'],
  )
})

test('a dataset that changed is found by its new words only', () => {
  const index = indexOf(listed('a', 'Árboles'), listed('b', 'Parques'))
  index.put(listed('a', 'Semáforos'))
  assert.deepEqual(index.search({ text: 'arboles' }, published).ids, [])
  assert.deepEqual(index.search({ text: 'semaforo' }, published).ids, ['a'])
  index.remove('b')
  assert.equal(index.search({}, published).total, 1)
  assert.equal(index.size, 1)
})

test('titles sort as Spanish does, with ñ after n', () => {
  const index = indexOf(
    listed('1', 'Ñoquis'),
    listed('2', 'Óperas'),
    listed('3', 'Nidos'),
    listed('4', 'Ábacos'),
  )
  assert.deepEqual(index.search({ sort: 'title' }, published).ids, ['4', '3', '1', '2'])
})

test('each facet counts what choosing its value would give', () => {
  const values = {
    organisation: ['o1', 'o2', 'o3'],
    theme: ['t1', 't2'],
    tag: ['x', 'y', 'z'],
    licence: ['l1', 'l2'],
    format: ['CSV', 'XLSX'],
  }
  const some = (of: string[]): fc.Arbitrary<string[]> => fc.subarray(of)
  const facets = fc.record({
    organisation: fc.constantFrom(...values.organisation).map((value) => [value]),
    theme: some(values.theme),
    tag: some(values.tag),
    licence: fc.constantFrom(...values.licence).map((value) => [value]),
    format: some(values.format),
  })
  const filters = fc.record({
    organisation: some(values.organisation),
    theme: some(values.theme),
    tag: some(values.tag),
    licence: some(values.licence),
    format: some(values.format),
  })
  fc.assert(
    fc.property(fc.array(facets, { maxLength: 30 }), filters, (all, filter) => {
      const index = indexOf(
        ...all.map((own, at) => ({ ...listed(`d${at}`, `Datos ${at}`), facets: own })),
      )
      const hits = index.search({ ...filter, limit: 1000 }, published)
      for (const name of facetNames) {
        for (const value of values[name]) {
          const chosen = index.search({ ...filter, [name]: [value] }, published).total
          assert.equal(hits.facets[name].get(value) ?? 0, chosen, `${name} ${value}`)
        }
      }
    }),
    { numRuns: 60 },
  )
})

test('pages of any size are cut from the same order', () => {
  const index = new SearchIndex()
  for (let at = 0; at < 500; at += 1) {
    index.put({ ...listed(`d${at}`, `Datos número ${at}`), modified: (at * 7919) % 500 })
  }
  const whole = index.search({ limit: 500 }, published).ids
  const pages = Array.from(
    { length: 25 },
    (_, at) => index.search({ limit: 20, offset: at * 20 }, published).ids,
  )
  assert.deepEqual(pages.flat(), whole)
})

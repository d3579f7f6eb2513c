// Checks citations and stars against their written form.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bibtex, citation } from './citation.ts'
import { stars } from './open-data-stars.ts'

const dataset = {
  slug: 'distritos',
  title: { es: 'Distritos & barrios', en: 'Districts' },
  organisation: { title: { es: 'Municipalidad Metropolitana de Lima' } },
  created: new Date('2025-01-01T00:00:00Z'),
} as Parameters<typeof citation>[0]['dataset']
const version = {
  number: 3,
  created: new Date('2026-02-01T00:00:00Z'),
  manifestHash: 'abcdef0123456789'.repeat(4),
}
const parts = {
  dataset,
  version,
  portal: 'Lima',
  address: 'https://datos.example/dataset/distritos',
}

test('a citation names who, when, what, which version and where', () => {
  assert.equal(
    citation({ ...parts, lang: 'es' }),
    'Municipalidad Metropolitana de Lima (2026). Distritos & barrios [conjunto de datos], versión 3 (sha256:abcdef012345). Lima. https://datos.example/dataset/distritos',
  )
  assert.equal(
    citation({ ...parts, version: null, lang: 'en' }),
    'Municipalidad Metropolitana de Lima (2025). Districts [data set]. Lima. https://datos.example/dataset/distritos',
  )
})

test('signs that BibTeX reads as commands are escaped', () => {
  assert.match(bibtex({ ...parts, lang: 'es' }), /title = \{\{Distritos \\& barrios\}\}/)
})

const column = (
  value: string,
): {
  stats: {
    nulls: number
    distinct: number
    min: null
    max: null
    top: { value: string; count: number }[]
  }
} => ({
  stats: { nulls: 0, distinct: 1, min: null, max: null, top: [{ value, count: 1 }] },
})

test('stars rise from licence to data to key to links', () => {
  const table = (
    key: string[] | null,
    value: string,
  ): Parameters<typeof stars>[0]['resources'][number] => ({
    version: { manifest: { key, columns: [column(value)] } },
  })
  assert.deepEqual(stars({ licence: null, resources: [table(['a'], 'x')] }), {
    stars: 0,
    missing: 'open-licence',
  })
  assert.deepEqual(stars({ licence: { open: true }, resources: [] }), { stars: 1, missing: 'data' })
  assert.deepEqual(stars({ licence: { open: true }, resources: [table(null, 'x')] }), {
    stars: 3,
    missing: 'key',
  })
  assert.deepEqual(stars({ licence: { open: true }, resources: [table(['a'], 'x')] }), {
    stars: 4,
    missing: 'links',
  })
  assert.deepEqual(
    stars({ licence: { open: true }, resources: [table(['a'], 'https://example.org/1')] }),
    { stars: 5, missing: null },
  )
})

// Shows how addresses keep the language and the state of a page.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pageContext } from '../../test/support/pages.ts'
import { inLanguage, withParameters } from './context.ts'

test('the address of a page is kept without its language', () => {
  assert.equal(
    pageContext({ lang: 'en', url: '/dataset?lang=en&q=a%20b' }).address,
    '/dataset?q=a+b',
  )
  assert.equal(pageContext({ url: '/dataset' }).address, '/dataset')
})

test('links keep the language and leave out what is empty', () => {
  const english = pageContext({ lang: 'en' })
  assert.equal(english.link('/dataset', { q: 'agua', page: 2 }), '/dataset?q=agua&page=2&lang=en')
  assert.equal(english.link('/dataset?q=x#top', { q: undefined }), '/dataset?lang=en#top')
  assert.equal(pageContext().link('/dataset', { q: '' }), '/dataset')
})

test('the same page in another language differs in one parameter', () => {
  assert.equal(inLanguage('/dataset?q=a&tag=b&tag=c', 'qu'), '/dataset?q=a&tag=b&tag=c&lang=qu')
  assert.equal(inLanguage('/dataset?q=a&lang=qu', 'es'), '/dataset?q=a')
})

test('absolute addresses stand on the origin the reader sees', () => {
  assert.equal(
    pageContext({ origin: 'https://datos.example.pe' }).absolute('/x?y=1'),
    'https://datos.example.pe/x?y=1',
  )
})

test('text of a reader cannot leave its parameter', () => {
  assert.equal(withParameters('/a', { q: 'x&y=1#z?' }), '/a?q=x%26y%3D1%23z%3F')
})

// Shows what every page carries around its content, in each language.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { html } from '@rimaq/markup'
import { readBack } from '../../test/support/read-back.ts'
import { assets, pageContext } from '../../test/support/pages.ts'
import { errorPage, layout } from './index.ts'
import type { PageParts } from './page.ts'

const parts: PageParts = {
  title: 'Licencias <b>',
  description: 'Todas las licencias',
  body: html`<h1>Licencias</h1>`,
  section: 'data',
  breadcrumbs: [{ label: 'Inicio', href: '/' }, { label: 'Licencias' }],
  alternates: [{ type: 'application/atom+xml', href: '/feed.atom', title: 'Novedades' }],
  structured: { '@context': 'https://schema.org', name: '</script><b>' },
  scripts: ['enhance'],
}

test('a page says its language, its title and where else it can be read', () => {
  const page = layout(pageContext({ lang: 'en', url: '/dataset?q=agua&lang=en' }), parts)
  const seen = readBack(page)
  const values = (element: string, name: string): string[] =>
    seen.attributes.filter(([e, n]) => e === element && n === name).map(([, , value]) => value)
  assert.deepEqual(values('html', 'lang'), ['en'])
  assert.match(page, /<title>Licencias &lt;b&gt; – Lima<\/title>/)
  const links = values('link', 'href')
  assert.ok(links.includes('http://localhost:8080/dataset?q=agua'))
  assert.ok(links.includes('http://localhost:8080/dataset?q=agua&lang=en'))
  assert.ok(links.includes('http://localhost:8080/dataset?q=agua&lang=qu'))
  assert.ok(links.includes('/feed.atom'))
  assert.ok(links.includes(assets.asset('pages.css')))
})

test('a page holds no style and no script of its own, and cannot be broken by its data', () => {
  const page = layout(pageContext(), parts)
  const seen = readBack(page)
  for (const [element, name] of seen.attributes) {
    assert.ok(name !== 'style' && !name.startsWith('on'), `${element} ${name}`)
  }
  assert.equal(seen.tags.includes('style'), false)
  assert.equal(seen.tags.filter((tag) => tag === 'b').length, 0)
  const inline = [...page.matchAll(/<script(?![^>]*src=)[^>]*>/g)].map(([tag]) => tag)
  assert.deepEqual(inline, ['<script type="application/ld+json">'])
})

test('every page has one main, one h1, a skip link first and the current section marked', () => {
  const page = layout(pageContext(), parts)
  const seen = readBack(page)
  assert.equal(seen.tags.filter((tag) => tag === 'main').length, 1)
  assert.equal(seen.tags.filter((tag) => tag === 'h1').length, 1)
  assert.ok(page.indexOf('href="#content"') < page.indexOf('<header'))
  assert.match(page, /href="\/dataset" aria-current="true"/)
})

test('ids are unique on the page', () => {
  const seen = readBack(layout(pageContext(), parts))
  const ids = seen.attributes.filter(([, name]) => name === 'id').map(([, , value]) => value)
  assert.deepEqual([...new Set(ids)], ids)
})

test('an error page says in words what happened, in every language, and a lost page offers search', () => {
  for (const lang of ['es', 'en', 'qu'] as const) {
    const lost = errorPage(pageContext({ lang, url: '/x' }), { status: 404 })
    assert.match(lost, /id="error-search"/)
    assert.match(lost, /name="robots" content="noindex"/)
    const failed = errorPage(pageContext({ lang }), { status: 502, id: 'f3a9' })
    assert.match(failed, /f3a9/)
    assert.doesNotMatch(failed, /error-search/)
  }
})

test('the first page of a phone weighs little: page, style, font and modules', () => {
  const bytes = (name: string): number =>
    assets.list().find((asset) => asset.name === name)?.bytes ?? assert.fail(name)
  assert.ok(bytes('pages.css') < 60_000, `style ${bytes('pages.css')}`)
  assert.ok(bytes('enhance.js') < 8_000, `modules ${bytes('enhance.js')}`)
  assert.ok(bytes('theme.js') < 400, `theme ${bytes('theme.js')}`)
  assert.ok(layout(pageContext(), parts).length < 12_000)
})

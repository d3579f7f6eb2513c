// Shows that templates escape by place and refuse the places where nothing can be escaped.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readBack } from '../../../test/support/read-back.ts'
import { html, render, type Html } from './index.ts'
import { compileTemplate } from './template.ts'

/** Compiles literal text with `${}` where holes stand, untouched by the formatter. */
const compile = (text: string): unknown => compileTemplate(text.split('${}'))
const written = (page: Html): string => render(page).replace(/\s+/g, ' ').trim()

test('text is escaped and finished HTML inside it is not', () => {
  assert.equal(written(html`<b>${'<i>&"\''}</b>`), '<b>&lt;i&gt;&amp;&quot;&#39;</b>')
  assert.equal(written(html`<b>${html`<i>${1}</i>`}</b>`), '<b><i>1</i></b>')
})

test('lists are joined, and null, undefined and booleans write nothing', () => {
  const items = [html`<li>${1n}</li>`, ['a', ['b']], null, undefined, false, true]
  assert.equal(
    written(
      html`<ul>
        ${items}
      </ul>`,
    ),
    '<ul> <li>1</li>ab </ul>',
  )
})

test('an attribute that is one hole can be left out, stand bare, or join a list', () => {
  const input = (value: string | boolean | null | string[]): string =>
    written(html`<input class="${value}" name="x" />`)
  assert.equal(input('a"b'), '<input class="a&quot;b" name="x" />')
  assert.equal(input(null), '<input name="x" />')
  assert.equal(input(false), '<input name="x" />')
  assert.equal(input(true), '<input class name="x" />')
  assert.equal(input(['a', '', 'b']), '<input class="a b" name="x" />')
})

test('addresses that could run code are replaced, others are kept', () => {
  const refused = [
    'javascript:alert(1)',
    ' JaVaScRiPt:alert(1)',
    'java\tscript:alert(1)',
    '\u0001javascript:alert(1)',
    'data:text/html,<script>',
    'vbscript:x',
    'blob:x',
    'file:///etc/passwd',
  ]
  const kept = [
    '/dataset?q=a&b=c',
    '?page=2',
    '#x',
    'https://x.pe/a:b',
    'mailto:a@b.pe',
    'a/b:c',
    '',
  ]
  for (const address of refused)
    assert.equal(written(html`<a href="${address}"></a>`), '<a href="about:invalid#refused"></a>')
  for (const address of kept)
    assert.deepEqual(readBack(written(html`<a href="${address}"></a>`)).attributes, [
      ['a', 'href', address],
    ])
  assert.equal(
    written(html`<a href="${'javascript:x'}?q=${1}"></a>`),
    '<a href="about:invalid#refused?q=1"></a>',
  )
})

test('names of attributes keep their letters, as SVG needs', () => {
  assert.equal(
    written(html`<svg viewBox="0 0 ${1} ${2}" HREF="${'javascript:x'}"></svg>`),
    '<svg viewBox="0 0 1 2" HREF="about:invalid#refused"></svg>',
  )
})

test('holes are refused where escaping cannot help', () => {
  const wrong: [string, RegExp][] = [
    ['<script>${}</script>', /inside script/],
    ['<style>a{color:${}}</style>', /inside style/],
    ['<iframe>${}</iframe>', /inside iframe/],
    ['<p onclick="${}">', /in onclick/],
    ['<p ONCLICK="f(${})">', /in ONCLICK/],
    ['<p style="color:${}">', /in style/],
    ['<iframe srcdoc="${}"></iframe>', /in srcdoc/],
    ['<p class=${}>', /quoted attributes/],
    ['<p class=a${}>', /quoted attributes/],
    ['<p ${}>', /quoted attributes/],
    ['<p ${}="x">', /quoted attributes/],
    ['<p a${}="x">', /quoted attributes/],
    ['<p a="x"b="${}">', /quoted attributes/],
    ['<${}>', /does not end/],
    ['<b${}>', /name of an element/],
    ['</${}>', /does not end/],
    ['<!-- ${} -->', /comment/],
    ['<!doctype ${}>', /declaration/],
    ['<!--> ${} -->', /comment/],
    ['<p class="${}', /does not end/],
    ['a < b ${}', /does not end/],
    ['<script>', /script does not end/],
    ['<a href="${}${}">', /build the address/],
    ['<a href="${}:x">', /build the address/],
    ['<a href="java${}">', /build the address/],
    ['<a href="javascript:${}">', /refused scheme/],
    ['<meta http-equiv="refresh" content="0;url=${}">', /http-equiv/],
  ]
  for (const [text, message] of wrong) assert.throws(() => compile(text), message, text)
})

test('things without a form as text are refused, and so is HTML in an attribute or a title', () => {
  const odd =
    (value: unknown): (() => Html) =>
    () =>
      html`<p>${value as string}</p>`
  for (const value of [{}, new Date(0), () => 1, Symbol('x'), { toString: () => '<b>' }])
    assert.throws(odd(value), TypeError)
  assert.throws(() => html`<p title="${html`<b>x</b>`}"></p>`, TypeError)
  assert.throws(() => html`<title>${html`<b>x</b>`}</title>`, TypeError)
})

test('what looks like finished HTML after a trip through JSON is not trusted', () => {
  const copy = JSON.parse(JSON.stringify(html`<b>x</b>`)) as Html
  assert.throws(() => html`<p>${copy}</p>`, TypeError)
})

/** Strings full of what breaks careless templates. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...'< > " \' ` & = / \\ - ! \u0000 \t \n \u00a0 \ud800 \u2028'.split(' '),
        '<script>',
        '</title>',
        '</textarea>',
        '-->',
        '<!--',
        ' onload=x',
        'javascript:',
        '&lt;',
        '&#60;',
        '&#x3c;',
        '<svg/onload=x>',
        '"><img src=x onerror=x>',
        ']]>',
      ),
      fc.string({ maxLength: 4 }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''))

const page = (a: string, b: string, c: string, d: string, e: string): string =>
  render(
    html`<title>${a}</title>
      <p class="x ${b}" title="${c}" data-a="${d}-${e}">${a}${[b, [c]]}</p>
      <a href="${d}" id="${e}">${d}</a><a href="/x?${a}=${b}">${e}</a>
      <textarea name="${c}">${d}</textarea><svg><title>${e}</title></svg>`,
  )

test('no input makes an element, an attribute or a comment, and every input comes back whole', () => {
  const plain = readBack(page('a', 'b', 'c', 'd', 'e'))
  const shape = (seen: { attributes: [string, string, string][] }): string[] =>
    seen.attributes.map(([element, name]) => `${element} ${name}`)
  fc.assert(
    fc.property(hostile, hostile, hostile, hostile, hostile, (a, b, c, d, e) => {
      const seen = readBack(page(a, b, c, d, e))
      assert.deepEqual(seen.tags, plain.tags)
      assert.deepEqual(shape(seen), shape(plain))
      assert.equal(seen.comments, 0)
      assert.equal(
        seen.text.replace(/[\n ]/g, ''),
        [a, a, b, c, d, e, d, e].join('').replace(/[\n ]/g, ''),
      )
      const values = seen.attributes.map(([, , value]) => value)
      assert.deepEqual(values.slice(0, 3), [`x ${b}`, c, `${d}-${e}`])
      const href = values[3] ?? ''
      assert.ok(href === d || href === 'about:invalid#refused')
      // oxlint-disable-next-line no-control-regex
      const scheme = /^[a-z][a-z0-9+.-]*(?=:)/i.exec(href.replace(/[\u0000-\u0020]/g, ''))?.[0]
      if (scheme) assert.match(scheme, /^(https?|mailto|tel|geo|webcal|about)$/i)
    }),
    { numRuns: 2000 },
  )
})

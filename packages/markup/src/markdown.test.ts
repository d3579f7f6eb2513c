// Shows which marks descriptions may use, and that nothing typed in one can become other HTML.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readBack } from '../../../test/support/read-back.ts'
import { jsonData, jsonLd, markdown, render } from './index.ts'

const shown = (source: string): string => render(markdown(source))

test('paragraphs, emphasis, code and line breaks', () => {
  assert.equal(
    shown('uno *dos* **tres _x_**\ncuatro `a<b`  \ncinco\n\nseis'),
    '<p>uno <em>dos</em> <strong>tres <em>x</em></strong>\ncuatro <code>a&lt;b</code><br>\ncinco</p><p>seis</p>',
  )
  assert.equal(shown('snake_case_name 2 * 3 * 4 \\*no\\*'), '<p>snake_case_name 2 * 3 * 4 *no*</p>')
})

test('headings stand below those of the page', () => {
  assert.equal(shown('# A\n###### B ##'), '<h3>A</h3><h6>B</h6>')
  assert.equal(render(markdown('# A', { heading: 2 })), '<h2>A</h2>')
})

test('lists, nested lists and numbered lists', () => {
  assert.equal(
    shown('- a\n  - b\n  - c\n- d\n\n3. x\n4. y'),
    '<ul><li>a<ul><li>b</li><li>c</li></ul></li><li>d</li></ul><ol start="3"><li>x</li><li>y</li></ol>',
  )
})

test('links go to safe addresses only and strangers get no credit', () => {
  assert.equal(
    shown('[a](/x?b=1&c) [b](javascript:alert%281%29) https://x.pe/y. <a@b.pe>'),
    '<p><a href="/x?b=1&amp;c">a</a> <a href="about:invalid#refused">b</a> ' +
      '<a href="https://x.pe/y" rel="nofollow noopener">https://x.pe/y</a>. ' +
      '<a href="mailto:a@b.pe">a@b.pe</a></p>',
  )
})

test('HTML is shown, not obeyed', () => {
  assert.equal(
    shown('<b>x</b>\n\n```\n<i>\n```'),
    '<p>&lt;b&gt;x&lt;/b&gt;</p><pre><code>&lt;i&gt;</code></pre>',
  )
})

const piece = fc.oneof(
  fc.constantFrom(
    '*',
    '**',
    '_',
    '`',
    '``',
    '```',
    '\n',
    '\n\n',
    '- ',
    '  - ',
    '1. ',
    '# ',
    '> ',
    '[',
    '](',
    ')',
    '<',
    '>',
    '"',
    "'",
    '&',
    '\\',
    '<script>',
    'javascript:',
    'https://',
    ' onload="',
    '<a@b.pe>',
    '\t',
  ),
  fc.string({ maxLength: 5 }),
)

test('only the allowed elements and attributes come out, balanced, whatever is typed', () => {
  const elements = 'p br em strong code pre ul ol li blockquote a h3 h4 h5 h6'.split(' ')
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (parts) => {
      const seen = readBack(shown(parts.join('')))
      const open: string[] = []
      for (const tag of seen.tags) {
        assert.ok(elements.includes(tag.replace('/', '')), tag)
        if (tag === 'br') continue
        if (tag.startsWith('/')) assert.equal(open.pop(), tag.slice(1))
        else open.push(tag)
      }
      assert.deepEqual(open, [])
      assert.equal(seen.comments, 0)
      for (const [element, name, value] of seen.attributes) {
        assert.ok(
          ['a href', 'a rel', 'ol start'].includes(`${element} ${name}`),
          `${element} ${name}`,
        )
        if (name === 'href') assert.doesNotMatch(value, /^\s*(javascript|data|vbscript)\s*:/i)
      }
    }),
    { numRuns: 3000 },
  )
})

test('hostile repetition costs no more than its length', () => {
  const repeated = [
    '*',
    '**a ',
    '[',
    '[a](',
    '`',
    '> ',
    '- ',
    '_a',
    '<a',
    'https://',
    '  - a\n',
    '`` ` ',
  ]
  for (const text of repeated) assert.ok(shown(text.repeat(50_000 / text.length)).length > 0)
})

test('embedded data cannot end its block and comes back equal', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.string(), (value, extra) => {
      const data = { value, extra: `</script><!--${extra}` }
      for (const page of [render(jsonLd(data)), render(jsonData('state', data))]) {
        assert.deepEqual(readBack(page).tags, ['script', '/script'])
        const body = page.slice(page.indexOf('>') + 1, -'</script>'.length)
        assert.deepEqual(JSON.parse(body), JSON.parse(JSON.stringify(data)))
      }
    }),
  )
})

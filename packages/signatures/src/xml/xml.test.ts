// Reads XML with its Ids and canonical forms, and refuses what must not be in a signed document.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { SignatureError } from '../signature-error.ts'
import { c14nUris, canonicalize } from './canonicalize.ts'
import { escapeXml } from './names.ts'
import { openXml } from './xml-tree.ts'

const bytes = (of: string): Uint8Array => new Uint8Array(Buffer.from(of))

async function canonical(
  text: string,
  uri: string,
  id: string | null = null,
  prefixes: string[] = [],
) {
  const tree = await openXml(bytes(text))
  try {
    const element = id === null ? null : tree.byId(id)
    assert.ok(element !== 'twice')
    return Buffer.from(canonicalize(tree, element, { uri, prefixes })).toString()
  } finally {
    tree.dispose()
  }
}

// W3C Canonical XML 1.0, 3.2 and 3.3, without the document types; Exclusive XML Canonicalization, 2.2.
const given =
  '<doc>\n  <e3   name = "elem3"   id="elem3"   />\n  <e5 xmlns:b="u:b" xmlns:a="u:a" b:attr="sorted" a:attr="out" attr2="all" attr="I\'m"/>\n</doc>'

test('attributes and namespaces are sorted, empty elements written out', async () => {
  assert.equal(
    await canonical(given, c14nUris.inclusive),
    '<doc>\n  <e3 id="elem3" name="elem3"></e3>\n  <e5 xmlns:a="u:a" xmlns:b="u:b" attr="I\'m" attr2="all" a:attr="out" b:attr="sorted"></e5>\n</doc>',
  )
})

const nested =
  '<n0:local xmlns:n0="foo:bar" xmlns:n3="ftp://example.org" xml:lang="es"><n1:elem2 xmlns:n1="http://example.net" Id="x"><n3:stuff/></n1:elem2></n0:local>'

test('the exclusive form of an element leaves out namespaces it does not use', async () => {
  assert.equal(
    await canonical(nested, c14nUris.exclusive, 'x'),
    '<n1:elem2 xmlns:n1="http://example.net" Id="x"><n3:stuff xmlns:n3="ftp://example.org"></n3:stuff></n1:elem2>',
  )
  assert.equal(
    await canonical(nested, c14nUris.exclusive, 'x', ['n0']),
    '<n1:elem2 xmlns:n0="foo:bar" xmlns:n1="http://example.net" Id="x"><n3:stuff xmlns:n3="ftp://example.org"></n3:stuff></n1:elem2>',
  )
})

test('the inclusive forms of an element take namespaces and xml:lang from above', async () => {
  for (const uri of [c14nUris.inclusive, c14nUris.inclusive11])
    assert.equal(
      await canonical(nested, uri, 'x'),
      '<n1:elem2 xmlns:n0="foo:bar" xmlns:n1="http://example.net" xmlns:n3="ftp://example.org" Id="x" xml:lang="es"><n3:stuff></n3:stuff></n1:elem2>',
    )
})

test('comments stay only where the method keeps them', async () => {
  const text = '<a><!-- one --><b/></a>'
  assert.equal(await canonical(text, c14nUris.inclusive), '<a><b></b></a>')
  assert.equal(
    await canonical(text, `${c14nUris.inclusive}#WithComments`),
    '<a><!-- one --><b></b></a>',
  )
})

const refused: [string, string][] = [
  ['a document type', '<!DOCTYPE a SYSTEM "http://example.org/a.dtd"><a/>'],
  ['an entity', '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>'],
  [
    'entities that grow',
    `<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">${'bcdefghij'.replace(/./g, (one, at: number) => `<!ENTITY ${one} "${`&${'abcdefghij'[at] ?? ''};`.repeat(10)}">`)}]><a>&j;</a>`,
  ],
  ['an element that is not closed', '<a><b></a>'],
  ['a prefix without namespace', '<x:a/>'],
  ['nothing', ''],
  ['text', 'hello'],
  ['nesting without end', '<a>'.repeat(5000)],
]

for (const [what, text] of refused)
  test(`${what} is refused`, async () => {
    await assert.rejects(openXml(bytes(text)), { code: 'malformed-xml' })
  })

for (const [what, text] of [
  ['an ampersand', '<a xmlns="urn:x?a=1&amp;b=2"/>'],
  ['an ampersand by number', "<a xmlns:p = 'urn:&#38;'/>"],
  ['a quotation mark', "<a xmlns:p='urn:\"x'/>"],
] as const)
  test(`${what} in the name of a namespace is refused: no two programs write it alike`, async () => {
    await assert.rejects(openXml(bytes(text)), { code: 'unsupported' })
  })

test('more nodes than a signed document has are refused before they are read', async () => {
  await assert.rejects(openXml(bytes(`<a>${'<b/>'.repeat(500_001)}</a>`)), { code: 'too-large' })
})

test('text that would take more memory than a verdict may is refused before it is read', async () => {
  await assert.rejects(openXml(new Uint8Array(14 * 2 ** 20).fill(0x78)), { code: 'too-large' })
})

test('what costs too much to put into canonical form is refused while it is asked for', async () => {
  const spaces = Array.from({ length: 30_000 }, (_, at) => `xmlns:p${at}="u:${at}"`).join(' ')
  const wide = await openXml(bytes(`<a ${spaces}/>`))
  assert.throws(() => canonicalize(wide, null, { uri: c14nUris.inclusive, prefixes: [] }), {
    code: 'too-large',
  })
  wide.dispose()
  const long = await openXml(bytes(`<a>${'<b/>'.repeat(250_000)}</a>`))
  const often = (): void => {
    for (let round = 0; round < 50; round++) long.spend()
  }
  assert.throws(often, { code: 'too-large' })
  long.dispose()
})

test('an Id in any spelling that comes twice belongs to nobody', async () => {
  const tree = await openXml(
    bytes(
      '<a Id="one"><b ID="one"/><c id="two"/><d xml:id="three"/><e w:Id="five" xmlns:w="urn:w"/></a>',
    ),
  )
  try {
    assert.equal(tree.byId('one'), 'twice')
    for (const id of ['two', 'three', 'five']) {
      const found = tree.byId(id)
      assert.ok(found !== null && found !== 'twice')
    }
    assert.equal(tree.byId('four'), null)
  } finally {
    tree.dispose()
  }
})

test('text that is escaped comes back as it was', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 40 }), async (text) => {
      // XML 1.0, 2.2: other characters cannot stand in a document at all.
      fc.pre(/^[\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]*$/u.test(text))
      const tree = await openXml(bytes(`<a b="${escapeXml(text)}">${escapeXml(text)}</a>`))
      try {
        assert.equal(tree.root.content, text)
        assert.equal(tree.root.attrs[0]?.value, text)
      } finally {
        tree.dispose()
      }
    }),
    { numRuns: 300, seed: 3 },
  )
})

test('whatever the bytes are, a tree or our own error comes back', async () => {
  const good = bytes(nested)
  const changed = fc
    .array(fc.tuple(fc.nat({ max: good.length - 1 }), fc.nat({ max: 255 })), {
      minLength: 1,
      maxLength: 5,
    })
    .map((edits) => {
      const copy = Uint8Array.from(good)
      for (const [at, value] of edits) copy[at] = value
      return copy
    })
  await fc.assert(
    fc.asyncProperty(fc.oneof(changed, fc.uint8Array({ maxLength: 200 })), async (input) => {
      try {
        const tree = await openXml(input)
        canonicalize(tree, null, { uri: c14nUris.inclusive11, prefixes: [] })
        tree.dispose()
      } catch (error) {
        if (!(error instanceof SignatureError)) throw error
      }
    }),
    { numRuns: 1000, seed: 11 },
  )
})

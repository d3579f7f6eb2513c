// Signs and raises documents of any content: what was canonical before stays so through every step.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { anchors, listsAt, now, rosa, stampedAt } from '../test-people.ts'
import { c14nUris, canonicalize } from '../xml/canonicalize.ts'
import { escapeXml } from '../xml/names.ts'
import { openXml } from '../xml/xml-tree.ts'
import { augmentXades } from './augment-xades.ts'
import { signXades } from './sign-xades.ts'
import { validateXades } from './validate-xades.ts'

const prefixes = ['', 'a', 'ds', 'xades']
const uris = ['urn:one', 'urn:two', 'http://example.org/x?y=1']

const text = fc.string({
  unit: fc.constantFrom('a', 'ñ', '&', '<', '>', '"', ' ', '\n', '\r', '\t', ']]>', '😀'),
  maxLength: 6,
})

/** Prefixes are declared again and again, so that scopes hide each other. */
const declared = fc.constantFrom(...prefixes).chain((prefix) =>
  fc.constantFrom(...uris).map((uri) => {
    const name = prefix === '' ? 'xmlns' : `xmlns:${prefix}`
    return { prefix, markup: ` ${name}="${escapeXml(uri)}"` }
  }),
)

const { element } = fc.letrec<{ element: string; node: string }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4 },
    text.map(escapeXml),
    text.map((one) => `<![CDATA[${one.replaceAll(']]>', '')}]]>`),
    text.map((one) => `<!-- ${one.replace(/[-<>&]/g, '')} -->`),
    fc.constant('<?target some data?>'),
    tie('element'),
  ),
  element: fc
    .tuple(
      declared,
      fc.constantFrom('one', 'two'),
      text,
      fc.boolean(),
      fc.array(tie('node'), { maxLength: 4 }),
    )
    .map(([{ prefix, markup }, name, value, language, inner]) => {
      const tag = prefix === '' ? name : `${prefix}:${name}`
      const own = prefix === '' ? '' : ` ${prefix}:z="${escapeXml(value)}"`
      const more = language ? ' xml:lang="qu" xml:space="preserve"' : ''
      return `<${tag}${markup} b="${escapeXml(value)}"${own}${more}>${inner.join('')}</${tag}>`
    }),
}))

const methods = Object.keys(c14nUris) as (keyof typeof c14nUris)[]

async function canonical(bytes: Uint8Array, without: boolean): Promise<string> {
  const tree = await openXml(bytes)
  try {
    const bare = without ? tree.without('all') : tree
    return Buffer.from(
      canonicalize(bare, null, { uri: c14nUris.inclusive, prefixes: [] }),
    ).toString()
  } finally {
    tree.dispose()
  }
}

test('any document is signed, raised to B-LTA and read again, with what it held', async () => {
  const HOUR = 3_600_000
  const start = new Date(now.getTime() - 10 * HOUR)
  const at = (hours: number): Date => new Date(start.getTime() + hours * HOUR)
  await fc.assert(
    fc.asyncProperty(element, fc.constantFrom(...methods), async (markup, canonicalization) => {
      const document = new Uint8Array(Buffer.from(`<!-- before --><?p x?>${markup}<!-- after -->`))
      const options = { time: at(0), packaging: 'enveloped', canonicalization } as const
      const first = await signXades(document, rosa, { ...options, timestamps: stampedAt(at(1)) })
      const second = await signXades(first.bytes, rosa, options)
      const { bytes, pending } = await augmentXades(second.bytes, {
        to: 'B-LTA',
        timestamps: stampedAt(at(4)),
        collect: listsAt(at(2)),
        time: at(3),
      })
      assert.equal(pending, null)
      const { signatures } = await validateXades(bytes, { anchors, time: at(5) })
      assert.deepEqual(
        signatures.map(({ indication, level, coverage, why }) => [
          indication,
          level,
          coverage,
          why,
        ]),
        [
          ['TOTAL-PASSED', 'B-LTA', 'entire-file', null],
          ['TOTAL-PASSED', 'B-LTA', 'entire-file', null],
        ],
      )
      assert.equal(await canonical(bytes, true), await canonical(document, false))
    }),
    { numRuns: 60, seed: 5 },
  )
})

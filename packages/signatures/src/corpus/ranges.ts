// Attacks of the generated corpus on /Contents, /ByteRange and the end of the file: forgery and wrapping.
import { concat, fromLatin1, toLatin1 } from '../bytes.ts'
import { openPdf } from '../pdf/open-pdf.ts'
import { makePdf } from '../test-pdf.ts'
import { overwrite, signedOver, updated } from './craft.ts'
import { formDocument, numbers, plainStream } from './documents.ts'
import { signedBy, type Scene } from './scene.ts'
import type { Make } from './valid.ts'

const CONTENTS = /\/Contents<[0-9a-f]+>/
const RANGE = /\/ByteRange\[[^\]]*\]/

/** A signed document with something else in place of what the pattern finds. */
const instead =
  (pattern: RegExp, text: string): Make =>
  async (scene) =>
    overwrite(await signedBy(scene, formDocument()), pattern, text)

/** The same with the bytes put in between, so that the file becomes longer or shorter. */
const spliced =
  (pattern: RegExp, text: (found: string) => string): Make =>
  async (scene) => {
    const whole = toLatin1(await signedBy(scene, formDocument()))
    return fromLatin1(whole.replace(pattern, text))
  }

const behind =
  (text: string): Make =>
  async (scene) =>
    concat([await signedBy(scene, formDocument()), fromLatin1(text)])

/** Universal signature forgery: what identifies or covers is missing, empty or nonsense. */
const forgery: Record<string, Make> = {
  'usf-contents-null': instead(CONTENTS, '/Contents null'),
  'usf-contents-missing': instead(CONTENTS, ''),
  'usf-contents-empty': instead(CONTENTS, '/Contents<>'),
  'usf-contents-one-zero': instead(CONTENTS, '/Contents<00>'),
  'usf-contents-number': instead(CONTENTS, '/Contents 0'),
  'usf-contents-literal': instead(CONTENTS, '/Contents(signed)'),
  'usf-contents-reference': instead(CONTENTS, '/Contents 4 0 R'),
  'usf-contents-dangling': instead(CONTENTS, '/Contents 999 0 R'),
  'usf-contents-zeros': spliced(CONTENTS, (found) => found.replace(/[0-9a-f](?=[0-9a-f]*>)/g, '0')),
  'usf-contents-garbage': spliced(CONTENTS, (found) =>
    found.replace(/<.{64}/, `<${'a7'.repeat(32)}`),
  ),
  'usf-contents-not-hexadecimal': spliced(CONTENTS, (found) => found.replace(/<../, '<zz')),
  'usf-contents-odd-digits': spliced(CONTENTS, (found) => `${found.slice(0, -2)}>`),
  'usf-byterange-null': instead(RANGE, '/ByteRange null'),
  'usf-byterange-missing': instead(RANGE, ''),
  'usf-byterange-empty': instead(RANGE, '/ByteRange[]'),
  'usf-byterange-zeros': instead(RANGE, '/ByteRange[0 0 0 0]'),
  'usf-byterange-negative': instead(RANGE, '/ByteRange[0 -1 -1 -1]'),
  'usf-byterange-one-pair': spliced(RANGE, (found) => found.replace(/(\[0 \d+) \d+ \d+/, '$1    ')),
  'usf-byterange-six': instead(RANGE, '/ByteRange[0 9 9 9 20 5]'),
  'usf-byterange-names': instead(RANGE, '/ByteRange[/a /b /c /d]'),
  'usf-byterange-huge': instead(RANGE, '/ByteRange[0 999999999999 9 9]'),
  'usf-byterange-real': instead(RANGE, '/ByteRange[0 1.5 2.5 3]'),
  'usf-byterange-reference': instead(RANGE, '/ByteRange 4 0 R'),
  'usf-byterange-own-number': instead(RANGE, '/ByteRange[0 9 9 9 9 9 9 9 9 9]'),
  'usf-filter-missing': instead(/\/SubFilter\/ETSI\.CAdES\.detached/, ''),
  'usf-subfilter-unknown': instead(/\/SubFilter\/ETSI\.CAdES\.detached/, '/SubFilter/Acme.free'),
  'usf-subfilter-timestamp': instead(
    /\/SubFilter\/ETSI\.CAdES\.detached/,
    '/SubFilter/ETSI.RFC3161',
  ),
  'usf-value-null': async (scene) => {
    const whole = await signedBy(scene, formDocument(), { field: 'Jefe' })
    return overwrite(whole, /\/V \d+ 0 R/, '/V null')
  },
}

/** Ranges that the signer itself set wrong, so that the digest is right. */
const wrong: Record<string, Make> = {
  'range-tail-uncovered': over(([a = 0, b = 0, c = 0, d = 0]) => [a, b, c, d - 20]),
  'range-gap-too-big': over(([a = 0, b = 0, c = 0, d = 0]) => [a, b - 8, c + 4, d - 4]),
  'range-gap-without-delimiters': over(([a = 0, b = 0, c = 0, d = 0]) => [a, b + 1, c - 1, d + 1]),
  'range-begins-late': over(([, b = 0, c = 0, d = 0]) => [10, b - 10, c, d]),
  'range-three-pairs': over(([a = 0, b = 0, c = 0, d = 0]) => [a, b, c, d - 9, c + d - 9, 9]),
  'range-overlapping': over(([a = 0, b = 0, , d = 0]) => [a, b, b - 40, d]),
  'range-beyond-the-end': over(([a = 0, b = 0, c = 0, d = 0]) => [a, b, c, d + 100]),
  'range-swapped': over(([a = 0, b = 0, c = 0, d = 0]) => [c, d, a, b]),
  'range-only-the-front': over(([a = 0, b = 0, c = 0]) => [a, b, c, 0]),
}

function over(change: (right: readonly number[]) => number[]): Make {
  return (scene) => signedOver(scene, formDocument(), change)
}

const evil = `\n${numbers.text} 0 obj\n${plainStream('BT /F1 18 Tf (Pago: 900) Tj ET')}\nendobj\n`

/** Signature wrapping: the second range is moved behind bytes that nobody signed. */
async function wrapped(scene: Scene, how: 'twice' | 'replaced' | 'comment'): Promise<Uint8Array> {
  const whole = await signedBy(scene, formDocument())
  const text = toLatin1(whole)
  const [, b = '0', c = '0', d = '0'] = /\/ByteRange\[0 (\d+) (\d+) (\d+)/.exec(text) ?? []
  const front = whole.subarray(0, Number(c))
  const back = whole.subarray(Number(c))
  const inside = (at: number): string =>
    how === 'comment' ? `%${evil.replaceAll('\n', ' ')}\n` : `/ByteRange[0 ${b} ${at} ${d}]${evil}`
  const at = front.length + inside(10 ** 6).length
  const gap = inside(at).padEnd(inside(10 ** 6).length)
  const moved = concat([front, fromLatin1(gap), back])
  return how === 'twice' ? moved : overwrite(moved, RANGE, `/ByteRange[0 ${b} ${at} ${d}]`)
}

const wrapping: Record<string, Make> = {
  'swa-second-range': (scene) => wrapped(scene, 'twice'),
  'swa-range-replaced': (scene) => wrapped(scene, 'replaced'),
  'swa-comment-in-gap': (scene) => wrapped(scene, 'comment'),
  'swa-contents-closed-early': spliced(CONTENTS, (found) => {
    const free = `>/Hidden(${'x'.repeat(200)})`
    return `${found.slice(0, -free.length - 1)}${free} `
  }),
  'swa-space-in-contents': spliced(CONTENTS, (found) => `${found.slice(0, -41)}${' '.repeat(40)}>`),
  'swa-bytes-behind-message': spliced(CONTENTS, (found) => `${found.slice(0, -9)}deadbeef>`),
}

/** Bytes behind the last %%EOF belong to nobody. */
const tails: Record<string, Make> = {
  'tail-junk': behind('junk'),
  'tail-comment': behind('% paid 900\n'),
  'tail-object': behind(evil),
  'tail-blank-lines': behind('\n\n\n'),
  'tail-second-eof': behind('%%EOF\n'),
  'tail-junk-and-eof': behind(`${evil}%%EOF\n`),
  'tail-startxref-again': async (scene) => {
    const whole = await signedBy(scene, formDocument())
    const { startxref } = openPdf(whole)
    return concat([whole, fromLatin1(`${evil}startxref\n${startxref}\n%%EOF\n`)])
  },
  'tail-other-document': async (scene) =>
    concat([await signedBy(scene, formDocument()), makePdf()]),
  'tail-junk-then-update': async (scene) => {
    const whole = concat([await signedBy(scene, makePdf()), fromLatin1('junk\n')])
    const other = updated(makePdf(), { 9: { body: 'null' } })
    return concat([whole, other.subarray(makePdf().length)])
  },
  'tail-cut-off': async (scene) => (await signedBy(scene, formDocument())).subarray(0, -9),
  'front-junk': async (scene) =>
    concat([fromLatin1('MZ junk\n'), await signedBy(scene, formDocument())]),
}

export const ranges: Record<string, Make> = { ...forgery, ...wrong, ...wrapping, ...tails }

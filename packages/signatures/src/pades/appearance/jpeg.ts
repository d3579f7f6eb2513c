// Reads from a JPEG file what a PDF has to say about it; the data travel as they are (ITU-T T.81, annex B).
import { SignatureError } from '../../signature-error.ts'

export interface JpegHead {
  width: number
  height: number
  components: 1 | 3 | 4
  /** Adobe's programs write the four colours of print inverted. */
  inverted: boolean
}

/** @throws SignatureError `bad-image` */
export function readJpegHead(bytes: Uint8Array): JpegHead {
  const bad = (why: string) => new SignatureError('bad-image', { why })
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let inverted = false
  for (let at = 2; at + 4 <= bytes.length;) {
    if (bytes[at] !== 0xff) throw bad('a JPEG marker is missing')
    const marker = bytes[at + 1] ?? 0
    if (marker === 0xff) {
      at++
      continue
    }
    const length = view.getUint16(at + 2)
    if (at + 2 + length > bytes.length) break
    if (marker === 0xee && length >= 14)
      inverted = Buffer.from(bytes.subarray(at + 4, at + 9)).toString('latin1') === 'Adobe'
    // B.1.1.3: frames of all kinds but C4, C8 and CC, which are tables and extensions.
    if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc) {
      if (length < 9 || bytes[at + 4] !== 8) throw bad('a JPEG of other than 8 bits')
      const components = bytes[at + 9]
      if (components !== 1 && components !== 3 && components !== 4)
        throw bad('a JPEG with an unknown number of colours')
      const [height, width] = [view.getUint16(at + 5), view.getUint16(at + 7)]
      if (width === 0 || height === 0) throw bad('a JPEG without size')
      return { width, height, components, inverted: inverted && components === 4 }
    }
    at += 2 + length
  }
  throw bad('the JPEG ends before its picture')
}

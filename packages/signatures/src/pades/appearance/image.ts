// Puts a stamp picture, PNG or JPEG, into a document (ISO 32000-2, 8.9.5).
import { deflateSync } from 'node:zlib'
import type { NewObject } from '../../pdf/append-revision.ts'
import type { Draft } from '../../pdf/draft.ts'
import { PdfName, type PdfRef, type PdfValue } from '../../pdf/objects.ts'
import { dictOf } from '../../pdf/write-value.ts'
import { SignatureError } from '../../signature-error.ts'
import { readJpegHead } from './jpeg.ts'
import { flattened, readPng } from './png.ts'

export interface ImageRules {
  /** No opacity, as PDF/A-1 asks. */
  opaque: boolean
  /** Colours that mean the same on every device, as PDF/A asks where no output intent says so. */
  calibrated: boolean
}

interface Picture {
  width: number
  height: number
  image: NewObject
  mask: NewObject | null
}

/** The same stamp on many documents is unpacked and packed once. */
const known = new WeakMap<Uint8Array, Map<string, Picture>>()

/** @throws SignatureError `bad-image` */
export function embedImage(
  draft: Draft,
  bytes: Uint8Array,
  rules: ImageRules,
): { ref: PdfRef; width: number; height: number } {
  const { width, height, image, mask } = pictureOf(bytes, rules)
  if (mask === null || typeof image !== 'object' || image === null || !('data' in image))
    return { ref: draft.add(image), width, height }
  const entries = new Map([...image.dict.entries, ['SMask', draft.add(mask)] as [string, PdfValue]])
  const dict = dictOf(Object.fromEntries(entries))
  return { ref: draft.add({ dict, data: image.data }), width, height }
}

function pictureOf(bytes: Uint8Array, rules: ImageRules): Picture {
  const key = `${rules.opaque} ${rules.calibrated}`
  const before = known.get(bytes)?.get(key)
  if (before !== undefined) return before
  const picture = isPng(bytes) ? fromPng(bytes, rules) : fromJpeg(bytes, rules)
  known.set(bytes, (known.get(bytes) ?? new Map<string, Picture>()).set(key, picture))
  return picture
}

function isPng(bytes: Uint8Array): boolean {
  if (bytes[0] === 0x89 && bytes[1] === 0x50 && bytes[2] === 0x4e && bytes[3] === 0x47) return true
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return false
  throw new SignatureError('bad-image', { why: 'it is neither PNG nor JPEG' })
}

function fromPng(bytes: Uint8Array, rules: ImageRules): Picture {
  const read = readPng(bytes)
  const samples = rules.opaque ? flattened(read) : read
  const { width, height, colours, data, opacity } = samples
  const pack = (part: Uint8Array, space: PdfValue): NewObject => ({
    dict: imageDict({ width, height, space, filter: 'FlateDecode' }),
    data: new Uint8Array(deflateSync(part)),
  })
  const mask = opacity === null ? null : pack(opacity, new PdfName('DeviceGray'))
  return { width, height, image: pack(data, colourSpace(colours, rules)), mask }
}

function fromJpeg(data: Uint8Array, rules: ImageRules): Picture {
  const { width, height, components, inverted } = readJpegHead(data)
  if (components === 4 && rules.calibrated)
    throw new SignatureError('bad-image', { why: 'colours of print are not taken into PDF/A' })
  const space = components === 4 ? new PdfName('DeviceCMYK') : colourSpace(components, rules)
  const dict = imageDict({ width, height, space, filter: 'DCTDecode', inverted })
  return { width, height, image: { dict, data }, mask: null }
}

function imageDict(given: {
  width: number
  height: number
  space: PdfValue
  filter: string
  inverted?: boolean
}): ReturnType<typeof dictOf> {
  return dictOf({
    Type: new PdfName('XObject'),
    Subtype: new PdfName('Image'),
    Width: given.width,
    Height: given.height,
    ColorSpace: given.space,
    BitsPerComponent: 8,
    Filter: new PdfName(given.filter),
    Decode: given.inverted === true ? [1, 0, 1, 0, 1, 0, 1, 0] : undefined,
  })
}

/** 8.6.5.2, 8.6.5.3: the primaries of sRGB with the white of D65 and the nearest plain gamma. */
export function colourSpace(
  colours: 1 | 3,
  { calibrated }: Pick<ImageRules, 'calibrated'>,
): PdfValue {
  if (!calibrated) return new PdfName(colours === 1 ? 'DeviceGray' : 'DeviceRGB')
  const white = [0.9505, 1, 1.089]
  if (colours === 1) return [new PdfName('CalGray'), dictOf({ WhitePoint: white, Gamma: 2.2 })]
  const matrix = [0.4124, 0.2126, 0.0193, 0.3576, 0.7152, 0.1192, 0.1805, 0.0722, 0.9505]
  const gamma = [2.2, 2.2, 2.2]
  return [new PdfName('CalRGB'), dictOf({ WhitePoint: white, Gamma: gamma, Matrix: matrix })]
}

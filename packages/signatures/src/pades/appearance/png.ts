// Turns a PNG file into samples of colour and of opacity, as a PDF wants them (ISO/IEC 15948).
import { decode } from 'fast-png'
import { SignatureError } from '../../signature-error.ts'

export interface Samples {
  width: number
  height: number
  /** 1 for grey, 3 for red, green and blue; 8 bits each. */
  colours: 1 | 3
  data: Uint8Array
  /** One byte for each point; null for a picture that is opaque all over. */
  opacity: Uint8Array | null
}

const MOST_POINTS = 4_000_000

/** @throws SignatureError `bad-image` */
export function readPng(bytes: Uint8Array): Samples {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < 33) throw new SignatureError('bad-image', { why: 'the PNG is cut off' })
  const [width, height] = [view.getUint32(16), view.getUint32(20)]
  // Before anything is unpacked: a small file can claim a huge picture.
  if (width === 0 || height === 0 || width * height > MOST_POINTS)
    throw new SignatureError('bad-image', {
      why: `the PNG has ${width} by ${height} points; up to ${MOST_POINTS} are taken`,
    })
  try {
    return samplesOf(decode(bytes, { checkCrc: true }))
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new SignatureError('bad-image', { why }, { cause })
  }
}

function samplesOf(image: ReturnType<typeof decode>): Samples {
  const { width, height, palette } = image
  const count = width * height
  const wide = image.depth === 16
  const at = (index: number): number => (image.data[index] ?? 0) >> (wide ? 8 : 0)
  const channels = palette === undefined ? image.channels : (palette[0]?.length ?? 3)
  const colours = channels < 3 ? 1 : 3
  const data = new Uint8Array(count * colours)
  const opacity = channels % 2 === 0 ? new Uint8Array(count) : null
  for (let point = 0; point < count; point++) {
    const entry = palette === undefined ? null : (palette[at(point)] ?? [0, 0, 0, 255])
    const sample = (channel: number): number =>
      entry === null ? at(point * channels + channel) : (entry[channel] ?? 0)
    for (let colour = 0; colour < colours; colour++) data[point * colours + colour] = sample(colour)
    if (opacity !== null) opacity[point] = sample(colours)
  }
  const opaque = opacity === null || opacity.every((one) => one === 255)
  return { width, height, colours, data, opacity: opaque ? null : opacity }
}

/** The picture on white, for documents that must not be transparent. */
export function flattened({ opacity, ...samples }: Samples): Samples {
  if (opacity === null) return { ...samples, opacity }
  const { colours } = samples
  const data = samples.data.map((sample, index) => {
    const share = opacity[Math.floor(index / colours)] ?? 255
    return Math.round((sample * share + 255 * (255 - share)) / 255)
  })
  return { ...samples, data, opacity: null }
}

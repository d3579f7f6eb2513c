// Writes values of a PDF as bytes (ISO 32000-2, 7.3).
import { concat, fromLatin1, toHex } from '../bytes.ts'
import { PdfDict, PdfName, PdfRef, PdfString, type PdfValue } from './objects.ts'

/** A text as PDF spells it: ASCII as it is, other texts in UTF-16 with a mark (7.9.2.2). */
export function textString(text: string): PdfString {
  if (/^[\x20-\x7e]*$/.test(text)) return new PdfString(fromLatin1(text), false)
  const bytes = Buffer.from(`\ufeff${text}`, 'utf16le').swap16()
  return new PdfString(new Uint8Array(bytes), true)
}

/** The dictionary with these keys, in this order; `undefined` leaves a key out. */
export function dictOf(entries: Readonly<Record<string, PdfValue | undefined>>): PdfDict {
  const map = new Map<string, PdfValue>()
  for (const [key, value] of Object.entries(entries)) if (value !== undefined) map.set(key, value)
  return new PdfDict(map)
}

/** The dictionary with some keys replaced or added; `base` is not touched. */
export function withEntries(base: PdfDict, entries: Readonly<Record<string, PdfValue>>): PdfDict {
  return new PdfDict(new Map([...base.entries, ...Object.entries(entries)]))
}

/** A value as it stands in a file. Streams are written by `streamBody`, for they are objects. */
export function writeValue(value: PdfValue): string {
  if (value === null) return 'null'
  if (typeof value === 'boolean') return String(value)
  if (typeof value === 'number') return writeNumber(value)
  if (value instanceof PdfName) return writeName(value.name)
  if (value instanceof PdfRef) return `${value.number} ${value.generation} R`
  if (value instanceof PdfString) return writeString(value)
  if (Array.isArray(value)) return `[${value.map(writeValue).join(' ')}]`
  if (value instanceof PdfDict) {
    const entries = [...value.entries].map(([key, one]) => `${writeName(key)} ${writeValue(one)}`)
    return `<<${entries.join(' ')}>>`
  }
  throw new TypeError('a stream is no value of another object')
}

/** The body of a stream object with /Length as its first key. */
export function streamBody(dict: PdfDict, data: Uint8Array): Uint8Array {
  const whole = withEntries(dict, { Length: data.length })
  return concat([fromLatin1(`${writeValue(whole)}\nstream\n`), data, fromLatin1('\nendstream')])
}

/** 7.3.3: no exponents. */
function writeNumber(value: number): string {
  if (Number.isSafeInteger(value)) return String(value)
  return value.toFixed(6).replace(/\.?0+$/, '')
}

/** 7.3.5: what is not regular and printable is written as #xx. */
function writeName(name: string): string {
  const escaped = name.replace(
    /[^!-~]|[#()<>[\]{}/%]/g,
    (sign) => `#${sign.charCodeAt(0).toString(16).padStart(2, '0')}`,
  )
  return `/${escaped}`
}

function writeString({ bytes, hex }: PdfString): string {
  if (hex || bytes.some((byte) => byte < 0x20 || byte > 0x7e)) return `<${toHex(bytes)}>`
  return `(${String.fromCharCode(...bytes).replace(/[\\()]/g, (sign) => `\\${sign}`)})`
}

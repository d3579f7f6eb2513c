// Makes small PDFs for tests: with a table, with streams, with objects packed, encrypted or not.
import { deflateSync } from 'node:zlib'
import { concat, fromLatin1 } from './bytes.ts'

export interface TestPdf {
  /** Bodies by object number, from 1 on; object 1 is the catalog. */
  objects?: (string | Uint8Array)[]
  style?: 'table' | 'stream'
  /** Numbers of objects that go into an object stream; only with `stream`. */
  packed?: number[]
  /** More entries of the trailer. */
  trailer?: string
  /** Bytes that would stand before the document, in a file too large to make; only with `stream`. */
  shift?: number
}

export const onePage: string[] = [
  '<< /Type /Catalog /Pages 2 0 R >>',
  '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
  '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
  '<< /Length 40 >>\nstream\nBT /F1 18 Tf 20 100 Td (Pago: 100) Tj ET \nendstream',
  '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
]

/** The document with one revision. */
export function makePdf(options: TestPdf = {}): Uint8Array {
  const bodies = options.objects ?? onePage
  const packed = new Set(options.packed)
  const shift = options.shift ?? 0
  const parts: Uint8Array[] = [fromLatin1('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n')]
  let size = parts[0]?.length ?? 0
  const write = (part: string | Uint8Array): void => {
    const bytes = typeof part === 'string' ? fromLatin1(part) : part
    parts.push(bytes)
    size += bytes.length
  }
  const places: [number, number, number][] = [[0, 0, 65535]]
  const object = (number: number, body: string | Uint8Array): void => {
    places[number] = [1, shift + size, 0]
    write(`${number} 0 obj\n`)
    write(body)
    write('\nendobj\n')
  }
  for (const [index, body] of bodies.entries()) if (!packed.has(index + 1)) object(index + 1, body)
  let next = bodies.length + 1
  if (packed.size > 0) {
    const texts = [...packed].map((number) => String(bodies[number - 1]))
    let offset = 0
    const heads = [...packed].map((number, index) => {
      const head = `${number} ${offset}`
      offset += (texts[index]?.length ?? 0) + 1
      places[number] = [2, next, index]
      return head
    })
    const head = `${heads.join(' ')} `
    const dict = `/Type /ObjStm /N ${packed.size} /First ${head.length}`
    object(next++, makeStream(dict, fromLatin1(head + texts.join(' '))))
  }
  const start = size
  const trailer = `/Root 1 0 R ${options.trailer ?? ''}`
  if (options.style === 'stream') {
    places[next] = [1, shift + size, 0]
    const rows = places.map(([kind, one, two]) => {
      const row = Buffer.alloc(11)
      row[0] = kind
      row.writeBigUInt64BE(BigInt(one), 1)
      row.writeUInt16BE(two, 9)
      return row
    })
    const dict = `/Type /XRef /Size ${next + 1} /W [1 8 2] ${trailer}`
    object(next, makeStream(dict, concat(rows)))
  } else {
    write(`xref\n0 ${places.length}\n`)
    for (const [kind, one, two] of places)
      write(
        `${String(one).padStart(10, '0')} ${String(two).padStart(5, '0')} ${kind === 0 ? 'f' : 'n'} \n`,
      )
    write(`trailer\n<< /Size ${places.length} ${trailer} >>\n`)
  }
  write(`startxref\n${shift + start}\n%%EOF\n`)
  return concat(parts)
}

/** A compressed stream object's body. */
export function makeStream(dict: string, data: Uint8Array): Uint8Array {
  const packed = deflateSync(data)
  const head = `<< ${dict} /Filter /FlateDecode /Length ${packed.length} >>\nstream\n`
  return concat([fromLatin1(head), packed, fromLatin1('\nendstream')])
}

/** Numbers from 0 to below 1 that are the same for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

// Makes the documents that are signed: of a chosen size, valid, and the same in every run.
import { closeSync, openSync, writeSync } from 'node:fs'
import { seeded } from '../shared/timing.ts'

const PIECE = 2 ** 16

/**
 * Writes a PDF of about `bytes` bytes with some pages and one large stream, as a scan has it.
 * Nothing is held in memory but a piece.
 */
export function writeDocument(path: string, bytes: number): void {
  const descriptor = openSync(path, 'w')
  const places: number[] = []
  let size = 0
  const write = (part: string | Uint8Array): void => {
    const data = typeof part === 'string' ? Buffer.from(part, 'latin1') : part
    writeSync(descriptor, data)
    size += data.length
  }
  const object = (body: string): void => {
    places.push(size)
    write(`${places.length} 0 obj\n${body}\nendobj\n`)
  }
  write('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n')
  object('<< /Type /Catalog /Pages 2 0 R >>')
  const pages = 20
  const kids = Array.from({ length: pages }, (_, at) => `${4 + at * 2} 0 R`).join(' ')
  object(`<< /Type /Pages /Kids [${kids}] /Count ${pages} >>`)
  object('<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>')
  for (let page = 0; page < pages; page++) {
    const resources = '/Resources << /Font << /F1 3 0 R >> >>'
    const box = '/MediaBox [0 0 595 842]'
    object(`<< /Type /Page /Parent 2 0 R ${box} /Contents ${5 + page * 2} 0 R ${resources} >>`)
    const lines = Array.from({ length: 40 }, (_, at) => `(Folio ${page + 1}, fila ${at}) Tj T*`)
    const text = `BT /F1 10 Tf 14 TL 60 780 Td\n${lines.join('\n')}\nET`
    object(`<< /Length ${text.length} >>\nstream\n${text}\nendstream`)
  }
  const random = seeded(137)
  const piece = Uint8Array.from({ length: PIECE }, () => random(256))
  const rest = Math.max(PIECE, bytes - size - 2000)
  places.push(size)
  write(`${places.length} 0 obj\n<< /Length ${rest} >>\nstream\n`)
  for (let at = 0; at < rest; at += PIECE) write(piece.subarray(0, Math.min(PIECE, rest - at)))
  write('\nendstream\nendobj\n')
  const start = size
  const rows = places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`)
  write(`xref\n0 ${places.length + 1}\n0000000000 65535 f \n${rows.join('')}`)
  write(`trailer\n<< /Size ${places.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`)
  closeSync(descriptor)
}

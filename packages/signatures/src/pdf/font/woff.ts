// Takes the tables of a font out of a WOFF 1.0 file (W3C WOFF File Format 1.0, 3 to 5).
import { inflateSync } from 'node:zlib'

/** Tables by their tags. The files are ours, so a broken one is a fault of the installation. */
export function readWoff(bytes: Uint8Array): Map<string, Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (view.getUint32(0) !== 0x774f4646) throw new TypeError('a font file is no WOFF')
  const tables = new Map<string, Uint8Array>()
  for (let index = 0; index < view.getUint16(12); index++) {
    const at = 44 + index * 20
    const tag = Buffer.from(bytes.subarray(at, at + 4)).toString('latin1')
    const offset = view.getUint32(at + 4)
    const data = bytes.subarray(offset, offset + view.getUint32(at + 8))
    const packed = data.length < view.getUint32(at + 12)
    tables.set(tag, packed ? new Uint8Array(inflateSync(data)) : data)
  }
  return tables
}

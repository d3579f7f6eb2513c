// Writes zip archives as containers of signatures want them: in the order given, without extra fields.
import yazl from 'yazl'

export interface NewZipEntry {
  name: string
  bytes: Uint8Array
  /** Stored as it is; by default packed. */
  stored?: boolean
}

/** The archive; all entries carry the same time. */
export async function writeZip(entries: readonly NewZipEntry[], time: Date): Promise<Uint8Array> {
  const zip = new yazl.ZipFile()
  for (const { name, bytes, stored = false } of entries) {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    zip.addBuffer(buffer, name, { mtime: time, compress: !stored, forceDosTimestamp: true })
  }
  zip.end()
  const parts: Buffer[] = []
  for await (const part of zip.outputStream) parts.push(part as Buffer)
  return new Uint8Array(Buffer.concat(parts))
}

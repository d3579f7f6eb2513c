// Which files the counter takes, by what is in them; a name that says something else is refused.

export type FileKind = 'pdf' | 'png' | 'jpeg' | 'zip' | 'text' | 'signed'

const types: Record<FileKind, { media: string; endings: readonly string[] }> = {
  pdf: { media: 'application/pdf', endings: ['pdf'] },
  png: { media: 'image/png', endings: ['png'] },
  jpeg: { media: 'image/jpeg', endings: ['jpg', 'jpeg'] },
  // Office documents and signed containers are zip files.
  zip: { media: 'application/zip', endings: ['docx', 'xlsx', 'odt', 'ods', 'asice', 'zip'] },
  text: { media: 'text/plain', endings: ['txt', 'csv', 'xml', 'json', 'geojson'] },
  signed: { media: 'application/pkcs7-mime', endings: ['p7m', 'p7s'] },
}

/** Endings as a file field takes them. */
export const accepted: string = Object.values(types)
  .flatMap(({ endings }) => endings.map((ending) => `.${ending}`))
  .join(',')

/** Bytes from the beginning that `kindOf` needs. */
export const headBytes = 4_096

/** Media type by content; null where the content is none of these or the name says another kind. */
export function mediaTypeOf(name: string, head: Uint8Array): string | null {
  const kind = kindOf(head)
  if (kind === null) return null
  const ending = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? ''
  const { media, endings } = types[kind]
  return endings.includes(ending) ? media : null
}

function kindOf(head: Uint8Array): FileKind | null {
  const begins = (...bytes: number[]): boolean => bytes.every((byte, at) => head[at] === byte)
  if (head.length === 0) return null
  if (Buffer.from(head.subarray(0, 1_024)).includes('%PDF-')) return 'pdf'
  if (begins(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'png'
  if (begins(0xff, 0xd8, 0xff)) return 'jpeg'
  if (begins(0x50, 0x4b, 0x03, 0x04)) return 'zip'
  if (begins(0x30, 0x80) || begins(0x30, 0x82) || begins(0x30, 0x83) || begins(0x30, 0x84))
    return 'signed'
  return isText(head) ? 'text' : null
}

/** No control bytes but tab and line ends; any encoding that ASCII is part of. */
function isText(head: Uint8Array): boolean {
  return head.every((byte) => byte >= 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d)
}

// Opens an ASiC container and says what each of its files is for (ETSI EN 319 162-1, 4 and annex A).
import { readZip, type ZipEntry, type ZipLimits } from '../zip/read-zip.ts'

export const mimeTypes = {
  'asic-s': 'application/vnd.etsi.asic-s+zip',
  'asic-e': 'application/vnd.etsi.asic-e+zip',
} as const

export type AsicKind = keyof typeof mimeTypes

export interface Container {
  kind: AsicKind
  /** All files by name, in the order of the archive. */
  files: ReadonlyMap<string, Uint8Array>
  /** What is to be signed: all outside META-INF but mimetype. */
  data: string[]
  /** CAdES signatures, XAdES signatures, timestamps, and the manifests that go with them. */
  cades: string[]
  xades: string[]
  timestamps: string[]
  manifests: string[]
  archiveManifests: string[]
  /** What of the form is not as it should be, yet does not decide. */
  warnings: string[]
}

const patterns = {
  cades: /^META-INF\/[^/]*signature[^/]*\.p7s$/i,
  xades: /^META-INF\/[^/]*signatures[^/]*\.xml$/i,
  timestamps: /^META-INF\/[^/]*timestamp[^/]*\.tst$/i,
  manifests: /^META-INF\/ASiCManifest[^/]*\.xml$/i,
  archiveManifests: /^META-INF\/ASiCArchiveManifest[^/]*\.xml$/i,
} as const

/** The zip signature PK\3\4 that each container begins with. */
export function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4
}

/** @throws SignatureError `malformed-container`, `too-large` */
export async function openContainer(bytes: Uint8Array, limits?: ZipLimits): Promise<Container> {
  const entries = await readZip(bytes, limits)
  const files = new Map(entries.map(({ name, bytes: content }) => [name, content]))
  const names = [...files.keys()]
  const of = (pattern: RegExp): string[] => names.filter((name) => pattern.test(name))
  const data = names.filter((name) => name !== 'mimetype' && !name.startsWith('META-INF/'))
  const found = {
    files,
    data,
    cades: of(patterns.cades),
    xades: of(patterns.xades),
    timestamps: of(patterns.timestamps),
    manifests: of(patterns.manifests),
    archiveManifests: of(patterns.archiveManifests),
  }
  return { ...found, ...kindOf(entries, found) }
}

/** Annex A.1: the media type lies first, stored, without extra field; else the content tells the kind. */
function kindOf(
  entries: readonly ZipEntry[],
  found: Pick<Container, 'data' | 'cades' | 'xades' | 'manifests'>,
): Pick<Container, 'kind' | 'warnings'> {
  const entry = entries.find(({ name }) => name === 'mimetype')
  const { data, cades, xades, manifests } = found
  const alone = data.length === 1 && !data[0]?.includes('/')
  const simple = alone && manifests.length === 0 && cades.length + xades.length === 1
  const guess = simple ? 'asic-s' : 'asic-e'
  if (entry === undefined) return { kind: guess, warnings: ['the mimetype file is missing'] }
  const text = Buffer.from(entry.bytes).toString('latin1').trim()
  const kind = (Object.keys(mimeTypes) as AsicKind[]).find((one) => mimeTypes[one] === text)
  const warnings: string[] = []
  if (kind === undefined && !text.startsWith('application/vnd.oasis.opendocument.'))
    warnings.push('the mimetype file names no container of signatures')
  if (entry.offset !== 0) warnings.push('the mimetype file does not come first')
  if (!entry.stored) warnings.push('the mimetype file is packed')
  if (entry.extraBytes > 0) warnings.push('the mimetype file has an extra field')
  return { kind: kind ?? guess, warnings }
}

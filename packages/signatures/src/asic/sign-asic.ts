// Makes ASiC containers and signs their files, with CAdES or XAdES (ETSI EN 319 162-1, 4.3 and 4.4).
import { digestOf } from '../pades/check-certificate.ts'
import { addCadesSigner, signCades } from '../cades/sign-cades.ts'
import type { Signer } from '../keys/signer.ts'
import { SignatureError } from '../signature-error.ts'
import type { TimestampOptions } from '../tsa/ask-timestamp.ts'
import { splitAtEnd } from '../xades/insert-markup.ts'
import { newId, prepareByPlan, xadesDocument } from '../xades/sign-xades.ts'
import { stampXades } from '../xades/stamp-xades.ts'
import { encodePath, escapeXml, ns } from '../xml/names.ts'
import { openXml } from '../xml/xml-tree.ts'
import { writeZip } from '../zip/write-zip.ts'
import { isZip, mimeTypes, openContainer, type AsicKind, type Container } from './container.ts'
import { writeManifest } from './manifest.ts'

export interface AsicFile {
  /** A relative path; not in META-INF. */
  name: string
  bytes: Uint8Array
  /** By default application/octet-stream. */
  mimeType?: string
}

export interface AsicSignOptions {
  /** The claimed time; the certificate has to be valid then. */
  time: Date
  /** `asic-s` holds one file, `asic-e` (the default) any number. Not asked where a container is given. */
  kind?: AsicKind
  /** By default `xades`; where a container is signed already, what it is signed with. */
  form?: 'cades' | 'xades'
  /** Servers to ask for a timestamp of the signature; without them the level is B-B. */
  timestamps?: TimestampOptions
}

export interface SignedAsic {
  /** The container. */
  bytes: Uint8Array
  /** The file in it that holds the new signature. */
  file: string
  level: 'B-B' | 'B-T'
  /** Why the wished timestamp is not there: a server that fails costs a level, not the signature. */
  pending: SignatureError | null
}

const P7S = 'application/pkcs7-signature'
const OCTETS = 'application/octet-stream'

/**
 * Puts files into a new container and signs them all, or signs all files of a container that is
 * there beside the signatures it has.
 * @throws SignatureError `malformed-container` for names that may not be, `certificate-not-valid`,
 * `bad-key`
 */
export async function signAsic(
  input: readonly AsicFile[] | Uint8Array,
  signer: Signer,
  options: AsicSignOptions,
): Promise<SignedAsic> {
  const container =
    input instanceof Uint8Array ? await openGiven(input) : newContainer(input, options.kind)
  const types = new Map(
    input instanceof Uint8Array
      ? []
      : input.map(({ name, mimeType = OCTETS }) => [name, mimeType] as const),
  )
  const signed = container.cades.length > 0 ? 'cades' : container.xades.length > 0 ? 'xades' : null
  const form = signed ?? options.form ?? 'xades'
  const task: Task = { container, types, signer, options }
  const made = form === 'cades' ? await signWithCades(task) : await signWithXades(task)
  const files = new Map([...container.files, ...made.files])
  const bytes = await packContainer(container.kind, files, options.time)
  return { bytes, file: made.file, level: made.level, pending: made.pending }
}

interface Task {
  container: Container
  types: ReadonlyMap<string, string>
  signer: Signer
  options: AsicSignOptions
}

interface Made extends Omit<SignedAsic, 'bytes'> {
  files: Map<string, Uint8Array>
}

async function openGiven(input: Uint8Array): Promise<Container> {
  if (!isZip(input))
    throw new SignatureError('malformed-container', { why: 'it is no zip archive' })
  return openContainer(input)
}

function newContainer(files: readonly AsicFile[], kind: AsicKind = 'asic-e'): Container {
  const fault = filesFault(files, kind)
  if (fault !== null) throw new SignatureError('malformed-container', { why: fault })
  return {
    kind,
    files: new Map(files.map(({ name, bytes }) => [name, bytes])),
    data: files.map(({ name }) => name),
    cades: [],
    xades: [],
    timestamps: [],
    manifests: [],
    archiveManifests: [],
    warnings: [],
  }
}

function filesFault(files: readonly AsicFile[], kind: AsicKind): string | null {
  if (files.length === 0) return 'there is no file to sign'
  if (kind === 'asic-s' && files.length > 1) return 'ASiC-S holds one file'
  if (kind === 'asic-s' && files.some(({ name }) => name.includes('/')))
    return 'the file of ASiC-S lies at the root of the container'
  const names = new Set(files.map(({ name }) => name))
  if (names.size < files.length) return 'two files have the same name'
  const odd = files.find(
    ({ name }) =>
      name === 'mimetype' ||
      /^META-INF(\/|$)/i.test(name) ||
      !/^[^/\\]/.test(name) ||
      /[\0-\x1f\\:]|\/$/.test(name) ||
      name.split('/').some((part) => part === '' || part === '.' || part === '..'),
  )
  return odd === undefined ? null : `the name ${odd.name} cannot be used`
}

/** The container with its media type first and stored (annex A.1). */
export function packContainer(
  kind: AsicKind,
  files: ReadonlyMap<string, Uint8Array>,
  time: Date,
): Promise<Uint8Array> {
  const mimetype = files.get('mimetype') ?? new Uint8Array(Buffer.from(mimeTypes[kind]))
  const rest = [...files].filter(([name]) => name !== 'mimetype')
  return writeZip(
    [{ name: 'mimetype', bytes: mimetype, stored: true }].concat(
      rest.map(([name, bytes]) => ({ name, bytes, stored: false })),
    ),
    time,
  )
}

/** 4.3.3.2, 4.4.4: over the file, or over a manifest of the files. */
async function signWithCades({ container, types, signer, options }: Task): Promise<Made> {
  const { files, kind, data } = container
  const { time, timestamps } = options
  const asked = { time, ...(timestamps === undefined ? {} : { timestamps }) }
  if (kind === 'asic-s') {
    const [file = 'META-INF/signature.p7s'] = container.cades
    const [only = ''] = data
    const content = files.get(only) ?? new Uint8Array()
    const before = files.get(file)
    const made =
      before === undefined
        ? await signCades(content, signer, asked)
        : await addCadesSigner(before, signer, { ...asked, content })
    return { ...made, file, files: new Map([[file, made.bytes]]) }
  }
  const number = freeNumber(files, (one) => [
    `META-INF/signature${one}.p7s`,
    `META-INF/ASiCManifest${one}.xml`,
  ])
  const file = `META-INF/signature${number}.p7s`
  const entries = data.map((name) => ({
    name,
    bytes: files.get(name) ?? new Uint8Array(),
    mimeType: types.get(name) ?? OCTETS,
  }))
  const manifest = writeManifest({ name: file, mimeType: P7S }, entries, digestOf(signer))
  const made = await signCades(manifest, signer, { ...asked, mimeType: 'text/xml' })
  return {
    ...made,
    file,
    files: new Map([
      [`META-INF/ASiCManifest${number}.xml`, manifest],
      [file, made.bytes],
    ]),
  }
}

/** The first number of three digits for which no file is there yet. */
export function freeNumber(
  files: ReadonlyMap<string, Uint8Array>,
  names: (number: string) => string[],
): string {
  for (let count = 1; count < 1000; count++) {
    const number = String(count).padStart(3, '0')
    if (names(number).every((name) => !files.has(name))) return number
  }
  throw new SignatureError('too-large', { what: 'META-INF', limit: 999 })
}

/** 4.3.3.3, 4.4.3.1: references straight to the files, in a file of signatures. */
async function signWithXades({ container, types, signer, options }: Task): Promise<Made> {
  const { files, kind, data } = container
  const outside = new Map(data.map((name) => [name, files.get(name) ?? new Uint8Array()]))
  const references = data.map((name) => ({
    uri: encodePath(name),
    transforms: '',
    mimeType: types.get(name) ?? OCTETS,
  }))
  const simple = kind === 'asic-s'
  const number = simple ? '' : freeNumber(files, (one) => [`META-INF/signatures${one}.xml`])
  const file = (simple ? container.xades[0] : undefined) ?? `META-INF/signatures${number}.xml`
  const [head, tail] = await placeIn(files.get(file))
  const plan = {
    references,
    objects: '',
    head,
    tail,
    outside,
    canonicalization: 'exclusive' as const,
  }
  const prepared = await prepareByPlan(newId(), signer, { ...plan, time: options.time })
  const plain = xadesDocument(prepared, await signer.sign(prepared.toBeSigned))
  const made = await stampXades(plain, prepared.head, options.timestamps)
  const added = new Map([[file, made.bytes]])
  if (!simple && !files.has('META-INF/manifest.xml'))
    added.set('META-INF/manifest.xml', odfManifest(data, types))
  return { level: made.level, pending: made.pending, file, files: added }
}

async function placeIn(before: Uint8Array | undefined): Promise<[head: string, tail: string]> {
  if (before === undefined)
    return [
      `<?xml version="1.0" encoding="UTF-8"?>\n<asic:XAdESSignatures xmlns:asic="${ns.asic}">`,
      '</asic:XAdESSignatures>',
    ]
  const tree = await openXml(before)
  try {
    return splitAtEnd(tree, tree.root)
  } finally {
    tree.dispose()
  }
}

/** Annex A.5: what of which type lies in the container, as OpenDocument says it (part 3, 4). */
function odfManifest(data: readonly string[], types: ReadonlyMap<string, string>): Uint8Array {
  const entry = (path: string, type: string): string =>
    `<manifest:file-entry manifest:full-path="${escapeXml(path)}" manifest:media-type="${escapeXml(type)}"/>`
  const text = [
    '<?xml version="1.0" encoding="UTF-8"?>\n',
    `<manifest:manifest xmlns:manifest="${ns.odf}" manifest:version="1.2">`,
    entry('/', mimeTypes['asic-e']),
    ...data.map((name) => entry(name, types.get(name) ?? OCTETS)),
    '</manifest:manifest>',
  ].join('')
  return new Uint8Array(Buffer.from(text))
}

// Raises the signatures of an ASiC container to B-T, B-LT and B-LTA (ETSI EN 319 162-1, 4.3.4, 4.4.4 and annex A.7).
import { createHash } from 'node:crypto'
import {
  addData,
  augmentCades,
  type Augmented,
  type AugmentOptions,
} from '../cades/augment-cades.ts'
import { gatherData, isBelow, lowestLevel, pendingFor } from '../cades/gather-data.ts'
import { joinMessage, splitMessage } from '../cades/message-parts.ts'
import { SignatureError } from '../signature-error.ts'
import { askTimestamp } from '../tsa/ask-timestamp.ts'
import { readToken } from '../tsa/token.ts'
import type { Level } from '../validate/report.ts'
import { augmentXades } from '../xades/augment-xades.ts'
import { decodePath } from '../xml/names.ts'
import { openContainer, type Container } from './container.ts'
import { manifestOrNull, writeManifest, type NewManifestEntry } from './manifest.ts'
import { freeNumber, packContainer } from './sign-asic.ts'
import { validateAsic } from './validate-asic.ts'

const TST = 'application/vnd.etsi.timestamp-token'
const NEWEST = 'META-INF/ASiCArchiveManifest.xml'

/**
 * Adds what is missing to every signature of a container. In ASiC-E with CAdES the archive timestamp
 * lies over a manifest of all files; elsewhere it lies within the signature. A server that fails
 * costs the level, never what was reached.
 * @throws SignatureError `malformed-container`, `nothing-signed` and what the forms throw
 */
export async function augmentAsic(input: Uint8Array, options: AugmentOptions): Promise<Augmented> {
  const container = await openContainer(input)
  const { time = new Date() } = options
  const files = new Map(container.files)
  const work: Work = { container: { ...container, files }, files, options, time }
  if (container.cades.length + container.xades.length === 0)
    throw new SignatureError('nothing-signed')
  const was = await levelOf(work)
  if (!isBelow(was, options.to) && options.renew !== true)
    return { bytes: input, level: was, pending: null }
  let error = await augmentFiles(work)
  const byManifest = container.kind === 'asic-e' && container.cades.length > 0
  if (byManifest && options.to === 'B-LTA' && !isBelow(await levelOf(work), 'B-LT'))
    error = (await addArchiveManifest(work)) ?? error
  const bytes = await packContainer(container.kind, files, time)
  const level = await levelOf(work)
  return { bytes, level, pending: pendingFor(level, options.to, error) }
}

interface Work {
  container: Container
  /** The files of the container, as they become. */
  files: Map<string, Uint8Array>
  options: AugmentOptions
  time: Date
}

async function levelOf({ container, files, time }: Work): Promise<Level> {
  const { signatures } = await validateAsic(await packContainer(container.kind, files, time), {
    time,
  })
  return signatures.length === 0
    ? 'not baseline'
    : lowestLevel(signatures.map(({ level }) => level))
}

/** Each file of signatures by its own form; one that an archive manifest names is not touched. */
async function augmentFiles({ container, files, options }: Work): Promise<SignatureError | null> {
  const { kind, data, cades, xades } = container
  const sealed = await namesInArchives(container)
  let error: SignatureError | null = null
  for (const file of cades) {
    if (sealed.has(file)) continue
    const simple = kind === 'asic-s'
    const to = !simple && options.to === 'B-LTA' ? 'B-LT' : options.to
    const content = simple
      ? (files.get(data[0] ?? '') ?? new Uint8Array())
      : await contentFor(container, file)
    const bytes = files.get(file) ?? new Uint8Array()
    const done = await augmentCades(bytes, {
      ...options,
      to,
      ...(content === null ? {} : { content }),
    })
    files.set(file, done.bytes)
    error = done.pending?.error ?? error
  }
  for (const file of xades) {
    const content = (uri: string | null): Uint8Array | null =>
      files.get(decodePath(uri ?? '') ?? '') ?? null
    const done = await augmentXades(files.get(file) ?? new Uint8Array(), { ...options, content })
    files.set(file, done.bytes)
    error = done.pending?.error ?? error
  }
  return error
}

async function contentFor(
  { files, manifests }: Container,
  file: string,
): Promise<Uint8Array | null> {
  for (const name of manifests) {
    const bytes = files.get(name) ?? new Uint8Array()
    if ((await manifestOrNull(bytes))?.signature === file) return bytes
  }
  return null
}

async function namesInArchives({ files, archiveManifests }: Container): Promise<Set<string>> {
  const names = new Set<string>()
  for (const name of archiveManifests) {
    const manifest = await manifestOrNull(files.get(name) ?? new Uint8Array())
    for (const entry of manifest?.entries ?? []) names.add(entry.name)
  }
  return names
}

/**
 * A.7: a manifest of all files with a timestamp over it. The one that was newest gets a number and
 * is named as the root; its token takes up the data it will be validated with.
 */
async function addArchiveManifest(work: Work): Promise<SignatureError | null> {
  const { files, options } = work
  let root: string | null = null
  const newest = files.get(NEWEST)
  if (newest !== undefined) {
    const failed = await completeToken(work, newest)
    if (failed !== null) return failed
    const number = freeNumber(files, (one) => [`META-INF/ASiCArchiveManifest${one}.xml`])
    root = `META-INF/ASiCArchiveManifest${number}.xml`
    files.delete(NEWEST)
    files.set(root, newest)
  }
  const number = freeNumber(files, (one) => [`META-INF/timestamp${one}.tst`])
  const token = `META-INF/timestamp${number}.tst`
  const entries = [...files]
    .filter(([name]) => name !== 'mimetype')
    .map(([name, bytes]): NewManifestEntry => ({
      name,
      bytes,
      mimeType: typeOf(name),
      root: name === root,
    }))
  const manifest = writeManifest({ name: token, mimeType: TST }, entries, 'sha256')
  try {
    const hashed = createHash('sha256').update(manifest).digest()
    files.set(token, await askTimestamp({ digest: 'sha256', bytes: hashed }, options.timestamps))
    files.set(NEWEST, manifest)
  } catch (error) {
    if (!(error instanceof SignatureError) || error.code !== 'timestamp-failed') throw error
    if (newest !== undefined && root !== null) {
      files.delete(root)
      files.set(NEWEST, newest)
    }
    return error
  }
  // The lists of files are those of before; validation looks at the new ones.
  work.container = { ...work.container, files }
  return null
}

function typeOf(name: string): string {
  if (name.endsWith('.p7s')) return 'application/pkcs7-signature'
  if (name.endsWith('.tst')) return TST
  return name.endsWith('.xml') ? 'text/xml' : 'application/octet-stream'
}

/** The fields of a token outside its signature may take up certificates and lists (RFC 5652, 5.1). */
async function completeToken(
  { files, options, time }: Work,
  manifest: Uint8Array,
): Promise<SignatureError | null> {
  const name = (await manifestOrNull(manifest))?.signature ?? ''
  const bytes = files.get(name)
  if (bytes === undefined) return null
  const { certificates } = readToken(bytes).message
  const { data, error } = await gatherData(certificates, { collect: options.collect, at: time })
  const parts = splitMessage(bytes)
  addData(parts, data)
  files.set(name, joinMessage(parts))
  return error
}

// Checks a bag (RFC 8493, 3): every file named, every name a file, every hash right, before anything in it is believed.
import { createHash } from 'node:crypto'
import { CaseFilesError } from '../errors.ts'
import type { BagSource } from './bag-source.ts'

const refuse = (why: string, what = ''): CaseFilesError =>
  new CaseFilesError('bad-package', { why, what: what.slice(0, 200) })

/** Bytes of a text that is read as a whole: manifests, facts, events, an index. */
const mostText = 256 * 2 ** 20
const algorithms = ['sha512', 'sha256'] as const

/** A text of the bag. @throws CaseFilesError bad-package */
export async function readText(source: BagSource, path: string): Promise<string> {
  return Buffer.from(await readBytes(source, path)).toString('utf8')
}

export async function readBytes(source: BagSource, path: string): Promise<Uint8Array> {
  const size = source.files.get(path)
  if (size === undefined) throw refuse('absent', path)
  if (size > mostText) throw refuse('too-large', path)
  const chunks: Uint8Array[] = []
  for await (const chunk of await source.open(path)) chunks.push(chunk)
  return Buffer.concat(chunks)
}

export interface CheckedBag {
  /** SHA-256 of each file of the payload, by its path without `data/`. */
  payload: ReadonlyMap<string, { sha256: string; bytes: number }>
  /** SHA-256 of manifest-sha256.txt. */
  manifest: string
}

/**
 * Reads every byte once and holds it against both manifests. A bag that fetches something from
 * elsewhere (2.2.3) is refused: what was not carried is not here.
 * @throws CaseFilesError bad-package
 */
export async function checkBag(source: BagSource): Promise<CheckedBag> {
  const declaration = source.files.has('bagit.txt') ? await readText(source, 'bagit.txt') : ''
  const said = /^BagIt-Version: (0\.97|1\.0)\r?\nTag-File-Character-Encoding: UTF-8\s*$/
  if (!said.test(declaration)) throw refuse('not-a-bag')
  if (source.files.has('fetch.txt')) throw refuse('fetches')
  const manifests = new Map<string, Map<string, string>>()
  const tags = new Map<string, Map<string, string>>()
  for (const name of algorithms) {
    const [list, tagList] = [`manifest-${name}.txt`, `tagmanifest-${name}.txt`]
    if (source.files.has(list)) manifests.set(name, await readManifest(source, list))
    if (source.files.has(tagList)) tags.set(name, await readManifest(source, tagList))
  }
  if (!manifests.has('sha256') || tags.size === 0) throw refuse('no-manifest')
  mustNameAll(source, manifests)
  const payload = new Map<string, { sha256: string; bytes: number }>()
  for (const [path, bytes] of source.files) {
    const lists = path.startsWith('data/') ? manifests : tags
    const isTagManifest = path.startsWith('tagmanifest-')
    if (isTagManifest) continue
    const sums = await sumsOf(source, path)
    for (const [name, list] of lists) {
      const wanted = list.get(path)
      if (wanted === undefined) throw refuse('not-named', path)
      if (wanted !== sums[name as 'sha256']) throw refuse('hash', path)
    }
    if (path.startsWith('data/')) payload.set(path.slice(5), { sha256: sums.sha256, bytes })
  }
  await mustHoldOxum(source, payload)
  const text = await readText(source, 'manifest-sha256.txt')
  return { payload, manifest: createHash('sha256').update(text).digest('hex') }
}

async function readManifest(source: BagSource, path: string): Promise<Map<string, string>> {
  const list = new Map<string, string>()
  for (const line of (await readText(source, path)).split(/\r\n|\r|\n/)) {
    if (line === '') continue
    const [, sum = '', name = ''] =
      /^([0-9a-fA-F]{64}|[0-9a-fA-F]{128})[ \t]+\*?(.+)$/.exec(line) ?? []
    if (name === '') throw refuse('manifest', path)
    // 2.1.3: only line ends and the per cent sign are written so.
    const plain = name.replaceAll(/%(0A|0D|25)/gi, (_, hex: string) =>
      String.fromCharCode(parseInt(hex, 16)),
    )
    if (list.has(plain)) throw refuse('twice', plain)
    list.set(plain, sum.toLowerCase())
  }
  return list
}

function mustNameAll(source: BagSource, manifests: ReadonlyMap<string, Map<string, string>>): void {
  for (const list of manifests.values()) {
    for (const path of list.keys()) {
      if (!path.startsWith('data/')) throw refuse('path', path)
      if (!source.files.has(path)) throw refuse('absent', path)
    }
  }
}

async function sumsOf(
  source: BagSource,
  path: string,
): Promise<{ sha256: string; sha512: string }> {
  const [short, long] = [createHash('sha256'), createHash('sha512')]
  for await (const chunk of await source.open(path)) {
    short.update(chunk)
    long.update(chunk)
  }
  return { sha256: short.digest('hex'), sha512: long.digest('hex') }
}

async function mustHoldOxum(
  source: BagSource,
  payload: ReadonlyMap<string, { bytes: number }>,
): Promise<void> {
  if (!source.files.has('bag-info.txt')) return
  const [, bytes, files] =
    /^Payload-Oxum: (\d+)\.(\d+)\s*$/m.exec(await readText(source, 'bag-info.txt')) ?? []
  if (bytes === undefined) return
  const sum = [...payload.values()].reduce((total, each) => total + each.bytes, 0)
  if (Number(bytes) !== sum || Number(files) !== payload.size) throw refuse('oxum')
}

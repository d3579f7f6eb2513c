// Writes a bag (RFC 8493): payload first, each file hashed while it passes, then the manifests that name it.
import { createHash } from 'node:crypto'

/** A file of the bag before it is written. */
export interface BagPart {
  /** Under `data/`, of plain letters, digits, `-`, `.`, `_` and `/`. */
  path: string
  bytes: number
  /** What is known of its SHA-256; writing fails when the bytes have another one. */
  sha256?: string
  open(): AsyncIterable<Uint8Array> | Promise<AsyncIterable<Uint8Array>>
}

/** Where a bag goes: an archive or a folder. One file is written after the other. */
export interface BagSink {
  add(path: string, bytes: number, content: AsyncIterable<Uint8Array>): Promise<void>
  end(): Promise<void>
}

/** Lines of bag-info.txt in their order (2.2.2). */
export type BagInfo = readonly (readonly [label: string, value: string])[]

const algorithms = ['sha256', 'sha512'] as const

/** A part whose bytes are at hand. */
export function textPart(path: string, text: string): BagPart {
  const content = Buffer.from(text, 'utf8')
  return bytesPart(path, content)
}

export function bytesPart(path: string, content: Uint8Array): BagPart {
  return { path, bytes: content.length, open: () => once(content) }
}

async function* once(content: Uint8Array): AsyncGenerator<Uint8Array> {
  yield content
}

/**
 * Writes declaration, information, payload and manifests. The same parts make the same bytes. Answers
 * the SHA-256 of the payload manifest, which stands for the whole.
 * @throws Error when stored bytes are not what their hash says
 */
export async function writeBag(
  sink: BagSink,
  { parts, info }: { parts: readonly BagPart[]; info: BagInfo },
): Promise<{ files: number; bytes: number; manifest: string }> {
  const tags = new Map<string, Buffer>()
  const bytes = parts.reduce((sum, part) => sum + part.bytes, 0)
  tags.set('bagit.txt', Buffer.from('BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n'))
  const oxum = ['Payload-Oxum', `${bytes}.${parts.length}`] as const
  tags.set('bag-info.txt', Buffer.from(infoText([...info, oxum]), 'utf8'))
  for (const [path, content] of tags) await sink.add(path, content.length, once(content))
  const lines = { sha256: [] as string[], sha512: [] as string[] }
  for (const part of parts) {
    const path = `data/${part.path}`
    const sums = { sha256: createHash('sha256'), sha512: createHash('sha512') }
    await sink.add(path, part.bytes, hashed(await part.open(), Object.values(sums)))
    const sha256 = sums.sha256.digest('hex')
    if (part.sha256 !== undefined && part.sha256 !== sha256) {
      throw new Error(`the stored file ${part.sha256} has other bytes`)
    }
    lines.sha256.push(`${sha256}  ${path}\n`)
    lines.sha512.push(`${sums.sha512.digest('hex')}  ${path}\n`)
  }
  for (const name of algorithms) {
    tags.set(`manifest-${name}.txt`, Buffer.from(lines[name].join(''), 'utf8'))
  }
  const named = [...tags]
  for (const name of algorithms) {
    const text = named.map(([path, content]) => `${sumOf(name, content)}  ${path}\n`).join('')
    tags.set(`tagmanifest-${name}.txt`, Buffer.from(text, 'utf8'))
  }
  for (const [path, content] of [...tags].slice(2)) {
    await sink.add(path, content.length, once(content))
  }
  await sink.end()
  const manifest = sumOf('sha256', tags.get('manifest-sha256.txt') ?? Buffer.alloc(0))
  return { files: parts.length, bytes, manifest }
}

const sumOf = (name: 'sha256' | 'sha512', content: Uint8Array): string =>
  createHash(name).update(content).digest('hex')

async function* hashed(
  content: AsyncIterable<Uint8Array>,
  sums: readonly ReturnType<typeof createHash>[],
): AsyncGenerator<Uint8Array> {
  for await (const chunk of content) {
    for (const sum of sums) sum.update(chunk)
    yield chunk
  }
}

/** A value stands on one line; what has more is folded into spaces. */
function infoText(info: BagInfo): string {
  return info
    .map(([label, value]) => `${label}: ${value.replaceAll(/\s+/g, ' ').trim()}\n`)
    .join('')
}

// Raises a signed document to B-T, B-LT or B-LTA, and renews its archive timestamp (EN 319 142-1, 6; EN 319 102-1, 5.5, 5.6).
import { concat } from '../bytes.ts'
import type { PdfDocument } from '../pdf/document.ts'
import { openPdf } from '../pdf/open-pdf.ts'
import { bytesSource, firstBytes, joinedSource, type Source } from '../pdf/source.ts'
import { SignatureError } from '../signature-error.ts'
import type { TimestampOptions } from '../tsa/ask-timestamp.ts'
import { gather, hasEnough, writeStore, type Collect } from './gather.ts'
import { readStore } from './security-store.ts'
import { signedFields, type SignedField } from './signature-times.ts'
import { stampDocument } from './stamp-document.ts'

export type BaselineLevel = 'B-B' | 'B-T' | 'B-LT' | 'B-LTA'

export interface AugmentOptions {
  to: Exclude<BaselineLevel, 'B-B'>
  /** Servers for document timestamps. */
  timestamps: TimestampOptions
  /** Needed for B-LT and B-LTA. */
  collect?: Collect
  /** The time at which validation data have to hold; by default now. */
  time?: Date
  password?: string
  /** Renews the archive timestamp of a document that is B-LTA already; false by default. */
  renew?: boolean
}

/** Why the wished level was not reached, and when it can be: null where nobody promised a time. */
export interface Pending {
  level: Exclude<BaselineLevel, 'B-B'>
  error: SignatureError
  comeBack: Date | null
}

export interface AugmentedPdf {
  /** What goes behind the document; empty when nothing was to be added. */
  tail: Uint8Array
  /** The level that all signatures of the document have now. */
  level: BaselineLevel
  pending: Pending | null
  /** When the certificate of the newest document timestamp ends; renew before. Null without one. */
  renewBefore: Date | null
}

/**
 * Adds what is missing up to a level, each as a revision of its own: a document timestamp where a
 * signature has no time, validation data, an archive timestamp over them. A server that fails costs
 * the level, never what was reached: `pending` says which level waits, why, and when to come back.
 * Whether the signatures are good is not judged here.
 * @throws SignatureError `nothing-signed`, `malformed-cms` and what `openPdf` throws
 */
export async function augmentPdf(
  input: Uint8Array | Source,
  options: AugmentOptions,
): Promise<AugmentedPdf> {
  const work = new Work(input instanceof Uint8Array ? bytesSource(input) : input, options)
  const signatures = work.signed().filter(({ kind }) => kind === 'signature')
  if (signatures.length === 0) throw new SignatureError('nothing-signed')
  if (signatures.some(({ time }) => time === null)) {
    const error = await work.stamp()
    if (error !== null) return work.answer('B-B', { level: 'B-T', error, comeBack: null })
  }
  if (options.to === 'B-T') return work.answer(work.reached(), null)
  const data = await work.addData()
  if (data !== null) return work.answer('B-T', { level: 'B-LT', ...data })
  const before = work.reached()
  const done = before === 'B-LTA' && options.renew !== true
  if (options.to === 'B-LT' || done) return work.answer(before, null)
  const error = await work.stamp()
  if (error !== null) return work.answer(before, { level: 'B-LTA', error, comeBack: null })
  await work.addDataOfLastStamp()
  return work.answer('B-LTA', null)
}

/** A document with what was put behind it so far. */
class Work {
  private tail: Uint8Array = new Uint8Array()
  private readonly source: Source
  private readonly options: AugmentOptions
  private readonly now: Date
  private opened: PdfDocument | null = null

  constructor(source: Source, options: AugmentOptions) {
    this.source = source
    this.options = options
    this.now = options.time ?? new Date()
  }

  signed(): SignedField[] {
    return signedFields(this.document())
  }

  answer(level: BaselineLevel, pending: Pending | null): AugmentedPdf {
    const last = this.signed().findLast(({ kind }) => kind === 'timestamp')
    const renewBefore = last?.certificate.notAfter ?? null
    return { tail: this.tail, level, pending, renewBefore }
  }

  /** A document timestamp behind all there is; the error when no server gave one. */
  async stamp(): Promise<SignatureError | null> {
    const { timestamps } = this.options
    try {
      const stamped = await stampDocument(this.whole(), { timestamps, ...this.password() })
      this.append(stamped.tail)
      return null
    } catch (error) {
      if (error instanceof SignatureError && error.code === 'timestamp-failed') return error
      throw error
    }
  }

  /** Validation data for all signatures and timestamps; what is wrong when they do not suffice. */
  async addData(): Promise<Omit<Pending, 'level'> | null> {
    const { collect, renew = false } = this.options
    const document = this.document()
    const signed = this.signed()
    const gathered = await gather(signed, {
      store: readStore(document),
      collect: collect ?? null,
      at: this.now,
      renew,
    })
    if ('error' in gathered) return gathered
    this.append(writeStore(document, gathered, signed))
    return null
  }

  /** The chain of the newest timestamp, where its server is another than those before it. */
  async addDataOfLastStamp(): Promise<void> {
    const document = this.document()
    const last = this.signed().at(-1)
    const { collect } = this.options
    if (last === undefined || collect === undefined) return
    const store = readStore(document)
    const gathered = await gather([last], { store, collect, at: this.now, renew: false })
    // It proves nothing yet and is asked for again at the renewal.
    if (!('error' in gathered)) this.append(writeStore(document, gathered, [last]))
  }

  /** What the document as it stands amounts to. */
  reached(): BaselineLevel {
    const signed = this.signed()
    const signatures = signed.filter(({ kind }) => kind === 'signature')
    if (signatures.some(({ time }) => time === null)) return 'B-B'
    if (!hasEnough(signatures, readStore(this.document()))) return 'B-T'
    const last = signed.findLast(({ kind }) => kind === 'timestamp')
    const latest = Math.max(...signatures.map(({ end }) => end))
    if (last === undefined || last.end < latest) return 'B-LT'
    const covered = openPdf(firstBytes(this.whole(), last.end), this.password())
    return hasEnough(signatures, readStore(covered)) ? 'B-LTA' : 'B-LT'
  }

  private append(tail: Uint8Array): void {
    if (tail.length === 0) return
    this.tail = concat([this.tail, tail])
    this.opened = null
  }

  private whole(): Source {
    return this.tail.length === 0 ? this.source : joinedSource(this.source, this.tail)
  }

  private document(): PdfDocument {
    return (this.opened ??= openPdf(this.whole(), this.password()))
  }

  private password(): { password?: string } {
    const { password } = this.options
    return password === undefined ? {} : { password }
  }
}

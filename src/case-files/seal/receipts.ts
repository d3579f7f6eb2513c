// Makes the signed receipt of every filing: right after it is committed, and again until it is there, whatever fails.
import { setTimeout as pause } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { Locale, Mail } from '#platform'
import { type CaseParts, actAsCity } from '../case/act-on-case.ts'
import { shownNumber } from '../filing/filing-parts.ts'
import { type CaseFile, eventsOf, readCases } from '../filing/store-filings.ts'
import { endsSoon } from './entity-seal.ts'
import { type IssuingParts, noteIssued, sealAndKeep, verificationUrl } from './issue-document.ts'
import { makePdf } from './make-pdf.ts'
import { filesOfFiling, receiptContent } from './receipt-content.ts'
import { makeLasting } from './make-lasting.ts'
import { renewArchive } from './renew-archive.ts'
import { stampPending } from './stamp-pending.ts'
import {
  type Issued,
  countWanted,
  dueReceipts,
  findWanted,
  issuedOf,
  noteFault,
  takeWanted,
} from './store-issued.ts'
import { newVerificationCode } from './verification-code.ts'

export interface ReceiptParts extends IssuingParts, Omit<CaseParts, 'files'> {
  locale: Locale
  log: Logger
  /** Name of the institution, as it stands on its documents. */
  institution: string
  /** Null where no mail server is set. */
  mail: Mail | null
}

export interface ReceiptState {
  /** The newest receipt; null while it is being made. */
  made: Issued | null
  /** It failed at least once, and is tried again. */
  late: boolean
}

/** Milliseconds between looks for receipts and timestamps that wait. */
const looks = { receipts: 15_000, stamps: 300_000 }

/** At most so many are made at once: each takes some memory, and the machine has other work. */
const atOnce = 4

/** Milliseconds after the first fault; each further one doubles it, up to ten minutes. */
const again = { first: 5_000, most: 600_000 }

export class Receipts {
  readonly #parts: ReceiptParts
  /** Those under way, by case. */
  readonly #making = new Map<string, Promise<void>>()

  constructor(parts: ReceiptParts) {
    this.#parts = parts
  }

  get parts(): ReceiptParts {
    return this.#parts
  }

  /**
   * Begins at once and waits no longer than `time`: who filed is answered, and the receipt follows. Never
   * throws: a fault is noted, logged, and tried again.
   */
  async wait(caseId: string, time: number): Promise<void> {
    await Promise.race([this.#begin(caseId), pause(time, undefined, { ref: false })])
  }

  /** Makes it now. Does nothing where it was made. @throws whatever failed, which is also noted */
  async make(caseId: string): Promise<void> {
    const { database, clock } = this.#parts
    const wanted = await findWanted(database.kysely, caseId)
    if (wanted === null) return
    try {
      await this.#write(caseId)
    } catch (error) {
      const fault = error instanceof Error ? error.message : String(error)
      const wait = Math.min(again.first * 2 ** Math.min(wanted.tried, 20), again.most)
      const nextTry = new Date(clock.now().getTime() + wait)
      await noteFault(database.kysely, caseId, { fault, nextTry })
      throw error
    }
  }

  async state(caseId: string): Promise<ReceiptState> {
    const db = this.#parts.database.kysely
    const made = (await issuedOf(db, caseId, 'receipt')).at(-1) ?? null
    const late = made === null && ((await findWanted(db, caseId))?.tried ?? 0) > 0
    return { made, late }
  }

  /** What waits, for the operator. */
  counts(): ReturnType<typeof countWanted> {
    return countWanted(this.#parts.database.kysely)
  }

  /** Makes every receipt whose time has come; how many were made. */
  async look(): Promise<number> {
    const { database, clock } = this.#parts
    let count = 0
    for (;;) {
      const due = await dueReceipts(database.kysely, clock.now())
      if (due.length === 0) return count
      for (let at = 0; at < due.length; at += atOnce) {
        await Promise.all(due.slice(at, at + atOnce).map((id) => this.#begin(id)))
      }
      count += due.length
    }
  }

  /** Adds the timestamps that no authority gave when they were wanted; how many came. */
  stamp(): Promise<number> {
    return stampPending(this.#parts)
  }

  /** Adds what makes signatures last; how many documents are complete. */
  last(): Promise<number> {
    return makeLasting(this.#parts)
  }

  /** Renews archive timestamps before they end; how many were. */
  renew(): Promise<number> {
    return renewArchive(this.#parts)
  }

  /** Looks for what waits until it is told to end; says at once and every day when the seal ends. */
  keep(): () => Promise<void> {
    const { log, seal, clock } = this.#parts
    let running: Promise<unknown> = Promise.resolve()
    const guarded = (what: string, work: () => Promise<unknown>): void => {
      running = running.then(work).catch((error: unknown) => {
        log.error({ err: error }, `${what} could not be looked for`)
      })
    }
    const warn = (): void => {
      const days = endsSoon(seal.about, clock.now())
      if (days === null) return
      log[days < 0 ? 'error' : 'warn']({ seal: seal.about.name, days }, 'the seal ends soon')
    }
    const receipts = (): void => guarded('receipts that wait', () => this.look())
    const stamps = (): void => {
      guarded('timestamps that wait', () => this.stamp())
      guarded('data that make signatures last', () => this.last())
      guarded('archive timestamps that end', () => this.renew())
    }
    warn()
    receipts()
    stamps()
    const timers = [
      setInterval(receipts, looks.receipts),
      setInterval(stamps, looks.stamps),
      setInterval(warn, 86_400_000),
    ]
    for (const timer of timers) timer.unref()
    return async () => {
      for (const timer of timers) clearInterval(timer)
      await running
      await Promise.all(this.#making.values())
    }
  }

  #begin(caseId: string): Promise<void> {
    const under = this.#making.get(caseId)
    if (under !== undefined) return under
    const { log } = this.#parts
    const made = this.make(caseId)
      .catch((error: unknown) => {
        log.error({ err: error, case: caseId }, 'a receipt could not be made and is tried again')
      })
      .finally(() => this.#making.delete(caseId))
    this.#making.set(caseId, made)
    return made
  }

  async #write(caseId: string): Promise<void> {
    const parts = this.#parts
    const { database, locale, institution, seal, url, clock } = parts
    const [filed] = await readCases(database.kysely, [caseId])
    if (filed === undefined) return
    const files = filesOfFiling(filed, await eventsOf(database.kysely, caseId))
    const code = newVerificationCode()
    const t = locale.for('es')
    const content = receiptContent(locale, {
      ...{ filed, files, institution, code, made: clock.now() },
      url: verificationUrl(url, code),
      sealNote: seal.about.test ? t('case-files.seal.test') : null,
    })
    const reason = t('case-files.seal.receipt.reason')
    const kept = await sealAndKeep(parts, { pdf: await makePdf(content), reason })
    await actAsCity(parts, caseId, async (step) => {
      // Another process may have made one meanwhile: its code is the one that counts.
      if (!(await takeWanted(step.trx, caseId))) return
      const { hash: sha256, bytes, level } = kept
      const told = { code, sha256, bytes, level, seal: seal.about.fingerprint }
      const seq = await step.append('receipt-made', told, { level, files: [sha256] })
      const name = `cargo-${shownNumber(filed)}.pdf`
      await step.addDocuments(seq, [
        { name, mediaType: 'application/pdf', sha256, bytes, kind: 'receipt' },
      ])
      const about = { code, kind: 'receipt', caseId, title: content.title, issuer: institution }
      await noteIssued(step.trx, parts, { ...about, openToAll: false, kept })
      await this.#tell(step.trx, filed, code)
    })
  }

  /** Says that the receipt is there and where; what it says does not travel by mail. */
  async #tell(trx: Parameters<Mail['send']>[1], filed: CaseFile, code: string): Promise<void> {
    const { mail, locale, url } = this.#parts
    const to = filed.filer.email
    if (mail === null || to === null) return
    const values = { number: shownNumber(filed), follow: `${url}/seguimiento`, code }
    const address = { verify: verificationUrl(url, code) }
    const text = (['es', 'en'] as const)
      .map((lang) => locale.for(lang)('case-files.seal.letter.text', { ...values, ...address }))
      .join('\n\n--\n\n')
    const subject = locale.for('es')('case-files.seal.letter.subject', values)
    await mail.send({ to, subject, text }, trx)
  }
}

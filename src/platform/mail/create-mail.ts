// Sends letters by SMTP: written with the act that causes them, sent by a job, and never lost.
import type { Transporter } from 'nodemailer'
import type { Logger } from 'pino'
import type { Clock, Database, Jobs, Mail } from '../ground.ts'
import type { MailPlace } from './mail-place.ts'
import {
  countLetters,
  endLetter,
  fatesOfLetters,
  idsOfWaiting,
  insertLetter,
  noteFault,
  waitingLetter,
} from './store-letters.ts'

/** Name of the job that sends one letter. */
export const letterJob = 'platform.letter'

/** Attempts of one job: at ten minutes apart about three days; what waits longer gets a new job. */
const retries = 450

/** Milliseconds after which a letter that still waits is put in the queue again, and between looks. */
const forgotten = 3_600_000

/** Milliseconds for connecting, greeting, and each answer of the mail server (RFC 5321, 4.5.3.2 allows more). */
const times = { connectionTimeout: 15_000, greetingTimeout: 15_000, socketTimeout: 60_000 }

export interface MailParts {
  database: Database
  jobs: Jobs
  clock: Clock
  log: Logger
  place: MailPlace
}

/**
 * A letter exists exactly when the transaction that writes it commits. An outage of the mail server
 * delays it; a refusal for good (5yz, RFC 5321, 4.2.1) ends it and is shown. A process killed between
 * the server's yes and our note of it sends the letter again under the same Message-ID.
 */
export function createMail(parts: MailParts): Mail {
  const { database, jobs, clock, log, place } = parts
  const db = database.kysely
  let made: Transporter | undefined
  // A command that writes a letter leaves its sending to the server: it does without the library.
  const transport = async (): Promise<Transporter> => {
    const { createTransport } = await import('nodemailer')
    return (made ??= createTransport({
      host: place.host,
      port: place.port,
      secure: place.tls === 'from-start',
      // Without it a server in between could take the offer of encryption away unseen.
      requireTLS: place.tls === 'upgrade',
      ignoreTLS: place.tls === 'none',
      ...(place.user === null ? {} : { auth: { user: place.user, pass: place.password ?? '' } }),
      disableFileAccess: true,
      disableUrlAccess: true,
      ...times,
    }))
  }
  const domain = place.from.slice(place.from.lastIndexOf('@') + 1).replace('>', '')

  jobs.define<{ letter: string }>(
    letterJob,
    async ({ letter: id }) => {
      const letter = await waitingLetter(db, id)
      if (letter === null) return
      const now = clock.now()
      if (letter.expires !== null && letter.expires <= now) {
        return endLetter(db, id, { state: 'expired', fault: null, at: now })
      }
      try {
        const mailer = await transport()
        await mailer.sendMail({
          from: place.from,
          to: { name: '', address: letter.recipient },
          subject: letter.subject,
          text: letter.body,
          date: letter.created,
          messageId: `<${id}@${domain}>`,
          // Answers of vacation programs go to nobody (RFC 3834).
          headers: { 'Auto-Submitted': 'auto-generated' },
        })
      } catch (error) {
        const fault = faultOf(error)
        if (isForGood(error)) {
          log.warn({ letter: id, fault }, 'a letter was refused for good')
          return endLetter(db, id, { state: 'refused', fault, at: clock.now() })
        }
        await noteFault(db, id, fault)
        throw error
      }
      await endLetter(db, id, { state: 'sent', fault: null, at: clock.now() })
    },
    { retries, seconds: 180 },
  )

  /** Jobs that were given up, or lost with a restore of the database, are made again. */
  async function requeue(age: number): Promise<number> {
    const ids = await idsOfWaiting(db, new Date(clock.now().getTime() - age))
    for (const id of ids) await jobs.send(letterJob, { letter: id }, { once: id })
    return ids.length
  }

  return {
    async send(letter, transaction) {
      const id = await insertLetter(transaction, letter, clock.now())
      await jobs.send(letterJob, { letter: id }, { transaction, once: id })
      return id
    },
    fates: (ids) => fatesOfLetters(db, ids),
    counts: () => countLetters(db, clock.now()),
    requeue: () => requeue(0),
    keep() {
      const look = (): void =>
        void requeue(forgotten).catch((error: unknown) =>
          log.error({ err: error }, 'letters that wait could not be put in the queue again'),
        )
      look()
      const timer = setInterval(look, forgotten)
      timer.unref()
      return () => clearInterval(timer)
    },
    close: () => made?.close(),
  }
}

/** What the server said, or why it could not be asked; one line, and no text of the letter. */
function faultOf(error: unknown): string {
  const { code = '', message = String(error) } = error as { code?: string; message?: string }
  return `${code} ${message}`.replace(/\s+/g, ' ').trim().slice(0, 300)
}

/** The recipient or the letter is refused for good; a wrong password of ours is not the letter's fault. */
function isForGood(error: unknown): boolean {
  const { responseCode = 0, command = '' } = error as { responseCode?: number; command?: string }
  return responseCode >= 500 && ['RCPT TO', 'DATA', 'MAIL FROM'].includes(command)
}

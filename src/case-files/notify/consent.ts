// Consent to be notified electronically: what one agrees to, in which version, and whether it still holds.
import { createHash } from 'node:crypto'
import type { Translate } from '#platform'
import type { CaseEventRow } from '../filing/event-chain.ts'
import type { Consent } from './notification.ts'

/** Ways one can agree to; paper needs no consent. */
export const ways = ['mailbox', 'email'] as const
export type Way = (typeof ways)[number]

/** Of the texts `case-files.notify.consent.<way>`; whoever changes one of them counts it up. */
export const consentVersion = '2026-1'

export function isWay(text: unknown): text is Way {
  return ways.some((way) => way === text)
}

/** What is kept of an agreement: the way, where alerts go, which text, and the hash of its words. */
export interface Agreed {
  channel: Way
  email: string
  version: string
  /** SHA-256 of the sentence as it was shown. */
  text: string
}

export function agreed(t: Translate, channel: Way, email: string): Agreed {
  const words = t(`case-files.notify.consent.${channel}`)
  const text = createHash('sha256').update(words).digest('hex')
  return { channel, email, version: consentVersion, text }
}

/**
 * The consent in force after these events: given with the filing or later, and not withdrawn since.
 * `party`: whose; each party consents for itself.
 */
export function consentIn(
  events: readonly Pick<CaseEventRow, 'seq' | 'kind' | 'content'>[],
  party = '',
): Consent | null {
  let found: Consent | null = null
  for (const { seq, kind, content } of events) {
    if ((content['party'] ?? '') !== party) continue
    if (kind === 'consent-withdrawn') found = null
    if (kind !== 'filed' && kind !== 'consented') continue
    const holder = kind === 'filed' ? content['filer'] : content
    const said = (holder as { consent?: Agreed } | undefined)?.consent
    if (said !== undefined) {
      found = { channel: said.channel, email: said.email, version: said.version, seq }
    }
  }
  return found
}

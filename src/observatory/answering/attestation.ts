// The digital signature over a city's answers: which document is signed, and what makes one that came back count.
import type { PageContext } from '#pages'
import { ObservatoryError } from '../errors.ts'
import type { ReportDocument } from '../house/report.ts'
import { type Place, nameOf } from '../profile.ts'
import { wordsOf } from '../survey.ts'
import { plainAnswer } from '../words.ts'
import type { DraftView } from './answering.ts'
import { completed, questionsOf, sectionsOf } from './draft.ts'

/** A file as the judge of signatures saw it. */
export interface SignedFile {
  /** SHA-256 of what it was before each later part was put behind it. */
  earlier: readonly string[]
  /** Why it could not be read; null where it could. */
  refused: { es: string; en: string } | null
  signatures: readonly {
    kind: string
    signer: string | null
    indication: string
    subIndication: string | null
    level: string
    coverage: string
    time: string
    /** Whether something was changed after it. */
    modified: boolean
    es: string
    en: string
  }[]
  /** Puts it into the file store; SHA-256. */
  keep(): Promise<string>
}

/** What makes, judges and keeps documents; main.ts hands it in. */
export interface AnswerSigning {
  /** A PDF that is kept; SHA-256. */
  make(document: ReportDocument, made: Date): Promise<string>
  judge(file: AsyncIterable<Uint8Array>): Promise<SignedFile>
  read(sha256: string): Promise<AsyncIterable<Uint8Array>>
}

export interface Signer {
  name: string | null
  /** Of the signature: B-B, B-T, B-LT, B-LTA. */
  level: string
  /** ISO 8601; the best proof of when. */
  time: string
  /** `undetermined`: whole and unchanged, but nobody whom the city trusts vouches for the name. */
  verdict: 'valid' | 'undetermined'
}

export interface Attestation {
  /** SHA-256 of the signed file. */
  file: string
  signers: readonly Signer[]
  /** ISO 8601: when it was judged. */
  judged: string
}

/**
 * Every signature has to hold, the last one over the whole file, and the document that was handed in
 * must stand within it unchanged. A name that no trusted authority vouches for is told as undetermined.
 * @throws ObservatoryError not-the-document, nothing-signed, signature-refused
 */
export function attestationFrom(
  { refused, earlier, signatures }: Omit<SignedFile, 'keep'>,
  { document, file, now }: { document: string; file: string; now: Date },
): Attestation {
  if (refused !== null) throw new ObservatoryError('signature-refused', { why: refused.es })
  const own = signatures.filter(({ kind }) => kind === 'signature')
  if (own.length === 0) throw new ObservatoryError('nothing-signed')
  if (!earlier.includes(document)) throw new ObservatoryError('not-the-document')
  for (const each of own) {
    const unknown = each.indication === 'INDETERMINATE' && untrusted.test(each.subIndication ?? '')
    if ((each.indication !== 'TOTAL-PASSED' && !unknown) || each.modified) {
      throw new ObservatoryError('signature-refused', { why: each.es })
    }
  }
  if (!own.some(({ coverage }) => coverage === 'entire-file')) {
    throw new ObservatoryError('signature-refused', { why: own.at(-1)?.es ?? '' })
  }
  return {
    file,
    judged: now.toISOString(),
    signers: own.map(({ signer, level, time, indication }) => ({
      ...{ name: signer === null ? null : withoutNumber(signer), level, time },
      verdict: indication === 'TOTAL-PASSED' ? 'valid' : 'undetermined',
    })),
  }
}

/** ETSI EN 319 102-1, table 6: no path to whom one trusts; nothing else is amiss. */
const untrusted = /^NO_CERTIFICATE_CHAIN_FOUND/

/** Peru's certificates carry the number of the identity card in the name; a page does not show it. */
function withoutNumber(name: string): string {
  return name.replaceAll(/\s*\b(?:FIR|FAU|AUT)?\s*\d{8,11}\b(?:\s+(?:hard|soft))?/gi, '').trim()
}

/** The answers as they were handed in: what is signed, and what stays readable without this program. */
export function attestedDocument(
  { t, lang, city, locale }: PageContext,
  { place, edition, view, now }: { place: Place; edition: number; view: DraftView; now: Date },
): ReportDocument {
  const { survey, draft, sheet } = view
  const whole = completed(survey, draft, sheet)
  const name = nameOf(place, lang)
  return {
    title: t('observatory.answering.review', { city: name, year: String(edition) }),
    lang: lang === 'en' ? 'en' : 'es',
    heading: [city.institution, t('observatory.list.title')],
    reason: t('observatory.attested.reason'),
    blocks: [
      { kind: 'paragraph', text: t('observatory.answering.attest') },
      {
        kind: 'summary',
        rows: [
          { label: t('observatory.attested.handed-in'), value: locale.dateTime(lang, now) },
          { label: t('observatory.attested.survey'), value: wordsOf(survey.name, lang) },
          {
            label: t('observatory.attested.hash'),
            value: [{ text: view.hash ?? '', fixed: true }],
          },
        ],
      },
      ...sectionsOf(survey).flatMap((section): ReportDocument['blocks'] => [
        { kind: 'heading', level: 2, text: t(`observatory.section.${String(section)}`) },
        {
          kind: 'table',
          columns: [
            { label: t('observatory.city.question'), share: 2 },
            { label: t('observatory.answering.answer'), share: 3 },
            { label: t('observatory.why.evidence'), share: 2 },
          ],
          rows: questionsOf(survey, edition, section).map(({ id, text }) => {
            const answer = whole.answers[id] ?? { state: 'left-blank' as const }
            const { evidence = '—' } = answer
            return [wordsOf(text, lang), plainAnswer({ t, lang }, survey, id, answer), evidence]
          }),
        },
      ]),
    ],
  }
}

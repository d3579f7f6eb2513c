// Says in Spanish or English, for a clerk: who signed, when, what it covers, what changed, what is missing and what to do.
import type { ChangeClass, JudgedModification } from '../diff/classify.ts'
import { describeModification } from '../diff/modification.ts'
import { wordFor, type SignatureReport } from '../validate/report.ts'
import { meaningOf, type Meaning } from './indications.ts'

export type Language = 'es' | 'en'

/** One sentence or more for each question a reader has. */
export interface Described {
  /** The word and what it means. */
  verdict: string
  who: string
  when: string
  covers: string
  changes: string[]
  missing: string[]
  /** What to do, the most urgent first. */
  todo: string[]
}

/**
 * Words for people; the technical reason stays in the JSON report.
 * @param technical whether it was judged without trust anchors, which proves nobody's name
 */
export function describeSignature(
  report: SignatureReport,
  language: Language,
  technical = false,
): Described {
  const es = language === 'es'
  const passed = report.indication === 'TOTAL-PASSED'
  const meaning =
    technical && passed ? onlyIntact : meaningOf(report.indication, report.subIndication)
  const changes = sorted(report.modifications)
  const missing = missingOf(report, technical)
  const word = es
    ? wordFor(report.indication)
    : `${wordFor(report.indication)} (${english(report)})`
  return {
    verdict: `${word}. ${es ? meaning.es : meaning.en}`,
    who: whoOf(report, language, technical),
    when: whenOf(report, language),
    covers: coversOf(report, language),
    changes: changes.map((change) => changeSentence(change, language)),
    missing: missing.map((gap) => (es ? gap.es : gap.en)),
    todo: [
      ...(passed ? [] : [es ? meaning.doEs : meaning.doEn]),
      ...(changes.some((change) => change.class === 'permitted-with-warning')
        ? [
            es
              ? 'Mirar los cambios señalados antes de aceptar el documento.'
              : 'Look at the changes named above before accepting the document.',
          ]
        : []),
      ...missing.map((gap) => (es ? gap.doEs : gap.doEn)),
      ...(passed && missing.length === 0 ? [es ? meaning.doEs : meaning.doEn] : []),
    ],
  }
}

/** The meaning of a verdict that passed without anchors. */
const onlyIntact: Meaning = {
  es: 'El archivo está entero y la firma corresponde a su certificado; no se comprobó quién respalda ese certificado.',
  en: 'The file is intact and the signature belongs to its certificate; who stands behind that certificate was not checked.',
  doEs: 'Verificar otra vez con la lista de entidades de confianza.',
  doEn: 'Verify again with the list of trusted authorities.',
}

function english({ indication }: SignatureReport): string {
  if (indication === 'TOTAL-PASSED') return 'valid'
  return indication === 'TOTAL-FAILED' ? 'not valid' : 'undetermined'
}

function whoOf(
  { signer, kind, indication }: SignatureReport,
  language: Language,
  technical: boolean,
): string {
  const es = language === 'es'
  if (signer === null) return es ? 'No se sabe quién firmó.' : 'Who signed is not known.'
  if (technical && indication === 'TOTAL-PASSED')
    return es
      ? `El certificado nombra a ${signer}; no se comprobó qué entidad lo dio.`
      : `The certificate names ${signer}; which authority gave it was not checked.`
  if (kind === 'document-timestamp')
    return es ? `Sello de tiempo de ${signer}.` : `Timestamp by ${signer}.`
  if (indication === 'TOTAL-PASSED') return es ? `Firmó ${signer}.` : `Signed by ${signer}.`
  return es
    ? `El certificado nombra a ${signer}; mientras el resultado no sea VÁLIDO, eso no prueba que firmó.`
    : `The certificate names ${signer}; unless the result is valid, that does not prove who signed.`
}

/** The day and hour in the time of Lima, which is five hours behind UTC all year. */
export function limaTime(time: Date, language: Language): string {
  const shifted = new Date(time.getTime() - 5 * 3_600_000).toISOString()
  const [year, month, day] = shifted.slice(0, 10).split('-')
  const date = language === 'es' ? `${day}/${month}/${year}` : `${year}-${month}-${day}`
  return `${date} ${shifted.slice(11, 16)} (${language === 'es' ? 'hora de Lima' : 'Lima time'})`
}

/**
 * Who vouches for the best time: the authority of the timestamp it comes from, or an empty name where
 * it is not told; null where nothing proves it but the moment of verification.
 */
export function provenBy({
  kind,
  bestTime,
  timestamps,
  signer,
  level,
}: SignatureReport): string | null {
  if (kind === 'document-timestamp') return signer ?? ''
  const stamp = timestamps.find(
    ({ indication, time }) =>
      indication === 'TOTAL-PASSED' && time.getTime() === bestTime.getTime(),
  )
  if (stamp !== undefined) return stamp.authority ?? ''
  return /^B-(T|LT|LTA)$/.test(level) ? '' : null
}

function whenOf(report: SignatureReport, language: Language): string {
  const es = language === 'es'
  const time = limaTime(report.bestTime, language)
  const authority = provenBy(report)
  if (authority !== null) {
    const by = authority === '' ? '' : es ? ` de ${authority}` : ` by ${authority}`
    return es
      ? `Existía a más tardar el ${time}: lo prueba un sello de tiempo${by}.`
      : `It existed by ${time}: a timestamp${by} proves it.`
  }
  const claimed = claimedTime(report.claimedTime)
  const told = claimed === null ? null : limaTime(claimed, language)
  if (told === null)
    return es
      ? 'No dice cuándo se firmó, y nada lo prueba.'
      : 'It does not say when it was signed, and nothing proves it.'
  return es
    ? `Quien firmó declara el ${told}; ningún sello de tiempo lo prueba.`
    : `The signer claims ${told}; no timestamp proves it.`
}

/** The time of /M (ISO 32000-2, 7.9.4) or of other forms (ISO 8601); null when it is not one. */
export function claimedTime(text: string | null): Date | null {
  if (/^\d{4}-\d\d-\d\dT/.test(text ?? '')) {
    const time = new Date(text ?? '')
    return Number.isNaN(time.getTime()) ? null : time
  }
  const match = /^D:(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?(?:Z|([+-])(\d\d)'?(\d\d)?'?)?/.exec(
    text ?? '',
  )
  if (match === null) return null
  const [, year, month, day, hours, minutes, seconds = '00', sign, zone = '00', part = '00'] = match
  const utc = Date.parse(`${year}-${month}-${day}T${hours}:${minutes}:${seconds}Z`)
  const offset = (Number(zone) * 60 + Number(part)) * 60_000 * (sign === '-' ? -1 : 1)
  return Number.isNaN(utc) ? null : new Date(utc - offset)
}

function coversOf({ coverage, kind }: SignatureReport, language: Language): string {
  const es = language === 'es'
  if (coverage === 'unclear')
    return es
      ? 'No se puede decir qué parte del archivo cubre.'
      : 'Which part of the file it covers cannot be told.'
  const subject =
    kind === 'signature' ? ['La firma', 'The signature'] : ['El sello', 'The timestamp']
  if (coverage === 'entire-file')
    return es ? `${subject[0]} cubre el archivo entero.` : `${subject[1]} covers the entire file.`
  return es
    ? `${subject[0]} cubre el documento como estaba en ese momento; después se añadió algo al archivo.`
    : `${subject[1]} covers the document as it was then; something was added to the file later.`
}

/** Those that decide come first. */
function sorted(changes: readonly JudgedModification[]): JudgedModification[] {
  const order: readonly ChangeClass[] = ['undefined', 'permitted-with-warning', 'permitted']
  return changes.toSorted((one, other) => order.indexOf(one.class) - order.indexOf(other.class))
}

function changeSentence(change: JudgedModification, language: Language): string {
  const es = language === 'es'
  const { place } = change
  const text = describeModification(change, language)
  const where = place === undefined ? '' : es ? ` (página ${place.page})` : ` (page ${place.page})`
  const classes = {
    permitted: ['permitido', 'allowed'],
    'permitted-with-warning': [
      'permitido, pero hay que mirarlo',
      'allowed, but has to be looked at',
    ],
    undefined: ['no permitido', 'not allowed'],
  } as const
  const said = classes[change.class][es ? 0 : 1]
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${where}: ${said}.`
}

interface Gap {
  es: string
  en: string
  doEs: string
  doEn: string
}

const gaps = {
  revocation: {
    es: 'No se consultó si el certificado estaba anulado.',
    en: 'Whether the certificate had been revoked was not asked.',
    doEs: 'Verificar otra vez con conexión a la entidad que dio el certificado.',
    doEn: 'Verify again while the authority behind the certificate can be reached.',
  },
  stale: {
    es: 'Lo que se sabe de si el certificado estaba anulado no es reciente.',
    en: 'What is known about whether the certificate was revoked is not recent.',
    doEs: 'Verificar otra vez con conexión a la entidad que dio el certificado.',
    doEn: 'Verify again while the authority behind the certificate can be reached.',
  },
  stamp: {
    es: 'Un sello de tiempo de la firma no cuenta: está dañado, es de otra firma o no es de una entidad de confianza.',
    en: 'A timestamp of the signature does not count: it is damaged, of another signature, or not by a trusted authority.',
    doEs: 'Añadir otro sello de tiempo.',
    doEn: 'Add another timestamp.',
  },
  time: {
    es: 'Falta un sello de tiempo: cuando venza el certificado ya no se podrá probar que se firmó a tiempo.',
    en: 'A timestamp is missing: once the certificate expires, nothing will prove that the signature was made in time.',
    doEs: 'Añadir un sello de tiempo ahora, antes de que venza el certificado.',
    doEn: 'Add a timestamp now, before the certificate expires.',
  },
  longTerm: {
    es: 'Faltan dentro del archivo los datos que permiten verificar la firma sin preguntar a nadie.',
    en: 'The data that let the signature be verified without asking anybody are not in the file.',
    doEs: 'Completar la firma para conservarla a largo plazo.',
    doEn: 'Complete the signature for long-term keeping.',
  },
  anchor: {
    es: 'No se comprobó de qué entidad viene el certificado.',
    en: 'Which authority the certificate comes from was not checked.',
    doEs: onlyIntact.doEs,
    doEn: onlyIntact.doEn,
  },
} as const satisfies Record<string, Gap>

/** What a signature that passes still lacks; for others the verdict itself says what to do. */
function missingOf(
  { indication, level, kind, warnings, timestamps }: SignatureReport,
  technical: boolean,
): Gap[] {
  if (indication !== 'TOTAL-PASSED') return []
  const found: Gap[] = []
  if (technical) found.push(gaps.anchor)
  if (warnings.some((one) => /^revocation( of [^:]*)? was not checked/.test(one)))
    found.push(gaps.revocation)
  if (warnings.some((one) => one.startsWith('revocation data about'))) found.push(gaps.stale)
  if (timestamps.some((one) => one.indication !== 'TOTAL-PASSED') || unread(warnings))
    found.push(gaps.stamp)
  if (kind === 'signature' && (level === 'B-B' || level === 'not baseline')) found.push(gaps.time)
  if (kind === 'signature' && level === 'B-T') found.push(gaps.longTerm)
  return found
}

/** Timestamps that cannot even be read are told as warnings alone. */
function unread(warnings: readonly string[]): boolean {
  return warnings.some((one) => /timestamp.*(cannot be read|does not count)/.test(one))
}

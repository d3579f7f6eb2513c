// What reading a file found, as sentences in the reader's language.
import type { PublishReport } from '#datasets'
import type { Lang } from '#platform'
import {
  type PrivacyFinding,
  describeElsewhere,
  describeFinding,
  describePrivacy,
} from '@rimaq/tables'

export interface ReportFacts {
  rows: number
  columns: { id: string; name: string; type: string }[]
  findings: {
    code: string
    severity: string
    repaired: boolean
    /** Whether a repair is proposed, or was made. */
    repairable: boolean
    what: string
    where: string
    why: string
    remedy: string
  }[]
  privacy: PrivacyFact[]
  /** Other sheets and files that came along, in sentences. */
  elsewhere: string[]
  /** Whether the privacy gate stops it as it is. */
  stopped: boolean
}

export interface PrivacyFact {
  code: string
  confidence: string
  treated: boolean
  what: string
  why: string
  remedies: string[]
}

export function reportFacts(report: PublishReport, lang: Lang): ReportFacts {
  const language = lang === 'en' ? 'en' : 'es'
  const { rows, columns, stopped } = report
  return {
    rows,
    columns,
    stopped,
    findings: report.findings.map((finding) => {
      const { what, where, why, remedy } = describeFinding(finding, columns, language)
      const { code, severity, repaired = false, repair } = finding
      const repairable = repair !== undefined
      return {
        code,
        severity,
        repaired,
        repairable,
        what,
        where: where ?? '',
        why,
        remedy: remedy ?? '',
      }
    }),
    privacy: (report.privacy?.findings ?? []).map((finding) => privacyFact(finding, columns, lang)),
    elsewhere: (report.privacy?.elsewhere ?? []).map((each) => describeElsewhere(each, language)),
  }
}

export function privacyFact(
  finding: PrivacyFinding,
  columns: PublishReport['columns'],
  lang: Lang,
): PrivacyFact {
  const { what, why, remedies } = describePrivacy(finding, columns, lang === 'en' ? 'en' : 'es')
  const { code, confidence, treated = false } = finding
  return { code, confidence, treated, what, why, remedies: [...remedies] }
}

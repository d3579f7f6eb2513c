// Compares what a validator said of a document of the generated corpus with what is required.
import type { PdfReport } from '../validate/validate-pdf.ts'
import type { SignatureReport } from '../validate/report.ts'
import type { Required, RequiredVerdict } from './expected.ts'

/** Why the report does not do; null when it does. */
export function faultOf(report: PdfReport, required: Required): string | null {
  if (required.onlyEnds === true) return null
  const said = report.signatures
  const line = said.map((one) => `${one.indication} ${one.subIndication ?? ''} ${one.why ?? ''}`)
  const told = report.refused?.message ?? (line.join(' | ') || 'no signature')
  if (required.orNone && passing(report) === 0) return null
  if (said.length !== required.verdicts.length) return `another number of signatures: ${told}`
  for (const [index, verdict] of required.verdicts.entries()) {
    const one = said[index]
    const fault = one === undefined || verdict === null ? null : differs(one, verdict)
    if (fault !== null) return `signature ${index + 1}: ${fault}: ${told}`
  }
  return null
}

/** How many signatures pass. */
export function passing({ signatures }: PdfReport): number {
  return signatures.filter(({ indication }) => indication === 'TOTAL-PASSED').length
}

/** Whether a signature passes that must not. */
export function falselyAccepted(report: PdfReport, { verdicts, onlyEnds }: Required): boolean {
  if (onlyEnds === true) return false
  return report.signatures.some(({ indication }, index) => {
    const required = verdicts[index]
    return indication === 'TOTAL-PASSED' && required !== null && required?.indication !== indication
  })
}

function differs(said: SignatureReport, required: RequiredVerdict): string | null {
  if (said.indication !== required.indication) return `${required.indication} is required`
  const { sub, level, told } = required
  if (sub.length > 0 && !sub.includes(said.subIndication ?? ''))
    return `${sub.join('|')} is required`
  if (level !== undefined && said.level !== level)
    return `level ${level} is required, not ${said.level}`
  const kinds = new Set<string>(said.modifications.map(({ kind }) => kind))
  const silent = (told ?? []).filter((kind) => !kinds.has(kind))
  if (silent.length > 0 || (told !== undefined && said.warnings.length === 0))
    return `${told?.join()} must be told`
  return null
}

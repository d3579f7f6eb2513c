// Decides whether a table may become public as it is, and what is remembered of that decision.
import { type Manifest, type PrivacyFinding, identifies, isPrivacyStep, stops } from '@rimaq/tables'
import { DatasetsError } from './errors.ts'
import type { PrivacyDecision, PublishRequest } from './model.ts'

/**
 * Findings that stop this request: certain or likely (at the gate `identifiers`: certain
 * identifiers), not treated, and nobody answers for them.
 */
export function stoppedBy(
  request: Pick<PublishRequest, 'privacy'>,
  { privacy }: Pick<Manifest, 'privacy'>,
): PrivacyFinding[] {
  const { override, gate } = request.privacy ?? {}
  if (override !== undefined) return []
  return (privacy?.findings ?? []).filter(gate === 'identifiers' ? identifies : stops)
}

/** Throws `bad-value` where an override does not say who answers for it and why. */
export function checkOverride({ privacy }: PublishRequest): void {
  if (privacy?.override === undefined) return
  for (const [field, value, most] of [
    ['by', privacy.override.by, 200],
    ['reason', privacy.override.reason, 2000],
  ] as const) {
    const length = value.trim().length
    if (length === 0 || length > most) throw new DatasetsError('bad-value', { field, value })
  }
}

/** The error that stops a publication; its sentence names columns, counts and remedies. */
export function privacyError(dataset: string, findings: PrivacyFinding[]): DatasetsError {
  return new DatasetsError('privacy', { dataset, count: findings.length }, { findings })
}

/** What is written down beside the version. */
export function decisionOn(
  { privacy: choice }: PublishRequest,
  { privacy, recipe }: Manifest,
): Omit<PrivacyDecision, 'decided'> & { originalOpen: boolean; findings: PrivacyFinding[] } {
  const findings = privacy?.findings ?? []
  const treated = recipe.steps.some(isPrivacyStep)
  const { override } = choice ?? {}
  if (override !== undefined && findings.some(stops)) {
    const { by, reason } = override
    const who = { by: by.trim(), reason: reason.trim() }
    return { kind: 'override', ...who, originalOpen: false, findings }
  }
  const open = findings.some(stops)
  const kind = treated ? 'treated' : privacy === undefined ? 'off' : open ? 'told' : 'clear'
  // The file as it was sent holds its other sheets and files too.
  const elsewhere = (privacy?.elsewhere ?? []).length > 0
  return { kind, by: null, reason: null, originalOpen: !treated && !elsewhere, findings }
}

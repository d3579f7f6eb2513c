// Says at the console what in a file points to people, how sure that is, and what can be done.
import type { PublishReport } from '#datasets'
import { type Column, type PrivacyFinding, describePrivacy } from '@rimaq/tables'
import type { VerbCall } from './verb.ts'

/** No lines where nothing was found; what stops the publication comes first. */
export function privacyLines(
  call: Pick<VerbCall, 't' | 'lang'>,
  report: PublishReport,
  columns: readonly Pick<Column, 'id' | 'name'>[],
): string[] {
  const findings = report.privacy?.findings ?? []
  if (findings.length === 0) return []
  const { t } = call
  const lines = ['', t('cli.publish.privacy.title')]
  for (const finding of findings.toSorted((a, b) => rank(a) - rank(b))) {
    lines.push(...oneFinding(call, finding, columns))
  }
  if (report.stopped) lines.push('', t('cli.publish.privacy.stopped'))
  if (report.stopped) lines.push(t('cli.publish.privacy.applied'))
  return lines
}

function rank({ treated, confidence }: PrivacyFinding): number {
  return treated === true ? 3 : { certain: 0, likely: 1, possible: 2 }[confidence]
}

function oneFinding(
  { t, lang }: Pick<VerbCall, 't' | 'lang'>,
  finding: PrivacyFinding,
  columns: readonly Pick<Column, 'id' | 'name'>[],
): string[] {
  const { what, why, sure, remedies, example } = describePrivacy(finding, columns, lang)
  const mark = finding.treated === true ? `${t('cli.publish.privacy.treated')}: ` : ''
  const shown = example === null ? [] : [t('cli.publish.privacy.example', { example })]
  return [`  ${mark}${what}`, ...[sure, ...shown, why, ...remedies].map((line) => `    ${line}`)]
}

// Holds what changed after a signature against what that signature allows (ISO 32000-2, 12.8.2.2, 12.8.2.4).
import { classifyModifications, type JudgedModification } from '../diff/classify.ts'
import type { Modification } from '../diff/modification.ts'
import { permissionsIn } from '../pades/permissions.ts'
import type { PdfDocument } from '../pdf/document.ts'
import { passed, verdictOf, type Verdict } from './report.ts'
import type { FoundSignature } from './find-signatures.ts'

/** The verdict on changes, and the warnings on those that are allowed but have to be told. */
export function judgeChanges(
  signed: PdfDocument,
  found: FoundSignature,
  modifications: readonly Modification[],
): { verdict: Verdict; warnings: string[]; changes: JudgedModification[] } {
  const changes = classifyModifications(modifications, permissionsIn(signed, found.dict))
  const warnings: string[] = []
  const fail = (why: string) => ({
    verdict: verdictOf('FORMAT_FAILURE', why),
    warnings: [],
    changes,
  })
  if (!found.current) return fail('a later revision replaced or removed this signature')
  for (const { class: kind, by, what } of changes) {
    if (by === 'lock') return fail(`${what}, though this signature locks it`)
    if (kind === 'undefined') return fail(what)
    if (kind === 'permitted-with-warning') warnings.push(what)
  }
  return { verdict: passed, warnings, changes }
}

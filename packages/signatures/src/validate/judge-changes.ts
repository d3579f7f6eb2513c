// Holds what changed after a signature against what that signature allows (ISO 32000-2, 12.8.2.2, 12.8.2.4).
import type { Modification, ModificationKind } from '../diff/compare-revisions.ts'
import { isLocked, permissionsIn } from '../pades/permissions.ts'
import type { PdfDocument } from '../pdf/document.ts'
import { passed, verdictOf, type Verdict } from './report.ts'
import type { FoundSignature } from './find-signatures.ts'

/** Table 257. Null is a signature without a say; annotations then pass for a change of content. */
const allowed: Readonly<Record<'none' | '1' | '2' | '3', ReadonlySet<ModificationKind>>> = {
  none: new Set([
    'signing',
    'new-signature-field',
    'timestamp',
    'form-filling',
    'validation-data',
    'metadata',
  ]),
  '1': new Set(['timestamp', 'validation-data']),
  '2': new Set(['signing', 'timestamp', 'form-filling', 'validation-data', 'metadata']),
  '3': new Set([
    'signing',
    'timestamp',
    'form-filling',
    'validation-data',
    'metadata',
    'annotation',
  ]),
}

/** What a reader has to be told though it is allowed; a new field may cover what was signed. */
const told: ReadonlySet<ModificationKind> = new Set([
  'annotation',
  'form-filling',
  'metadata',
  'new-signature-field',
])

/** The verdict on changes, and the warnings on those that are allowed but have to be told. */
export function judgeChanges(
  signed: PdfDocument,
  found: FoundSignature,
  modifications: readonly Modification[],
): { verdict: Verdict; warnings: string[] } {
  const fail = (why: string) => ({ verdict: verdictOf('FORMAT_FAILURE', why), warnings: [] })
  if (!found.current) return fail('a later revision replaced or removed this signature')
  const { level, certified, locks } = permissionsIn(signed, found.dict)
  const rules = allowed[level === null ? 'none' : level]
  const warnings: string[] = []
  for (const { kind, what, field } of modifications) {
    // A level set by a lock alone leaves the adding of signature fields to others.
    const newField = kind === 'new-signature-field' && certified === null && level !== 1
    if (!rules.has(kind) && !newField) return fail(what)
    if (kind === 'form-filling' || kind === 'signing')
      if (field !== undefined && locks.some((lock) => isLocked(lock, field)))
        return fail(`${what}, though this signature locks it`)
    if (told.has(kind)) warnings.push(what)
  }
  return { verdict: passed, warnings }
}

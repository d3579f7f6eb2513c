// Sorts what changed after a signature into three classes: allowed, allowed but to be told, explained by no rule.
import { isLocked, type Permissions } from '../pades/permissions.ts'
import type { Modification, ModificationKind } from './modification.ts'

export type ChangeClass = 'permitted' | 'permitted-with-warning' | 'undefined'

/** ISO 32000-2, table 257. Null is a signature without a say; annotations then pass for a change of content. */
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

/** Why a change is of the class `undefined`. */
export type ForbiddenBy = 'no-rule' | 'lock'

export interface JudgedModification extends Modification {
  class: ChangeClass
  /** Why it is not permitted; null for what is. */
  by: ForbiddenBy | null
}

/**
 * The class of each change under what one signature permits (12.8.2.2.2, 12.8.2.4).
 * @param permissions what that signature itself says, as `permissionsIn` reads it
 */
export function classifyModifications(
  modifications: readonly Modification[],
  { level, certified, locks }: Permissions,
): JudgedModification[] {
  const rules = allowed[level === null ? 'none' : level]
  return modifications.map((modification) => {
    const { kind, field } = modification
    // A level set by a lock alone leaves the adding of signature fields to others.
    const newField = kind === 'new-signature-field' && certified === null && level !== 1
    if (!rules.has(kind) && !newField) return { ...modification, class: 'undefined', by: 'no-rule' }
    const fills = kind === 'form-filling' || kind === 'signing'
    if (fills && field !== undefined && locks.some((lock) => isLocked(lock, field)))
      return { ...modification, class: 'undefined', by: 'lock' }
    return {
      ...modification,
      class: told.has(kind) ? 'permitted-with-warning' : 'permitted',
      by: null,
    }
  })
}

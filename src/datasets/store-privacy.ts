// Keeps what the privacy gate decided on a version, and which earlier versions it withholds.
import { sql } from 'kysely'
import { type PrivacyFinding, type RepairStep, isPrivacyStep } from '@rimaq/tables'
import type { PrivacyDecision } from './model.ts'
import type { Db } from './store-read.ts'

export interface DecisionInput extends Omit<PrivacyDecision, 'decided'> {
  versionId: string
  decided: Date
  findings: PrivacyFinding[]
  originalOpen: boolean
}

export async function insertDecision(db: Db, input: DecisionInput): Promise<void> {
  await sql`INSERT INTO datasets.privacy_decision
      (version_id, decided, kind, decided_by, reason, findings, original_open)
    VALUES (${input.versionId}, ${input.decided}, ${input.kind}, ${input.by}, ${input.reason},
      ${JSON.stringify(input.findings)}, ${input.originalOpen})`.execute(db)
}

/**
 * Withholds the earlier versions of a resource that show a column which is treated now and was not
 * treated then. Answers whether any is withheld now that was not before.
 */
export async function withholdEarlier(
  db: Db,
  input: { resourceId: string; versionId: string; steps: RepairStep[]; now: Date },
): Promise<boolean> {
  const { rows } = await sql<Earlier>`
    SELECT id, manifest -> 'recipe' -> 'steps' AS steps, manifest -> 'columns' AS columns
    FROM datasets.version v
    WHERE resource_id = ${input.resourceId}::uuid AND id <> ${input.versionId}::uuid
      AND NOT EXISTS (SELECT FROM datasets.withheld_version w WHERE w.version_id = v.id)`.execute(
    db,
  )
  const treated = columnsOf(input.steps)
  const exposed = rows.filter(({ steps, columns }) => {
    const then = new Set(columnsOf(steps))
    return treated.some((column) => !then.has(column) && columns.some(({ id }) => id === column))
  })
  for (const { id } of exposed) {
    await sql`INSERT INTO datasets.withheld_version (version_id, since, because)
      VALUES (${id}, ${input.now}, ${input.versionId})`.execute(db)
  }
  return exposed.length > 0
}

interface Earlier {
  id: string
  steps: RepairStep[]
  columns: { id: string }[]
}

/** Ids of the columns that privacy steps treat. */
function columnsOf(steps: readonly RepairStep[]): string[] {
  return steps
    .filter(isPrivacyStep)
    .flatMap((step) => ('column' in step && step.column !== undefined ? [step.column] : []))
}

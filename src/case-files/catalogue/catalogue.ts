// The catalogue as others use it: what is in force, and the verbs that change it.
import type { Actor } from '#people'
import type { Clock, Database, Jobs } from '#platform'
import type { Journal } from '#records'
import { draftProcedure } from './draft-procedure.ts'
import type { ProcedureVersion } from './procedure.ts'
import { publishProcedure } from './publish-procedure.ts'
import { retireProcedure } from './retire-procedure.ts'
import { newestVersions, versionsInForce, versionsOf } from './store-procedures.ts'

export interface CatalogueContext {
  actor: Actor
  database: Database
  clock: Clock
  journal: Journal
  jobs: Pick<Jobs, 'send'>
}

export interface Catalogue {
  /** By code. */
  inForce(): Promise<ProcedureVersion[]>
  /** The newest first; empty when there is no such procedure. */
  versions(code: string): Promise<ProcedureVersion[]>
  /** One per procedure, drafts too. */
  newest(): Promise<ProcedureVersion[]>
  as(actor: Actor): CatalogueWriter
}

export interface CatalogueWriter {
  draft(code: string, content: unknown): Promise<{ number: number; changed: boolean }>
  publish(code: string): Promise<{ number: number }>
  retire(code: string, act: string): Promise<{ number: number }>
}

export function createCatalogue(parts: Omit<CatalogueContext, 'actor'>): Catalogue {
  const { kysely } = parts.database
  return {
    inForce: () => versionsInForce(kysely),
    versions: (code) => versionsOf(kysely, code),
    newest: () => newestVersions(kysely),
    as: (actor) => {
      const context = { ...parts, actor }
      return {
        draft: (code, content) => draftProcedure(context, code, content),
        publish: (code) => publishProcedure(context, code),
        retire: (code, act) => retireProcedure(context, code, act),
      }
    },
  }
}

// Writes down who acted: the person through one holding, a program, the operator, a visitor, or we.
import type { Actor } from '#people'

/** As kept in the journal. Ids only: names of people change, are corrected and are erased. */
export type Who =
  | { kind: 'operator'; name?: string }
  | { kind: 'visitor' }
  | ({ kind: 'person'; person: string } & Through)
  | ({ kind: 'system'; token: string | null } & Through)
  /** This program by itself, as when it writes down which numbers it gave. */
  | { kind: 'program' }

interface Through {
  holding?: string
  /** titular, acting … as `HoldingKind`. */
  as?: string
  position?: string
  office?: string
  institution?: string
  /** The resolution the holding rests on. */
  legalAct?: string
}

/** `legalAct`: id of the document by which the holding was given, where the caller knows it. */
export function whoOf(actor: Actor | { kind: 'program' }, legalAct?: string): Who {
  if (actor.kind === 'operator') {
    return actor.name === undefined
      ? { kind: 'operator' }
      : { kind: 'operator', name: actor.name.toWellFormed() }
  }
  if (actor.kind === 'visitor' || actor.kind === 'program') return { kind: actor.kind }
  const { holding } = actor
  const through: Through =
    holding === null
      ? {}
      : {
          holding: holding.id,
          as: holding.kind,
          position: holding.position,
          office: holding.office,
          institution: holding.institution,
          ...(legalAct === undefined ? {} : { legalAct }),
        }
  return actor.kind === 'person'
    ? { kind: 'person', person: actor.person, ...through }
    : { kind: 'system', token: actor.token, ...through }
}

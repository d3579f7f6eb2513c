// What the verbs of acts are handed, and the one check all of them begin with.
import type { TimestampOptions } from '@rimaq/signatures'
import type { Actor, Holding, PersonId, SessionId } from '#people'
import type { FileStore, Jobs } from '#platform'
import type { CaseParts } from '../case/act-on-case.ts'
import { CaseFilesError } from '../errors.ts'
import type { EntitySeal } from '../seal/entity-seal.ts'
import type { SignerPolicy } from './judge-signature.ts'

export interface ActParts extends CaseParts {
  files: FileStore
  jobs: Pick<Jobs, 'send' | 'define'>
  /** The entity's own key, which gives an act its number; null while it has none. */
  seal: EntitySeal | null
  /** Null where no authority is set: signatures stay without a time of their own. */
  timestamps: TimestampOptions | null
  policy: SignerPolicy
  /** Where acts are dated. */
  city: string
  /** Public address of the city, without a slash at its end. */
  url: string
}

/** Who writes acts: a person in a post, never a program. */
export interface Official {
  person: PersonId
  session: SessionId
  holding: Holding
}

/** @throws CaseFilesError not-permitted */
export function officialOf(actor: Actor): Official {
  if (actor.kind !== 'person' || actor.holding === null) throw new CaseFilesError('not-permitted')
  return { person: actor.person, session: actor.session, holding: actor.holding }
}

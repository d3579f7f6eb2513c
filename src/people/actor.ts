// Who acts: a person through one holding, a party, a program with a token, the operator, or anyone.

/** Ids are UUIDs; the brand keeps one kind from being taken for another. */
type Id<Name extends string> = string & { readonly brand: Name }
export type InstitutionId = Id<'InstitutionId'>
export type OfficeId = Id<'OfficeId'>
export type PositionId = Id<'PositionId'>
export type PersonId = Id<'PersonId'>
export type HoldingId = Id<'HoldingId'>
export type PartyId = Id<'PartyId'>
export type SessionId = Id<'SessionId'>
export type TokenId = Id<'TokenId'>
export type RecordId = Id<'RecordId'>

/** What the roles of a position are for: work on records, the organisation itself, or reading only. */
export type Family = 'work' | 'administer' | 'audit'

/** How a position is held; TUO of Ley 27444 (DS 004-2019-JUS) names delegation, substitution and the rest. */
export type HoldingKind =
  | 'titular'
  | 'acting'
  | 'substitute'
  | 'delegate'
  | 'signing-delegate'
  | 'system'

/** The one holding a session or token acts through, as it is valid now. Powers never add up. */
export interface Holding {
  id: HoldingId
  kind: HoldingKind
  institution: InstitutionId
  office: OfficeId
  position: PositionId
  family: Family
  /** Instants; the holding is valid from the first until before the second. Null: no end is set. */
  from: Date
  until: Date | null
  /**
   * Verbs granted by the roles of the position, already narrowed for delegates: `sign` for every
   * record, `sign licencia` for those of one procedure.
   */
  verbs: ReadonlySet<string>
  /** Offices whose records are seen: the own one, and those below it where a role says so. */
  offices: readonly OfficeId[]
}

export type Actor =
  /** At the console of the machine. */
  | { kind: 'operator'; name?: string }
  /** Anyone. */
  | { kind: 'visitor' }
  /** Signed in. Staff act through a holding; without one they have only what every resident has. */
  | {
      kind: 'person'
      person: PersonId
      session: SessionId
      holding: Holding | null
      /** The parties this person is, or validly represents now. */
      parties: readonly PartyId[]
      /** Parties the person represents in one procedure only. */
      mandates?: readonly { party: PartyId; procedure: string }[]
      /** When the person last proved to be there with a second factor or passkey; null never. */
      provenAt: Date | null
    }
  /** A program with a token, or a job of our own; `scopes` narrow the verbs of its holding. */
  | {
      kind: 'system'
      token: TokenId | null
      holding: Holding
      scopes: ReadonlySet<string>
    }

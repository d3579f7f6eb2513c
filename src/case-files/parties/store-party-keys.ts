// Reads and writes the keys by which parties beside the filer reach a case, and where their documents lie.
import { sql } from 'kysely'
import type { Db } from '../catalogue/store-procedures.ts'

export async function insertPartyKey(
  db: Db,
  made: {
    caseId: string
    seq: number
    party: string
    keyHash: Uint8Array
    letterId: string | null
  },
): Promise<void> {
  const { caseId, seq, party, keyHash, letterId } = made
  await sql`INSERT INTO case_files.party_key (case_id, event_seq, party, key_hash, letter_id)
    VALUES (${caseId}::uuid, ${seq}, ${party}, ${Buffer.from(keyHash)},
      ${letterId}::uuid)`.execute(db)
}

/** The party with this key; null for another key, and for one that a later key replaced. */
export async function partyOfKey(
  db: Db,
  { id, keyHash }: { id: string; keyHash: Uint8Array },
): Promise<string | null> {
  const { rows } = await sql<{ party: string }>`SELECT k.party FROM case_files.party_key k
    WHERE k.case_id = ${id}::uuid AND k.key_hash = ${Buffer.from(keyHash)}
      AND NOT EXISTS (SELECT FROM case_files.party_key later WHERE later.case_id = k.case_id
        AND later.party = k.party AND later.event_seq > k.event_seq)`.execute(db)
  return rows[0]?.party ?? null
}

/** Id of the case with this number that the key of a party opens. */
export async function caseOfPartyKey(
  db: Db,
  { year, number, keyHash }: { year: number; number: number; keyHash: Uint8Array },
): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`SELECT c.id FROM case_files.party_key k
    JOIN case_files.case_file c ON c.id = k.case_id
    WHERE k.key_hash = ${Buffer.from(keyHash)} AND c.year = ${year}
      AND c.number = ${number}`.execute(db)
  return rows[0]?.id ?? null
}

/** Where each document that citizens brought lies, and the event it came with. */
export async function broughtDocuments(
  db: Db,
  caseId: string,
): Promise<{ position: number; seq: number }[]> {
  const { rows } = await sql<{ position: number; seq: number }>`
    SELECT position, event_seq AS seq FROM case_files.document
    WHERE case_id = ${caseId}::uuid AND origin = 'filer' ORDER BY position`.execute(db)
  return rows
}

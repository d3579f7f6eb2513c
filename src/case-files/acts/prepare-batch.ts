// Makes each document of a batch ready for the signer's key: its bytes, the room for the signature, what is to be signed.
import {
  SignatureError,
  type SignatureTicket,
  prepareSignature,
  readCertificates,
} from '@rimaq/signatures'
import { permitNow } from '#people'
import type { ContentHash } from '#platform'
import { CaseFilesError } from '../errors.ts'
import { shownNumber } from '../filing/filing-parts.ts'
import { hashOfKey } from '../filing/filing-key.ts'
import { readCases } from '../filing/store-filings.ts'
import { actDocument } from './act-document.ts'
import { titles } from './act.ts'
import type { ActParts } from './act-parts.ts'
import { faultOf } from './faults.ts'
import { fields, mustBeInTime, mustBelongTo } from './judge-signature.ts'
import { signerActor } from './signer-actor.ts'
import { type Act, readAct, readText } from './store-acts.ts'
import { type Signatory, namesOfOffices, signatoryOf } from './store-posts.ts'
import {
  type Batch,
  type Item,
  batchByCode,
  itemsOf,
  markPrepared,
  markRefused,
  readItem,
} from './store-signing.ts'
import { once } from './stored-bytes.ts'

export interface SignerKey {
  /** DER; the signer's own first. */
  certificates: readonly Uint8Array[]
  algorithm: NonNullable<SignatureTicket['algorithm']>
}

export interface Prepared extends Item {
  /** DER of the signed attributes, which the key signs; null where nothing is to be signed any more. */
  toSign: Uint8Array | null
}

/**
 * The batch a code opens, while its time lasts. Wrong, used up and none are the same.
 * @throws CaseFilesError batch-gone
 */
export async function mustBatch(parts: ActParts, code: string): Promise<Batch> {
  const batch = await batchByCode(parts.database.kysely, hashOfKey(code))
  if (batch === null || batch.until <= parts.clock.now()) throw new CaseFilesError('batch-gone')
  return batch
}

/**
 * Prepares what is not signed yet. Asked again it prepares anew: what was signed for an earlier
 * preparation then counts no more, and what was handed in stays.
 * @throws CaseFilesError batch-gone, certificate-of-another, certificate-names-nobody, certificate-expired,
 * certificate-not-yet;
 * SignatureError malformed-certificate
 */
export async function prepareBatch(
  parts: ActParts,
  { code, key }: { code: string; key: SignerKey },
): Promise<Prepared[]> {
  const batch = await mustBatch(parts, code)
  const signatory = await mustSignatory(parts, batch)
  const [own] = key.certificates
  const [certificate] = own === undefined ? [] : readCertificates(own)
  if (certificate === undefined) throw new SignatureError('malformed-certificate', { why: 'none' })
  mustBelongTo(certificate, signatory, parts.policy)
  mustBeInTime(certificate, parts.clock.now())
  const prepared: Prepared[] = []
  for (const item of await itemsOf(parts.database.kysely, batch.id)) {
    prepared.push(await prepareOne(parts, { batch, item, signatory, key }))
  }
  return prepared
}

/** @throws CaseFilesError batch-gone where the holding has ended */
export async function mustSignatory(parts: ActParts, batch: Batch): Promise<Signatory> {
  const { database, clock } = parts
  const found = await signatoryOf(database.kysely, batch.holding, clock.now())
  if (found === null) throw new CaseFilesError('batch-gone')
  return found
}

interface Given {
  batch: Batch
  item: Item
  signatory: Signatory
  key: SignerKey
}

async function prepareOne(parts: ActParts, given: Given): Promise<Prepared> {
  const { item, key } = given
  const { clock, database, city } = parts
  const none = async (): Promise<Prepared> => ({ ...(await again(parts, item)), toSign: null })
  if (item.state === 'signed' || item.state === 'received') return none()
  try {
    const { act, base, hash, time } = await documentOf(parts, given)
    const { signedAttributes, ticket } = prepareSignature(base, {
      ...{ field: fields.signer, time, location: city, ...key },
      ...{ name: given.signatory.names, reason: reasonOf(act) },
      appearance: { language: 'es', timeZone: 'America/Lima' },
    })
    await markPrepared(database.kysely, item, { base: hash, ticket }, clock.now())
    return { ...(await again(parts, item)), toSign: signedAttributes }
  } catch (error) {
    const why = faultOf(error)
    if (why === null) throw error
    await markRefused(database.kysely, item, why, clock.now())
    return none()
  }
}

async function again({ database }: ActParts, { batch, act }: Item): Promise<Item> {
  const found = await readItem(database.kysely, { batch, act })
  if (found === null) throw new CaseFilesError('batch-gone')
  return found
}

/** Why somebody signs, as the signature says it. */
export function reasonOf({ kind }: Pick<Act, 'kind'>): string {
  return `Firma de ${titles[kind].toLowerCase()}`
}

/**
 * The document of an act as its signer is to have it, in the file store under its hash.
 * @throws CaseFilesError act-not-now, text-moved; PeopleError not-permitted
 */
export async function documentOf(
  parts: ActParts,
  { batch, item, signatory }: Omit<Given, 'key'>,
): Promise<{ act: Act; base: Uint8Array; hash: ContentHash; time: Date }> {
  const { database, clock, files, city, url } = parts
  const now = clock.now()
  // Whole seconds, as they stand in signatures.
  const time = new Date(Math.floor(now.getTime() / 1000) * 1000)
  const found = await database.transaction(async (trx) => {
    const act = await readAct(trx, item.act)
    if (act === null) throw new CaseFilesError('not-found')
    const actor = await signerActor(trx, batch, now)
    await permitNow(trx, { actor, now, find: { verb: 'sign', kind: 'case', id: act.caseId } })
    mustWait(act, item)
    const text = await readText(trx, act.id, act.textVersion)
    const [filed] = await readCases(trx, [act.caseId])
    if (text === null || filed === undefined) throw new CaseFilesError('not-found')
    return { act, text, filed, copies: await namesOfOffices(trx, act.copyOffices, now) }
  })
  const { act, text, filed, copies } = found
  const base = await actDocument(act, text.body, {
    ...{ signatory, copies, city, url, case: shownNumber(filed), made: time },
  })
  const { hash } = await files.put(once(base))
  return { act, base, hash, time }
}

/** @throws CaseFilesError act-not-now, text-moved */
export function mustWait(act: Act, item: Pick<Item, 'textVersion'>): void {
  if (act.state !== 'to-sign') throw new CaseFilesError('act-not-now', { state: act.state })
  if (act.textVersion !== item.textVersion) {
    throw new CaseFilesError('text-moved', { version: act.textVersion, names: act.drafterName })
  }
}

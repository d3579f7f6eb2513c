// The door of Peru's signing component: its three addresses over our batches. It is not connected to the service.
import { randomBytes } from 'node:crypto'
import { type FirmaPeru, type OrderStore, firmaPeru, withTail } from '@rimaq/signatures'
import { CaseFilesError } from '../errors.ts'
import { titles } from './act.ts'
import type { ActParts } from './act-parts.ts'
import { faultOf } from './faults.ts'
import { finishAct } from './finish-act.ts'
import { receiveSigned } from './hand-in.ts'
import { documentOf, mustSignatory, reasonOf } from './prepare-batch.ts'
import { findOrder, insertOrder, putBackOrder, takeOrder } from './store-orders.ts'
import {
  type Batch,
  batchById,
  itemsOf,
  markPrepared,
  markRefused,
  readItem,
} from './store-signing.ts'
import { bytesOf } from './stored-bytes.ts'

export interface FirmaPeruDoor {
  /** Puts up each document of a batch; answers what starts the component, by act. */
  start(batch: Batch): Promise<Map<string, string>>
  handlers: Pick<FirmaPeru, 'arguments' | 'download' | 'upload'>
}

/**
 * `url` is the public address under which the handlers lie; `token` gives that of the service, which
 * the component hands on. Tickets are made with a secret of this process: after a restart a batch is
 * chosen again, and what was signed before is kept.
 */
export function firmaPeruDoor(
  parts: ActParts,
  { url, token }: { url: string; token: () => Promise<string> },
): FirmaPeruDoor {
  const secret = randomBytes(32)
  const component = (orders: OrderStore): FirmaPeru =>
    firmaPeru({
      ...{ url, orders, secret, now: () => parts.clock.now(), serviceToken: token },
      receive: ({ order, tail }) =>
        receive(parts, { order: order.id, signed: withTail(order.document, { tail }) }),
    })
  return {
    handlers: component(ordersOf(parts, null)),
    start: (batch) =>
      startAll(parts, batch, (act) => component(ordersOf(parts, { batch: batch.id, act }))),
  }
}

async function receive(
  parts: ActParts,
  { order, signed }: { order: string; signed: Uint8Array },
): Promise<void> {
  const { kysely } = parts.database
  const found = await findOrder(kysely, order, true)
  const batch = found === null ? null : await batchById(kysely, found.batch)
  const item = found === null ? null : await readItem(kysely, found)
  if (found === null || batch === null || item === null) throw new CaseFilesError('batch-gone')
  try {
    const base = await bytesOf(parts, found.base)
    await receiveSigned(parts, { batch, item, base, signed })
  } catch (error) {
    const why = faultOf(error)
    if (why === null) throw error
    // The component knows nothing of our reasons; the page of the batch tells them.
    await markRefused(kysely, item, why, parts.clock.now())
    return
  }
  await finishAct(parts, { batch: batch.id, act: item.act })
}

async function startAll(
  parts: ActParts,
  batch: Batch,
  component: (act: string) => FirmaPeru,
): Promise<Map<string, string>> {
  const { database, clock } = parts
  const signatory = await mustSignatory(parts, batch)
  const starts = new Map<string, string>()
  for (const item of await itemsOf(database.kysely, batch.id)) {
    if (item.state === 'signed' || item.state === 'received') continue
    try {
      const { act, base, hash } = await documentOf(parts, { batch, item, signatory })
      await markPrepared(database.kysely, item, { base: hash, ticket: null }, clock.now())
      const wishes = {
        reason: reasonOf(act),
        role: signatory.position,
        certificates: `.*${signatory.documentNumber}.*`,
      }
      const name = `${titles[act.kind]} ${item.place}.pdf`
      const order = { document: base, name, wishes, until: batch.until }
      starts.set(item.act, await component(item.act).start(order))
    } catch (error) {
      const why = faultOf(error)
      if (why === null) throw error
      await markRefused(database.kysely, item, why, clock.now())
    }
  }
  return starts
}

/** Orders lie in the database; `key` is the document that the next one is for. */
function ordersOf(parts: ActParts, key: { batch: string; act: string } | null): OrderStore {
  const { kysely } = parts.database
  return {
    async add({ id, name, wishes, until }) {
      if (key === null) await putBackOrder(kysely, id)
      else await insertOrder(kysely, { id, name, wishes, until, ...key })
    },
    async find(id) {
      const found = await findOrder(kysely, id)
      if (found === null) return null
      const { name, wishes, until } = found
      return { id, name, wishes, until, document: await bytesOf(parts, found.base) }
    },
    take: (id) => takeOrder(kysely, id, parts.clock.now()),
  }
}

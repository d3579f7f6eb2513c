// What waits to be signed by Peru's component, and the tickets with which it may be fetched and handed in.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/** What the signature shall look like; names and meanings of the component's own arguments. */
export interface StampWishes {
  reason?: string
  role?: string
  contact?: string
  /** Where the visible signature goes, in points from the lower left corner; invisible without. */
  place?: { page: number; x: number; y: number; style?: 0 | 1 | 2 | 3 | 4 }
  /** Address of an image for the visible signature. */
  image?: string
  /** A regular expression that the names of certificates must match; by default all do. */
  certificates?: string
  /** Makes it the certification of the document. */
  certify?: boolean
  /** By default B: the component then needs no timestamp server of its own; we augment on receipt. */
  level?: 'B' | 'T' | 'LTA'
}

export interface SigningOrder {
  /** 128 random bits, in hexadecimal. */
  id: string
  /** The document as it is sent out. */
  document: Uint8Array
  /** Name for the person who signs. */
  name: string
  wishes: StampWishes
  until: Date
}

/** Where orders wait; a server with several processes keeps them in its database. */
export interface OrderStore {
  add(order: SigningOrder): Promise<void>
  find(id: string): Promise<SigningOrder | null>
  /** True for the one caller that took it away; so no order is handed in twice. */
  take(id: string): Promise<boolean>
}

/** Orders in memory, for one process; those that ran out go when others come. */
export function createOrderStore(now: () => Date): OrderStore {
  const orders = new Map<string, SigningOrder>()
  return {
    add(order) {
      for (const [id, { until }] of orders) if (until < now()) orders.delete(id)
      orders.set(order.id, order)
      return Promise.resolve()
    },
    find: (id) => Promise.resolve(orders.get(id) ?? null),
    take: (id) => Promise.resolve(orders.delete(id)),
  }
}

export function newOrderId(): string {
  return randomBytes(16).toString('hex')
}

export type Purpose = 'arguments' | 'download' | 'upload'

/** A ticket serves one purpose of one order: who may read a document may not hand one in. */
export function ticketFor(secret: Uint8Array, purpose: Purpose, id: string): string {
  return `${id}.${macOf(secret, purpose, id)}`
}

/** The order a ticket is for, or null. */
export function readTicket(secret: Uint8Array, purpose: Purpose, ticket: string): string | null {
  const [, id = '', mac = ''] = /^([0-9a-f]{32})\.([\w-]{43})$/.exec(ticket) ?? []
  const right = Buffer.from(macOf(secret, purpose, id))
  const given = Buffer.from(mac)
  return right.length === given.length && timingSafeEqual(right, given) ? id : null
}

function macOf(secret: Uint8Array, purpose: Purpose, id: string): string {
  return createHmac('sha256', secret).update(`firma-peru:${purpose}:${id}`).digest('base64url')
}

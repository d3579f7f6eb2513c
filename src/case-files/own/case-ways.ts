// The two ways to an own case: by the key in the address, or by the account of who asks.
import Type, { type TString } from 'typebox'
import { actorOf } from '#people'
import { Refusal, type RouteRequest } from '#platform'
import type { Access } from '../case/act-on-mine.ts'

export const uuid = Type.String({ pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' })
export const filingKey = Type.String({ pattern: '^[0-9A-Z]{16}$' })

export interface CaseWay {
  /** Of the addresses, with their parameters. */
  prefix: string
  params: Record<string, TString>
  /** @throws Refusal not-signed-in */
  access(request: RouteRequest): Access
  /** Address of the case for its reader. */
  base(request: Pick<RouteRequest, 'params'>): string
}

export const keyWay: CaseWay = {
  prefix: '/presentacion/:id/:key',
  params: { id: uuid, key: filingKey },
  access: (request) => ({
    ...{ by: 'key', id: request.params['id'] ?? '', key: request.params['key'] ?? '' },
    actor: actorOf(request),
  }),
  base: ({ params }) => `/presentacion/${params['id']}/${params['key']}`,
}

export const accountWay: CaseWay = {
  prefix: '/mis-tramites/:id',
  params: { id: uuid },
  access: (request) => ({
    ...{ by: 'account', id: request.params['id'] ?? '' },
    actor: needAccount(request),
  }),
  base: ({ params }) => `/mis-tramites/${params['id']}`,
}

/** Signed in, whatever post the session acts through. @throws Refusal not-signed-in */
export function needAccount(request: RouteRequest): ReturnType<typeof actorOf> {
  const actor = actorOf(request)
  if (actor.kind !== 'person') throw new Refusal('not-signed-in')
  return actor
}

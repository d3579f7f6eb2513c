// Addresses by which a device asks to be told of alerts, and asks to be forgotten; no account is needed.
import Type from 'typebox'
import { type Clock, type Database, Refusal, type RouteDefinition, mayReach } from '#platform'
import { cityTime } from '../city-time.ts'
import type { ReadContent } from '../content/read-content.ts'
import { dropSubscription, keepSubscription } from './store-push.ts'

export interface PushFace {
  database: Database
  clock: Clock
  content: ReadContent
  timeZone: string
  hosts: readonly string[]
}

const endpoint = Type.String({ minLength: 10, maxLength: 1000, pattern: '^https?://[^\\s]+$' })
const answer = Type.Object({ kept: Type.Boolean() })

/** Of 65 and 16 bytes, base64url without padding (RFC 8291, 3.1 and 3.2). */
const subscription = Type.Object({
  endpoint,
  p256dh: Type.String({ pattern: '^B[A-Za-z0-9_-]{86}$' }),
  auth: Type.String({ pattern: '^[A-Za-z0-9_-]{22}$' }),
  districts: Type.Array(Type.String({ pattern: '^(\\*|\\d{6})$' }), { minItems: 1, maxItems: 100 }),
})

interface Asked {
  endpoint: string
  p256dh: string
  auth: string
  districts: string[]
}

/** None where it is switched off: the addresses do not exist then. */
export function pushRoutes(face: PushFace): RouteDefinition[] {
  if (face.hosts.length === 0) return []
  const post = {
    method: 'POST',
    verb: 'subscribe',
    loads: 'nothing',
    kind: 'json',
    actor: 'none',
  } as const
  return [
    {
      ...{ ...post, url: '/vive/push' },
      summary:
        'Asks that a device is told of alerts of these districts; asked again, changes them.',
      schema: { body: subscription, response: answer },
      limits: { bodyBytes: 8192, perMinute: 20 },
      async handle({ body }) {
        const asked = body as Asked
        const { districts } = await face.content()
        const known = new Set(['*', ...districts.map(({ ubigeo }) => ubigeo)])
        const strange = asked.districts.find((each) => !known.has(each))
        // A host that is not named is never called: what it would be told is not kept either.
        if (!mayReach(face.hosts, asked.endpoint) || strange !== undefined) {
          const [name, allowed] =
            strange === undefined
              ? ['endpoint', face.hosts.join(', ')]
              : ['districts', [...known].join(', ')]
          const fault = { in: 'body', name, reason: 'not-one-of', values: { allowed } } as const
          throw new Refusal('invalid-input', { faults: [fault] })
        }
        const { date } = cityTime(face.clock.now(), face.timeZone)
        await keepSubscription(face.database, asked, date)
        return { body: { kept: true } }
      },
    },
    {
      ...{ ...post, url: '/vive/push/forget' },
      summary: 'Forgets a device, with everything that was kept of it.',
      schema: { body: Type.Object({ endpoint }), response: answer },
      limits: { bodyBytes: 8192, perMinute: 20 },
      async handle({ body }) {
        await dropSubscription(face.database, (body as { endpoint: string }).endpoint)
        return { body: { kept: false } }
      },
    },
  ]
}

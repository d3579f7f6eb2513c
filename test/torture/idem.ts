// Sends every request many times under one key, at once, with another body among them: one effect each.
import { type Kysely, sql } from 'kysely'
import { pino } from 'pino'
import { Registry } from 'prom-client'
import { Type } from 'typebox'
import { createLocale, createOnce } from '#platform'
import { createServer } from '#platform/http'
import type { RouteDefinition, Schema, Server } from '#platform'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import type { Outcome, TortureOptions } from './shared/report.ts'
import { seededRandom } from './shared/random.ts'

/** Requests under one key: nine with one body, one with another. */
const same = 9
const keysAtOnce = 8

interface Tally {
  requests: number
  keys: number
  /** Keys with another number of effects than one. */
  notOnce: number
  /** Answers under one key that differ. */
  differ: number
  /** Another body under a key that was answered as if it were the same. */
  mixed: number
  refused: number
  failed: number
}

/** Real HTTP on loopback, a real database, an effect that is a row. */
export async function idem(options: TortureOptions): Promise<Outcome[]> {
  const count = options.count ?? 10_000
  const database = await testDatabase()
  try {
    await sql`CREATE TABLE public.effect (key text NOT NULL, body text NOT NULL)`.execute(
      database.kysely,
    )
    const kept = await suffer(database, { ...options, count, once: true })
    options.report(`with the memory of keys: ${JSON.stringify(kept)}`)
    const control = await suffer(database, { ...options, count: Math.min(count, 400), once: false })
    options.report(`without it: ${JSON.stringify(control)}`)
    const wrong = kept.notOnce + kept.differ + kept.mixed + kept.failed
    return [
      {
        torture: 'idem',
        what: 'the same request ten times at once, one of them with another body',
        passed: wrong === 0 && kept.requests >= count,
        figures: figures(kept),
      },
      {
        torture: 'idem',
        what: 'negative control: the same without the memory of keys does things twice',
        passed: control.notOnce > 0,
        figures: figures(control),
      },
    ]
  } finally {
    await database.close()
  }
}

function figures({ requests, keys, notOnce, differ, mixed, refused, failed }: Tally): string {
  return `${requests} requests under ${keys} keys: ${notOnce} keys not done once, ${differ} answers that differ, ${mixed} other bodies let through, ${refused} answered 409, ${failed} failed otherwise`
}

async function suffer(
  database: TestDatabase,
  options: { count: number; seed: number; once: boolean },
): Promise<Tally> {
  const { kysely } = database
  await sql`DELETE FROM public.effect`.execute(kysely)
  const server = serverOver(database, options.once)
  const { url } = await server.listen({ port: 0 })
  const random = seededRandom(options.seed)
  const tally = { requests: 0, keys: 0, notOnce: 0, differ: 0, mixed: 0, refused: 0, failed: 0 }
  try {
    while (tally.requests < options.count) {
      const keys = Array.from({ length: keysAtOnce }, () => {
        tally.keys += 1
        return `torture-${options.once}-${String(tally.keys).padStart(12, '0')}`
      })
      const outsider = random.below(same + 1)
      await Promise.all(keys.map((key) => sufferKey(url, key, Math.floor(outsider), tally)))
    }
    tally.notOnce = await keysNotOnce(kysely, tally.keys)
    return tally
  } finally {
    await server.close()
  }
}

async function sufferKey(url: string, key: string, outsider: number, tally: Tally): Promise<void> {
  const bodies = Array.from({ length: same + 1 }, (_, at) => (at === outsider ? 'other' : 'same'))
  const send = async (body: string): Promise<{ body: string; status: number; text: string }> => {
    const answer = await fetch(`${url}/effect`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'sec-fetch-site': 'same-origin',
        'idempotency-key': key,
      },
      body: JSON.stringify({ key, body }),
    })
    return { body, status: answer.status, text: await answer.text() }
  }
  const answers = await Promise.all(bodies.map(send))
  // A client told that its request is under way comes again, and so does one whose line was cut.
  for (const body of ['same', 'other', 'same']) answers.push(await send(body))
  const done = answers.filter(({ status }) => status === 201)
  tally.requests += answers.length
  tally.refused += answers.filter(({ status }) => status === 409).length
  tally.failed += answers.filter(({ status }) => status !== 201 && status !== 409).length
  if (new Set(done.map(({ text }) => text)).size !== 1) tally.differ += 1
  if (new Set(done.map(({ body }) => body)).size !== 1) tally.mixed += 1
}

/** Counted in the table, not by who was told what. */
async function keysNotOnce(kysely: Kysely<Schema>, keys: number): Promise<number> {
  const { rows } = await sql<{ once: number }>`SELECT count(*) AS once FROM
    (SELECT key FROM public.effect GROUP BY key HAVING count(*) = 1) AS each`.execute(kysely)
  return keys - (rows[0]?.once ?? 0)
}

function serverOver(database: TestDatabase, once: boolean): Server {
  const clock = { now: () => new Date() }
  const room = { room: 'platform', folder: new URL('../../src/platform/', import.meta.url) }
  const server = createServer({
    log: pino({ level: 'silent' }),
    locale: createLocale({ rooms: [room] }),
    metrics: new Registry(),
    clock,
    ...(once ? { once: createOnce({ database, clock }) } : {}),
  })
  const route: RouteDefinition = {
    method: 'POST',
    url: '/effect',
    verb: 'create',
    loads: 'nothing',
    kind: 'json',
    summary: 'Does something that can be counted.',
    schema: {
      body: Type.Object({ key: Type.String(), body: Type.String() }),
      response: Type.Object({ at: Type.String(), body: Type.String() }),
    },
    async handle(request) {
      const { key, body } = request.body as { key: string; body: string }
      await database.transaction(async (trx) => {
        await sql`INSERT INTO public.effect (key, body) VALUES (${key}, ${body})`.execute(trx)
      })
      return { status: 201, body: { at: performance.now().toString(), body } }
    },
  }
  server.register([route])
  return server
}

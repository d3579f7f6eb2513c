// The addresses of signing: the tray, a batch, the doors of the signer's own machine and of Peru's component.
import Type from 'typebox'
import type { HttpAnswer, HttpHandler, SignatureTicket } from '@rimaq/signatures'
import { type Answer, Refusal, type RouteDefinition, type RouteRequest } from '#platform'
import { describeCaseFilesError } from '../describe-error.ts'
import { CaseFilesError } from '../errors.ts'
import { needOfficial } from '../tray/tray-pages.ts'
import { numberShown } from './act.ts'
import { officialOf } from './act-parts.ts'
import type { ActFace } from './act-pages.ts'
import type { FirmaPeruDoor } from './firma-peru-door.ts'
import { handIn } from './hand-in.ts'
import { listWaiting } from './list-waiting.ts'
import { openBatch } from './open-batch.ts'
import { mustBatch, prepareBatch } from './prepare-batch.ts'
import { batchPage, signingPage } from './signing-pages.ts'
import { type Batch, type Item, batchById, itemsOf } from './store-signing.ts'

export interface SigningFace extends ActFace {
  firmaPeru: FirmaPeruDoor
}

const uuid = Type.String({ pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' })
const base64 = (most: number) => Type.String({ pattern: '^[A-Za-z0-9+/]+={0,2}$', maxLength: most })
/** Guessing a code of eighty bits is hopeless at any pace; this keeps it from costing anything. */
const perMinute = 120

const AgentItem = Type.Object({
  act: Type.String(),
  place: Type.Integer(),
  title: Type.String(),
  kind: Type.String(),
  state: Type.String(),
  /** DER of what the key signs; absent where nothing is to be signed. */
  toSign: Type.Optional(Type.String()),
  number: Type.Optional(Type.String()),
  fault: Type.Optional(Type.String()),
  message: Type.Optional(Type.String()),
  /** An authority still has to say when it was signed. */
  pending: Type.Boolean(),
})
const AgentAnswer = Type.Object({ until: Type.String(), items: Type.Array(AgentItem) })

const Key = Type.Object({
  certificates: Type.Array(base64(40_000), { minItems: 1, maxItems: 10 }),
  algorithm: Type.Object({
    scheme: Type.Enum(['rsa', 'rsa-pss', 'ecdsa', 'ed25519', 'ml-dsa']),
    digest: Type.Union([Type.Enum(['sha256', 'sha384', 'sha512']), Type.Null()]),
    salt: Type.Optional(Type.Integer({ minimum: 0, maximum: 512 })),
    size: Type.Optional(Type.Enum([44, 65, 87])),
  }),
})
const Signatures = Type.Object({
  signatures: Type.Array(Type.Object({ act: uuid, signature: base64(20_000) }), { maxItems: 50 }),
})

export function signingRoutes(face: SigningFace): RouteDefinition[] {
  const agent = (
    step: string,
    body: NonNullable<RouteDefinition['schema']['body']>,
    work: (
      request: RouteRequest,
      code: string,
    ) => Promise<(Item & { toSign?: Uint8Array | null })[]>,
  ): RouteDefinition => ({
    ...{ method: 'POST', url: `/bandeja/firma/agente/${step}`, verb: 'sign', loads: 'nothing' },
    ...{ kind: 'json', actor: 'none', answers: 'secret' },
    limits: { perMinute, bodyBytes: 2_000_000 },
    summary: `The signer's own machine: ${step}. The code of the batch comes as a bearer token.`,
    schema: { body, response: AgentAnswer },
    handle: (request) => answerAgent(face, request, work),
  })
  const component = (
    method: 'GET' | 'POST',
    step: 'arguments' | 'download' | 'upload',
  ): RouteDefinition => ({
    ...{ method, url: `/bandeja/firma/componente/${step}`, verb: 'sign', loads: 'nothing' },
    ...{ kind: 'file', actor: 'none', ticketed: true, openQuery: true },
    ...(method === 'POST' ? { uploadBody: true } : {}),
    limits: { perMinute, bodyBytes: 60_000_000 },
    summary: `Peru's signing component: ${step}, as its published contract says.`,
    schema: {},
    handle: (request) => carry(face.firmaPeru.handlers[step], request),
  })
  return [
    {
      ...{ method: 'GET', url: '/bandeja/firma', verb: 'list', loads: 'shelf', kind: 'page' },
      openQuery: true,
      schema: {},
      handle: (request) => tray(face, request, {}),
    },
    face.prove({
      ...{
        method: 'POST',
        url: '/bandeja/firma/lotes',
        verb: 'sign',
        loads: 'shelf',
        kind: 'page',
      },
      ...{ openQuery: true, answers: 'secret' },
      schema: {
        body: Type.Object({
          way: Type.Optional(Type.Enum(['agent', 'firma-peru'])),
          chosen: Type.Optional(
            Type.Array(Type.String({ pattern: '^[0-9a-f-]{36} [1-9]\\d{0,6}$' }), {
              maxItems: 200,
            }),
          ),
        }),
      },
      handle: (request) => choose(face, request),
    }),
    {
      ...{ method: 'GET', url: '/bandeja/firma/lotes/:batch', verb: 'list', loads: 'shelf' },
      ...{ kind: 'page', openQuery: true },
      schema: { params: Type.Object({ batch: uuid }) },
      handle: (request) => shownBatch(face, request),
    },
    agent('preparar', Key, (request, code) => {
      const { certificates, algorithm } = request.body as {
        certificates: string[]
        algorithm: NonNullable<SignatureTicket['algorithm']>
      }
      const key = { certificates: certificates.map(bytes), algorithm }
      return prepareBatch(face.acts, { code, key })
    }),
    agent('entregar', Signatures, (request, code) => {
      const { signatures } = request.body as { signatures: { act: string; signature: string }[] }
      return handIn(face.acts, {
        code,
        signatures: signatures.map(({ act, signature }) => ({ act, signature: bytes(signature) })),
      })
    }),
    agent('estado', Type.Object({}), async (_request, code) =>
      itemsOf(face.acts.database.kysely, (await mustBatch(face.acts, code)).id),
    ),
    component('POST', 'arguments'),
    component('GET', 'download'),
    component('POST', 'upload'),
  ]
}

function bytes(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'base64'))
}

async function tray(
  face: SigningFace,
  request: RouteRequest,
  more: { error?: string; status?: number },
): Promise<Answer> {
  const waiting = await listWaiting(face.acts, needOfficial(request))
  return signingPage(face.context(request), waiting, more)
}

/** The review list with the code, which no cache and no repetition keeps. */
async function choose(face: SigningFace, request: RouteRequest): Promise<Answer> {
  const actor = needOfficial(request)
  const context = face.context(request)
  const { chosen = [], way = 'agent' } = request.body as { chosen?: string[]; way?: Batch['way'] }
  try {
    const opened = await openBatch(face.acts, actor, {
      way,
      chosen: chosen.map((each) => {
        const [act = '', version = ''] = each.split(' ')
        return { act, textVersion: Number(version) }
      }),
    })
    const batch = await batchById(face.acts.database.kysely, opened.id)
    if (batch === null) throw new Refusal('not-found')
    const starts = way === 'firma-peru' ? await face.firmaPeru.start(batch) : new Map()
    const items = await itemsOf(face.acts.database.kysely, batch.id)
    const { origin } = request
    return batchPage(context, { batch, items, code: opened.code, starts, origin })
  } catch (error) {
    if (!(error instanceof CaseFilesError)) throw error
    return tray(face, request, { status: 409, error: describeCaseFilesError(context.t, error) })
  }
}

/** Only by whoever chose it. */
async function shownBatch(face: SigningFace, request: RouteRequest): Promise<Answer> {
  const { person } = officialOf(needOfficial(request))
  const batch = await batchById(face.acts.database.kysely, request.params['batch'] ?? '')
  if (batch?.person !== person) throw new Refusal('not-found')
  const items = await itemsOf(face.acts.database.kysely, batch.id)
  const { origin } = request
  return batchPage(face.context(request), { batch, items, code: null, starts: new Map(), origin })
}

async function answerAgent(
  face: SigningFace,
  request: RouteRequest,
  work: (request: RouteRequest, code: string) => Promise<(Item & { toSign?: Uint8Array | null })[]>,
): Promise<Answer> {
  const code = /^Bearer +(\S{1,60})$/i.exec(String(request.headers['authorization'] ?? ''))?.[1]
  const { t } = face.context(request)
  const items = await work(request, code ?? '')
  const { until } = await mustBatch(face.acts, code ?? '')
  return {
    cache: 'no-store',
    body: {
      until: until.toISOString(),
      items: items.map(({ act, place, title, kind, state, year, number, fault, ...item }) => ({
        ...{ act, place, title, kind, state },
        ...(item.toSign ? { toSign: Buffer.from(item.toSign).toString('base64') } : {}),
        ...(year === null || number === null ? {} : { number: numberShown({ year, number }) }),
        pending: item.pending,
        ...(fault === null
          ? {}
          : { fault, message: t(`case-files.errors.${fault}`, { ...item.detail }) }),
      })),
    },
  }
}

/** The request as the handlers of the package take it, and their answer as ours. */
async function carry(handler: HttpHandler, request: RouteRequest): Promise<Answer> {
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : value,
    ]),
  )
  const pieces: Uint8Array[] = []
  if (request.method === 'POST')
    for await (const piece of request.body as AsyncIterable<Uint8Array>) pieces.push(piece)
  const body = new Uint8Array(Buffer.concat(pieces))
  return answerOf(await handler({ method: request.method, url: request.url, headers, body }))
}

function answerOf({ status, headers, body }: HttpAnswer): Answer {
  const { 'content-type': type = 'application/octet-stream', 'cache-control': _, ...rest } = headers
  return { status, type, headers: rest, cache: 'no-store', body }
}

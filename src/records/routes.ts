// The public addresses of the ledger: files for verifiers, the witness's door, receipts, two pages.
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import Type from 'typebox'
import type { PageContext } from '#pages'
import type { Clock, Database, RouteDefinition, RouteRequest } from '#platform'
import { Refusal } from '#platform'
import type { Records } from './create-records.ts'
import { type PublicFiles, publicFiles } from './ledger/head-view.ts'
import { verifierLines } from './ledger/keys.ts'
import { newestStamp } from './ledger/store-stamps.ts'
import { type WitnessDoor, witnessRoute } from './ledger/witness-door.ts'
import { receiptOf } from './receipt.ts'
import { receiptPage } from './receipt-page.ts'
import { registerPage } from './register-page.ts'

export interface RecordsFace {
  records: Records
  database: Database
  clock: Clock
  context(request: Pick<RouteRequest, 'lang' | 'url' | 'origin' | 'actor'>): PageContext
  /** Where other ledgers are cosigned; null where this instance witnesses none. */
  witness: WitnessDoor | null
}

export function recordsRoutes(face: RecordsFace): RouteDefinition[] {
  const files = publicFiles(face.records.ledger.folder)
  return [
    checkpoint(files),
    timestamp(face),
    tile(files),
    keys(face),
    verifier(),
    receiptText(face),
    receiptJson(face),
    ...(face.witness ? [witnessRoute(face.witness)] : []),
    {
      method: 'GET',
      url: '/registro',
      verb: 'read',
      loads: 'nothing',
      kind: 'page',
      openQuery: true,
      schema: {},
      handle: (request) => registerPage(face, files, request),
    },
    {
      method: 'GET',
      url: '/recibo',
      verb: 'read',
      loads: 'nothing',
      kind: 'page',
      openQuery: true,
      schema: {},
      handle: (request) => receiptPage(face, request),
    },
    {
      method: 'POST',
      url: '/recibo',
      // It judges and changes nothing.
      verb: 'read',
      loads: 'nothing',
      kind: 'page',
      textBody: true,
      limits: { bodyBytes: 262_144, perMinute: 120 },
      schema: {},
      handle: (request) => receiptPage(face, request),
    },
  ]
}

const open = {
  method: 'GET',
  verb: 'read',
  loads: 'nothing',
  kind: 'file',
  cors: true,
  schema: {},
} as const

function checkpoint(files: PublicFiles): RouteDefinition {
  return {
    ...open,
    url: '/ledger/checkpoint',
    summary: 'The signed head of the ledger (C2SP tlog-checkpoint).',
    async handle() {
      const head = await files.head()
      if (!head) throw new Refusal('not-found')
      return { body: head.note, type: 'text/plain; charset=utf-8', cache: 'no-cache' }
    },
  }
}

/** The newest timestamp with the very checkpoint it is about. */
function timestamp({ database }: RecordsFace): RouteDefinition {
  return {
    ...open,
    kind: 'json',
    url: '/ledger/timestamp',
    schema: {
      response: Type.Object({
        size: Type.Integer(),
        checkpoint: Type.String(),
        time: Type.String(),
        token: Type.String({ description: 'TimeStampToken (RFC 3161) in DER, base64.' }),
      }),
    },
    summary: 'The newest timestamp of a head: its token is about the SHA-256 of `checkpoint`.',
    async handle() {
      const stamp = await newestStamp(database.kysely)
      if (stamp === null) throw new Refusal('not-found')
      const { size, checkpoint: note, token, time } = stamp
      const body = {
        size,
        checkpoint: note,
        time: time.toISOString(),
        token: token.toString('base64'),
      }
      return { body, cache: 'no-cache' }
    },
  }
}

function tile(files: PublicFiles): RouteDefinition {
  return {
    ...open,
    url: '/ledger/tile/*',
    summary: 'Tiles of hashes and bundles of entries (C2SP tlog-tiles).',
    async handle({ params }) {
      const body = await files.tile(`tile/${params['*'] ?? ''}`)
      if (!body) throw new Refusal('not-found')
      const cache = 'public, max-age=31536000, immutable'
      return { body, type: 'application/octet-stream', cache }
    },
  }
}

function keys({ records }: RecordsFace): RouteDefinition {
  return {
    ...open,
    url: '/ledger/key',
    summary: 'Verifier keys of the ledger, a line each (C2SP signed-note).',
    handle: () => ({
      body: `${verifierLines(records.ledger.keys).ledger.join('\n')}\n`,
      type: 'text/plain; charset=utf-8',
      cache: 'no-cache',
    }),
  }
}

/** One file without dependencies: it runs in a browser and in Node. */
function verifier(): RouteDefinition {
  const path = fileURLToPath(import.meta.resolve('@rimaq/ledger/verify'))
  return {
    ...open,
    url: '/ledger/rimaq-verify.mjs',
    summary: 'The verifier of ledgers and receipts, one file for Node and browsers.',
    handle: async () => ({
      body: await readFile(path, 'utf8'),
      type: 'text/javascript; charset=utf-8',
      cache: 'no-cache',
    }),
  }
}

const one = Type.Object({ entry: Type.String({ pattern: '^[0-9a-f-]{36}$' }) })

function receiptText({ records, database }: RecordsFace): RouteDefinition {
  return {
    ...open,
    url: '/ledger/receipt/:entry',
    schema: { params: one },
    summary: 'The receipt of an entry (C2SP tlog-proof).',
    async handle({ params }) {
      const { proof } = await receiptOf(database.kysely, records.ledger, params.entry ?? '')
      return {
        body: proof,
        type: 'text/plain; charset=utf-8',
        cache: 'no-cache',
        headers: { 'content-disposition': `attachment; filename="${params.entry}.tlog-proof"` },
      }
    },
  }
}

function receiptJson({ records, database }: RecordsFace): RouteDefinition {
  return {
    ...open,
    kind: 'json',
    url: '/api/v1/receipts/:entry',
    schema: {
      params: one,
      response: Type.Object({
        proof: Type.String(),
        origin: Type.String(),
        index: Type.Integer(),
        size: Type.Integer(),
        entry: Type.String(),
        keys: Type.Array(Type.String()),
      }),
    },
    summary: 'The receipt of an entry with what is needed to verify it.',
    handle: async ({ params }) => ({
      body: await receiptOf(database.kysely, records.ledger, params.entry ?? ''),
      cache: 'no-cache',
    }),
  }
}

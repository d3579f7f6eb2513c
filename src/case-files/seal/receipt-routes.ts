// The address of the signed receipt, for whoever has the key of the filing.
import Type from 'typebox'
import {
  type Answer,
  type FileStore,
  Refusal,
  type RouteDefinition,
  type RouteRequest,
} from '#platform'
import type { Counter } from '../filing/counter.ts'
import type { Receipts } from './receipts.ts'

export interface ReceiptFace {
  counter: Counter
  receipts: Receipts
  files: FileStore
}

const own = Type.Object({
  id: Type.String({ pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' }),
  key: Type.String({ pattern: '^[0-9A-Z]{16}$' }),
})

export function receiptRoutes(face: ReceiptFace): RouteDefinition[] {
  return [
    {
      ...{ method: 'GET', url: '/presentacion/:id/:key/cargo', verb: 'read', kind: 'file' },
      loads: 'nothing',
      openQuery: true,
      summary: 'The signed receipt of a filing, for whoever has its key.',
      schema: { params: own },
      limits: { perMinute: 120 },
      handle: (request) => receiptAnswer(face, request),
    },
  ]
}

async function receiptAnswer(face: ReceiptFace, request: RouteRequest): Promise<Answer> {
  const { id = '', key = '' } = request.params
  const filed = await face.counter.filed({ id, key })
  if (filed === null) throw new Refusal('not-found')
  const { made } = await face.receipts.state(id)
  const last = made?.versions.at(-1)
  if (last === undefined) throw new Refusal('not-found')
  return pdfAnswer(face.files, last, `cargo-${filed.year}-${filed.number}.pdf`)
}

/** As an attachment: a browser shows nothing of it in our name. */
export async function pdfAnswer(
  files: FileStore,
  { sha256, mediaType }: { sha256: string; mediaType: string },
  name: string,
): Promise<Answer> {
  return {
    type: mediaType,
    headers: {
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
      'x-content-type-options': 'nosniff',
    },
    cache: 'no-store',
    body: await files.read(sha256 as never),
  }
}

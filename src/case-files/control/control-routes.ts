// The addresses of control: the access log as a page and as a table, for auditors.
import Type from 'typebox'
import type { Calendars } from '@rimaq/workdays'
import { actorOf } from '#people'
import type { PageContext } from '#pages'
import { type Answer, Refusal, type RouteDefinition, type RouteRequest } from '#platform'
import { CaseFilesError } from '../errors.ts'
import { shownNumber } from '../filing/filing-parts.ts'
import { csvOf } from '../openness/times.ts'
import {
  type ControlParts,
  exportAccessLog,
  mostExported,
  needAuditor,
  readAccessLog,
} from './access-log.ts'
import { readWish } from './access-wish.ts'
import { controlPage } from './control-page.ts'
import type { AccessRow } from './store-control.ts'

export interface ControlFace extends ControlParts {
  calendars: Calendars
  context(request: Pick<RouteRequest, 'lang' | 'url' | 'origin' | 'actor'>): PageContext
}

const perPage = 50

const query = Type.Object({
  expediente: Type.Optional(Type.String({ maxLength: 20 })),
  persona: Type.Optional(Type.String({ maxLength: 200 })),
  oficina: Type.Optional(Type.String({ maxLength: 100 })),
  desde: Type.Optional(Type.String({ maxLength: 10 })),
  hasta: Type.Optional(Type.String({ maxLength: 10 })),
  antes: Type.Optional(Type.String({ maxLength: 40 })),
  id: Type.Optional(Type.String({ maxLength: 40 })),
})

export function controlRoutes(face: ControlFace): RouteDefinition[] {
  return [
    {
      ...{ method: 'GET', url: '/control', verb: 'list', loads: 'nothing', kind: 'page' },
      openQuery: true,
      schema: { query },
      handle: (request) => show(face, request),
    },
    {
      ...{ method: 'GET', url: '/control/accesos.csv', verb: 'export', loads: 'nothing' },
      ...{ kind: 'file', openQuery: true },
      summary: 'Who opened which case, for auditors.',
      schema: { query },
      handle: (request) => table(face, request),
    },
  ]
}

async function show(face: ControlFace, request: RouteRequest): Promise<Answer> {
  const actor = hidden(() => {
    const found = actorOf(request)
    needAuditor(found, 'list')
    return found
  })
  const { wish, faults, sent } = readWish(request.query, face.calendars.book.zone)
  const context = face.context(request)
  if (wish === null) return controlPage(context, { page: null, faults, sent })
  const page = await readAccessLog(face, actor, { wish, limit: perPage, after: placeOf(request) })
  return controlPage(context, { page, faults, sent })
}

function placeOf({ query: { antes, id } }: RouteRequest): { at: Date; id: string } | null {
  if (typeof antes !== 'string' || typeof id !== 'string') return null
  const at = new Date(antes)
  const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
  if (Number.isNaN(at.getTime()) || !uuid.test(id)) throw new Refusal('not-found')
  return { at, id }
}

async function table(face: ControlFace, request: RouteRequest): Promise<Answer> {
  const actor = hidden(() => {
    const found = actorOf(request)
    needAuditor(found, 'export')
    return found
  })
  const { wish } = readWish(request.query, face.calendars.book.zone)
  if (wish === null) throw new Refusal('not-found')
  return {
    type: 'text/csv; charset=utf-8',
    headers: {
      'content-disposition': 'attachment; filename="accesos.csv"',
      'x-rimaq-most-rows': String(mostExported),
    },
    cache: 'no-store',
    body: lines(await exportAccessLog(face, actor, wish)),
  }
}

const heads = [
  ...['cuando', 'expediente', 'documento', 'nivel', 'persona', 'puesto', 'oficina', 'actor'],
]

async function* lines(batches: AsyncIterable<AccessRow[]>): AsyncGenerator<Uint8Array> {
  yield Buffer.from(csvOf(heads, []))
  for await (const rows of batches) {
    const cells = rows.map((row) => [
      ...[row.at.toISOString(), shownNumber(row), row.document, row.level],
      ...[row.person, row.position, row.office, row.actor],
    ])
    // The heads stand already.
    yield Buffer.from(csvOf([], cells).slice(2))
  }
}

/** Who does not audit learns nothing of the page. */
function hidden<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof CaseFilesError) throw new Refusal('not-found')
    throw error
  }
}

// The addresses of acts: of a case, of one act, and of templates.
import Type from 'typebox'
import { PeopleError } from '#people'
import { type Answer, Refusal, type RouteDefinition, type RouteRequest } from '#platform'
import { describeCaseFilesError } from '../describe-error.ts'
import { CaseFilesError } from '../errors.ts'
import { shownNumber } from '../filing/filing-parts.ts'
import { needOfficial } from '../tray/tray-pages.ts'
import { numberShown, titles } from './act.ts'
import { draftDocument } from './act-document.ts'
import { actPage } from './act-page.ts'
import { type ActFace, actsPage } from './act-pages.ts'
import { approveAct, returnAct } from './approve-act.ts'
import { arrangeAct } from './arrange-act.ts'
import { readArrangement } from './arrangement-form.ts'
import { beginAct } from './begin-act.ts'
import { commentAct, dropAct } from './comment-act.ts'
import { type OpenAct, type OpenActs, openAct, openActs } from './read-act.ts'
import { saveText } from './save-text.ts'
import { newestFile } from './store-acts.ts'
import { namesOfPlace } from './store-posts.ts'
import { submitAct } from './submit-act.ts'

const uuid = Type.String({ pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' })
const ofCase = Type.Object({ id: uuid })
const ofAct = Type.Object({ id: uuid, act: uuid })
const seen = Type.Integer({ minimum: 1, maximum: 1_000_000 })
const line = (most: number) => Type.Optional(Type.String({ maxLength: most }))
const some = Type.Optional(
  Type.Union([
    Type.String({ maxLength: 60 }),
    Type.Array(Type.String({ maxLength: 60 }), { maxItems: 60 }),
  ]),
)

/** Whoever may not see a case gets the answer of an address that does not exist. */
export function actsRoutes(face: ActFace): RouteDefinition[] {
  const acts = (request: RouteRequest): Promise<OpenActs | null> =>
    openActs(face.acts, needOfficial(request), request.params['id'] ?? '')
  const act = (request: RouteRequest): Promise<OpenAct | null> => {
    const version = Number(request.query['version'] ?? '')
    return openAct(face.acts, needOfficial(request), {
      ...askedOf(request),
      version: Number.isInteger(version) && version > 0 ? version : null,
    })
  }
  const read = { method: 'GET', verb: 'read', kind: 'page', openQuery: true } as const
  const post = (
    step: string,
    verb: string,
    body: Parameters<typeof Type.Object>[0],
    work: (request: RouteRequest) => Promise<unknown>,
  ): RouteDefinition => ({
    ...{ method: 'POST', url: `/bandeja/:id/actos/:act/${step}`, verb, loads: 'shelf' },
    ...{ kind: 'page', openQuery: true, limits: { bodyBytes: 1_000_000 } },
    schema: { params: ofAct, body: Type.Object(body) },
    handle: (request) => done(face, request, work),
  })
  return [
    {
      ...{ ...read, url: '/bandeja/:id/actos', loads: acts },
      schema: { params: ofCase },
      handle(request) {
        const other = request.query['deja-sin-efecto']
        const setsAside = typeof other === 'string' ? other : null
        return actsPage(face.context(request), request.record as OpenActs, setsAside)
      },
    },
    {
      ...{ method: 'POST', url: '/bandeja/:id/actos', verb: 'draft', loads: 'shelf', kind: 'page' },
      openQuery: true,
      schema: { params: ofCase, body: Type.Object({ template: line(80), 'sets-aside': line(60) }) },
      handle: (request) => begin(face, request),
    },
    {
      ...{ ...read, url: '/bandeja/:id/actos/:act', loads: act },
      schema: { params: ofAct },
      handle: (request) => show(face, request, {}),
    },
    {
      ...{ ...read, url: '/bandeja/:id/actos/:act/documento', kind: 'file', loads: act },
      summary: 'The signed document of an act, for officials who may see its case.',
      schema: { params: ofAct },
      handle: (request) => documentAnswer(face, request),
    },
    {
      ...{ ...read, url: '/bandeja/:id/actos/:act/borrador', kind: 'file', loads: act },
      summary: 'A draft as it would be set, marked as a draft, for officials who may see its case.',
      schema: { params: ofAct },
      handle: (request) => draftAnswer(face, request),
    },
    post('texto', 'draft', { seen, body: Type.String({ maxLength: 400_000 }) }, (request) =>
      saveText(face.acts, needOfficial(request), {
        ...askedOf(request),
        ...(request.body as { seen: number; body: string }),
      }),
    ),
    {
      ...{ method: 'POST', url: '/bandeja/:id/actos/:act/guardar', verb: 'draft', loads: 'shelf' },
      ...{ kind: 'json', limits: { bodyBytes: 1_000_000 } },
      summary: 'Saves the text of a draft while it is written; answers the version that counts.',
      schema: {
        params: ofAct,
        body: Type.Object({ seen, body: Type.String({ maxLength: 400_000 }) }),
        response: Type.Object({ version: Type.Integer() }),
      },
      handle: async (request) => ({
        body: {
          version: await saveText(face.acts, needOfficial(request), {
            ...askedOf(request),
            ...(request.body as { seen: number; body: string }),
          }),
        },
      }),
    },
    post(
      'arreglo',
      'draft',
      { title: line(400), effect: line(40), signer: some, visas: some, copies: some },
      (request) =>
        arrangeAct(face.acts, needOfficial(request), {
          ...askedOf(request),
          arrangement: readArrangement(request.body as Record<string, unknown>),
        }),
    ),
    post('enviar', 'draft', { seen }, (request) =>
      submitAct(face.acts, needOfficial(request), {
        ...askedOf(request),
        ...(request.body as { seen: number }),
      }),
    ),
    post('comentario', 'comment', { comment: line(5_000) }, (request) =>
      commentAct(face.acts, needOfficial(request), {
        ...askedOf(request),
        body: String((request.body as Record<string, unknown>)['comment'] ?? ''),
      }),
    ),
    post('descartar', 'draft', {}, (request) =>
      dropAct(face.acts, needOfficial(request), askedOf(request)),
    ),
    post('devolver', 'approve', { seen, reason: line(3_000) }, (request) =>
      returnAct(face.acts, needOfficial(request), {
        ...{ reason: '', ...askedOf(request) },
        ...(request.body as { seen: number; reason?: string }),
      }),
    ),
    face.prove(
      post('visto', 'approve', { seen }, (request) =>
        approveAct(face.acts, needOfficial(request), {
          ...askedOf(request),
          ...(request.body as { seen: number }),
        }),
      ),
    ),
  ]
}

function askedOf({ params }: RouteRequest): { caseId: string; actId: string } {
  return { caseId: params['id'] ?? '', actId: params['act'] ?? '' }
}

async function begin(face: ActFace, request: RouteRequest): Promise<Answer> {
  const actor = needOfficial(request)
  const context = face.context(request)
  const { template = '', 'sets-aside': other } = request.body as Record<string, string | undefined>
  const caseId = request.params['id'] ?? ''
  const setsAside = other === undefined || other === '' ? null : other
  const made = await beginAct(face.acts, actor, { caseId, template, setsAside })
  return to(context.link(`/bandeja/${caseId}/actos/${made}`))
}

function to(location: string): Answer {
  return { status: 303, headers: { location }, body: null, cache: 'no-store' }
}

async function show(
  face: ActFace,
  request: RouteRequest,
  more: Pick<Parameters<typeof actPage>[1], 'unsaved' | 'error' | 'status'>,
): Promise<Answer> {
  const actor = needOfficial(request)
  const opened =
    (request.record as OpenAct | undefined) ?? (await openAct(face.acts, actor, askedOf(request)))
  if (opened === null) throw new Refusal('not-found')
  const position = actor.kind === 'person' ? (actor.holding?.position ?? '') : ''
  return actPage(face.context(request), { ...opened, ...more, position })
}

/** Back to the act; what a person can mend is said there, and what was typed is not lost. */
async function done(
  face: ActFace,
  request: RouteRequest,
  work: (request: RouteRequest) => Promise<unknown>,
): Promise<Answer> {
  const context = face.context(request)
  const { caseId, actId } = askedOf(request)
  try {
    await work(request)
  } catch (error) {
    if (error instanceof PeopleError || !(error instanceof CaseFilesError)) throw error
    if (error.code === 'not-found') throw new Refusal('not-found')
    const message = describeCaseFilesError(context.t, error)
    const { body } = request.body as { body?: string }
    return show(face, request, {
      status: 409,
      ...(body === undefined ? { error: message } : { unsaved: { body, message } }),
    })
  }
  return to(context.link(`/bandeja/${caseId}/actos/${actId}`))
}

/** Always a download, never shown by the browser in our name. */
async function documentAnswer(face: ActFace, request: RouteRequest): Promise<Answer> {
  const { act } = request.record as OpenAct
  const file = await newestFile(face.acts.database.kysely, act.id)
  if (file === null || act.year === null || act.number === null) throw new Refusal('not-found')
  const number = numberShown({ year: act.year, number: act.number })
  const name = encodeURIComponent(`${titles[act.kind]} ${number}.pdf`)
  return {
    type: 'application/pdf',
    headers: {
      'content-disposition': `attachment; filename*=UTF-8''${name}`,
      'x-content-type-options': 'nosniff',
    },
    cache: 'no-store',
    body: await face.acts.files.read(file.sha256 as never),
  }
}

/** What is not signed yet, as it would be set; it is kept nowhere. */
async function draftAnswer(face: ActFace, request: RouteRequest): Promise<Answer> {
  const { act, filed, text } = request.record as OpenAct
  const { city, clock, database } = face.acts
  if (act.number !== null) throw new Refusal('not-found')
  const actor = needOfficial(request)
  const office = actor.kind === 'person' ? (actor.holding?.office ?? null) : null
  const place = { institution: filed.institution, office }
  const names = await namesOfPlace(database.kysely, place, clock.now())
  const around = { ...names, city, case: shownNumber(filed), version: text.version }
  const name = encodeURIComponent(`${titles[act.kind]} (borrador).pdf`)
  return {
    type: 'application/pdf',
    headers: {
      'content-disposition': `attachment; filename*=UTF-8''${name}`,
      'x-content-type-options': 'nosniff',
    },
    cache: 'no-store',
    body: await draftDocument(act, text.body, around),
  }
}

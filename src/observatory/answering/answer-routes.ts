// The addresses on which the city answers a survey itself; for who may not write they do not exist.
import Type from 'typebox'
import { type Actor, actorOf } from '#people'
import type { PageContext } from '#pages'
import { type Answer, Refusal, type RouteDefinition, type RouteRequest } from '#platform'
import { ObservatoryError } from '../errors.ts'
import { mayWrite, personOf } from '../house/permit.ts'
import type { Holdings } from '../observatory.ts'
import type { Answering, DraftView } from './answering.ts'
import { type AnswerPageParts, editionsPage, reviewPage, sectionPage } from './answer-pages.ts'
import { type AnswerSigning, attestedDocument } from './attestation.ts'
import { attestationRoutes } from './attestation-routes.ts'
import { sectionsOf } from './draft.ts'
import { importRoutes } from './import-routes.ts'
import { answerPath } from './paths.ts'

export interface AnswerFace {
  answering: Answering
  signing: AnswerSigning
  holdings(): Promise<Holdings | null>
  context(request: RouteRequest): PageContext
}

const edition = Type.String({ pattern: '^20\\d{2}$' })
const section = Type.String({ pattern: '^[1-5]$' })
const anything = Type.Record(Type.String(), Type.Unknown())
const common = { loads: 'shelf', kind: 'page', openQuery: true } as const

export function answerRoutes(face: AnswerFace): RouteDefinition[] {
  const one = { params: Type.Object({ edition }) }
  const get = { ...common, method: 'GET', verb: 'draft' } as const
  const post = { ...common, method: 'POST', verb: 'draft' } as const
  const act = (
    name: 'submit' | 'publish' | 'return',
    work: (actor: Actor, year: number, request: RouteRequest) => Promise<void>,
  ): RouteDefinition => ({
    ...{ ...post, verb: name === 'submit' ? 'draft' : 'publish' },
    url: `${answerPath}/:edition/${name}`,
    schema: { ...one, body: anything },
    async handle(request) {
      const { actor, year } = await asked(face, request)
      await work(actor, year, request)
      return seeOther(face, request, `${answerPath}/${year}/review`)
    },
  })
  return [
    { ...get, url: answerPath, schema: {}, handle: (request) => list(face, request) },
    {
      ...{ ...get, url: `${answerPath}/:edition/review`, schema: one },
      handle: async (request) => page(await review(face, request)),
    },
    {
      ...get,
      url: `${answerPath}/:edition/:section`,
      schema: { params: Type.Object({ edition, section }) },
      async handle(request) {
        const { parts } = await asked(face, request)
        return page(sectionPage(face.context(request), parts, sectionIn(request, parts.view)))
      },
    },
    {
      ...post,
      url: `${answerPath}/:edition/:section`,
      schema: { params: Type.Object({ edition, section }), body: anything },
      async handle(request) {
        const { actor, year, parts } = await asked(face, request)
        const at = sectionIn(request, parts.view)
        const form = request.body as Record<string, unknown>
        const mark = await face.answering.as(actor).saveSection(year, at, form)
        // The page saves by itself while it is filled in, and goes on with this mark.
        if (form['autosave'] === 'yes') return { ...page(mark), type: 'text/plain; charset=utf-8' }
        const next = sectionsOf(parts.view.survey).find((each) => each > at)
        return seeOther(face, request, `${answerPath}/${year}/${next ?? 'review'}`)
      },
    },
    ...importRoutes({
      answering: face.answering,
      context: (request) => face.context(request),
      asked: (request) => asked(face, request),
    }),
    ...attestationRoutes({
      ...{ answering: face.answering, signing: face.signing, holdings: () => face.holdings() },
      context: (request) => face.context(request),
      asked: (request) => asked(face, request),
      review: (request, fault) => review(face, request, fault),
    }),
    act('submit', async (actor, year, request) => {
      if ((request.body as Record<string, unknown>)['attest'] !== 'yes') {
        throw new ObservatoryError('not-attested')
      }
      const { parts } = await asked(face, request)
      const { problems, draft, hash } = parts.view
      const context = face.context(request)
      const { now } = context
      // What cannot be handed in has no document either; the verb says why.
      const made =
        problems.length > 0 || draft.state !== 'draft'
          ? undefined
          : await face.signing.make(attestedDocument(context, { ...parts, now }), now)
      await face.answering
        .as(actor)
        .submit(year, made === undefined ? undefined : { sha256: made, hash })
    }),
    act('publish', async (actor, year, request) => {
      const { home } = face.answering
      const to = face.context(request).absolute(`/observatory/cities/${home}?edition=${year}`)
      await face.answering.as(actor).publish(year, to)
    }),
    act('return', async (actor, year, { body }) => {
      const reason = String((body as Record<string, unknown>)['reason'] ?? '')
      if (reason.trim() === '') throw new ObservatoryError('no-reason')
      await face.answering.as(actor).giveBack(year, reason)
    }),
  ]
}

async function review(
  face: AnswerFace,
  request: RouteRequest,
  fault: string | null = null,
): Promise<string> {
  const { actor, parts } = await asked(face, request)
  const context = face.context(request)
  const person = personOf(actor)
  return reviewPage(context, parts, {
    draft: mayWrite(actor, 'draft', context.now),
    publish: mayWrite(actor, 'publish', context.now),
    same: person !== null && person === parts.view.author,
    fault,
  })
}

export interface Asked {
  actor: Actor
  year: number
  parts: AnswerPageParts
}

/** @throws Refusal not-found for who may not draft, and for editions that are not there */
async function asked(face: AnswerFace, request: RouteRequest): Promise<Asked> {
  const actor = actorOf(request)
  if (!mayWrite(actor, 'draft', face.context(request).now)) throw new Refusal('not-found')
  const year = Number(request.params['edition'])
  const view = await face.answering.draft(year)
  const place = (await face.holdings())?.places.find(({ id }) => id === face.answering.home)
  if (view === null || place === undefined) throw new Refusal('not-found')
  return { actor, year, parts: { place, edition: year, view } }
}

async function list(face: AnswerFace, request: RouteRequest): Promise<Answer> {
  const context = face.context(request)
  if (!mayWrite(actorOf(request), 'draft', context.now)) throw new Refusal('not-found')
  const holdings = await face.holdings()
  const place = holdings?.places.find(({ id }) => id === face.answering.home)
  if (holdings === null || place === undefined) throw new Refusal('not-found')
  const drafts: { edition: number; view: DraftView }[] = []
  for (const { year } of holdings.survey.editions) {
    const view = await face.answering.draft(year)
    if (view !== null) drafts.push({ edition: year, view })
  }
  return page(editionsPage(context, { place, drafts }))
}

function sectionIn({ params }: RouteRequest, { survey }: DraftView): number {
  const at = Number(params['section'])
  if (!sectionsOf(survey).includes(at)) throw new Refusal('not-found')
  return at
}

function seeOther(face: AnswerFace, request: RouteRequest, path: string): Answer {
  return { status: 303, headers: { location: face.context(request).link(path) }, body: '' }
}

const page = (body: string): Answer => ({ body, cache: 'no-store' })

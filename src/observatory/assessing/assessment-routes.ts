// The addresses of self-assessments: public to read, claimed and reviewed by those who may.
import Type from 'typebox'
import { actorOf } from '#people'
import type { PageContext } from '#pages'
import { type Answer, Refusal, type RouteDefinition, type RouteRequest } from '#platform'
import { ObservatoryError } from '../errors.ts'
import { mayWrite } from '../house/permit.ts'
import type { Assessing } from './assessing.ts'
import { type AssessmentPack, type Criterion, criteriaOf } from './assessment.ts'
import {
  assessmentPage,
  assessmentsPage,
  assessmentsPath,
  criterionPage,
} from './assessment-pages.ts'

export interface AssessmentFace {
  assessing: Assessing
  context(request: RouteRequest): PageContext
}

const id = Type.String({ pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', maxLength: 60 })
const anything = Type.Record(Type.String(), Type.Unknown())
const read = {
  method: 'GET',
  verb: 'read',
  loads: 'nothing',
  kind: 'page',
  openQuery: true,
} as const
const write = { verb: 'draft', loads: 'shelf', kind: 'page', openQuery: true } as const

export function assessmentRoutes(face: AssessmentFace): RouteDefinition[] {
  const one = { params: Type.Object({ pack: id, criterion: id }) }
  const path = `${assessmentsPath}/:pack/:criterion`
  return [
    {
      ...{ ...read, url: assessmentsPath, schema: {} },
      async handle(request) {
        const { assessing } = face
        const packs = await assessing.packs()
        const all = packs.map(async (pack) => ({ pack, claims: await assessing.claims(pack.id) }))
        return page(assessmentsPage(face.context(request), await Promise.all(all)))
      },
    },
    {
      ...{
        ...read,
        url: `${assessmentsPath}/:pack`,
        schema: { params: Type.Object({ pack: id }) },
      },
      async handle(request) {
        const context = face.context(request)
        const pack = await packOf(face, request)
        const writes = mayWrite(actorOf(request), 'draft', context.now)
        return page(assessmentPage(context, pack, await face.assessing.claims(pack.id), writes))
      },
    },
    {
      ...{ ...write, method: 'GET', url: path, schema: one },
      async handle(request) {
        const { pack, criterion } = await asked(face, request)
        const context = face.context(request)
        const claims = await face.assessing.claims(pack.id)
        const reviews = mayWrite(actorOf(request), 'publish', context.now)
        const body = criterionPage(context, pack, criterion, claims[criterion.id], reviews)
        return { body, cache: 'no-store' }
      },
    },
    {
      ...{ ...write, method: 'POST', url: path, schema: { ...one, body: anything } },
      async handle(request) {
        const { pack, criterion } = await asked(face, request)
        const { checked, evidence } = request.body as Record<string, unknown>
        const list =
          checked === undefined
            ? []
            : Array.isArray(checked)
              ? checked.map(String)
              : [String(checked)]
        const said = { checked: list, evidence: String(evidence ?? '') }
        await face.assessing.as(actorOf(request)).claim(pack.id, criterion.id, said)
        return back(face, request, pack, criterion)
      },
    },
    {
      ...{ ...write, verb: 'publish', method: 'POST', url: `${path}/review` },
      schema: { ...one, body: anything },
      async handle(request) {
        const { pack, criterion } = await asked(face, request)
        const { accept, remark } = request.body as Record<string, unknown>
        const said = { accept: accept === 'yes', remark: String(remark ?? '') }
        await face.assessing.as(actorOf(request)).review(pack.id, criterion.id, said)
        return back(face, request, pack, criterion)
      },
    },
  ]
}

async function packOf(
  { assessing }: AssessmentFace,
  { params }: RouteRequest,
): Promise<AssessmentPack> {
  const found = (await assessing.packs()).find((each) => each.id === params['pack'])
  if (found === undefined) throw new ObservatoryError('not-found')
  return found
}

/** @throws Refusal not-found for who may not write */
async function asked(
  face: AssessmentFace,
  request: RouteRequest,
): Promise<{ pack: AssessmentPack; criterion: Criterion }> {
  if (!mayWrite(actorOf(request), 'draft', face.context(request).now))
    throw new Refusal('not-found')
  const pack = await packOf(face, request)
  const criterion = criteriaOf(pack).find((each) => each.id === request.params['criterion'])
  if (criterion === undefined) throw new ObservatoryError('not-found')
  return { pack, criterion }
}

function back(
  face: AssessmentFace,
  request: RouteRequest,
  pack: AssessmentPack,
  { id: at }: Criterion,
): Answer {
  const location = `${face.context(request).link(`${assessmentsPath}/${pack.id}`)}#${at}`
  return { status: 303, headers: { location }, body: '' }
}

const page = (body: string): Answer => ({ body, cache: 'no-cache' })

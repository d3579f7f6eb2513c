// The addresses on which officials register paper; the rest of the way is that of every filing.
import Type from 'typebox'
import type { Actor } from '#people'
import { type Answer, type RouteDefinition, Refusal, type RouteRequest } from '#platform'
import type { ProcedureVersion } from '../../catalogue/procedure.ts'
import { readFiler } from '../../filing/filer.ts'
import type { FilingFace } from '../../filing/filing-routes.ts'
import type { Sent } from '../../filing/filing-parts.ts'
import { closedPage, formPage } from '../../filing/form-page.ts'
import { fieldsOf, readAnswers } from '../../filing/form-answers.ts'
import { wordsOf } from '../../catalogue/procedure.ts'
import { needOfficial } from '../../tray/tray-pages.ts'
import { readPaper } from './paper.ts'
import { paperFields, paperListPage } from './paper-pages.ts'

const code = Type.String({ pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', maxLength: 80 })
const anything = Type.Record(Type.String(), Type.Unknown())

export function paperRoutes(face: FilingFace): RouteDefinition[] {
  const params = Type.Object({ code })
  return [
    {
      ...{ method: 'GET', url: '/bandeja/papel', verb: 'receive', loads: 'shelf', kind: 'page' },
      ...{ openQuery: true, schema: {} },
      handle: (request) => list(face, request),
    },
    {
      ...{ method: 'GET', url: '/bandeja/papel/:code', verb: 'receive', loads: 'shelf' },
      ...{ kind: 'page', openQuery: true, schema: { params } },
      handle: (request) => ask(face, request),
    },
    {
      ...{ method: 'POST', url: '/bandeja/papel/:code', verb: 'receive', loads: 'shelf' },
      // Where it leads to holds the key.
      ...{ kind: 'page', openQuery: true, answers: 'secret', schema: { params, body: anything } },
      handle: (request) => take(face, request),
    },
  ]
}

/** @throws Refusal not-found for whoever may not receive: the page does not exist for them */
async function needReceiver(face: FilingFace, request: RouteRequest): Promise<Actor> {
  const actor = needOfficial(request)
  if (!(await face.counter.mayReceive(actor))) throw new Refusal('not-found')
  return actor
}

async function list(face: FilingFace, request: RouteRequest): Promise<Answer> {
  await needReceiver(face, request)
  return paperListPage(face.context(request), await face.catalogue.inForce())
}

async function inForce(face: FilingFace, request: RouteRequest): Promise<ProcedureVersion> {
  const versions = await face.catalogue.versions(request.params['code'] ?? '')
  const found = versions.find(({ state }) => state === 'published')
  if (found === undefined) throw new Refusal('not-found')
  return found
}

async function ask(face: FilingFace, request: RouteRequest): Promise<Answer> {
  await needReceiver(face, request)
  return page(face, request, { version: await inForce(face, request), sent: {}, faults: [] })
}

async function take(face: FilingFace, request: RouteRequest): Promise<Answer> {
  const actor = await needReceiver(face, request)
  const context = face.context(request)
  if (!(await face.counter.isOpen())) return closedPage(context)
  const version = await inForce(face, request)
  const sent = request.body as Sent
  const { filer, faults: ofFiler } = readFiler(sent)
  // Paper is received whatever it leaves unanswered (Law 27444, art. 124.1).
  const fields = fieldsOf(version.content).map((field) => ({ ...field, required: false }))
  const { answers, faults } = readAnswers(fields, sent)
  const { paper, faults: ofPaper } = readPaper(sent, face.counter.here())
  if (filer === null || paper === null || faults.length > 0) {
    return page(face, request, { version, sent, faults: [...ofPaper, ...ofFiler, ...faults] })
  }
  const own = await face.counter.beginPaper(version.code, { filer, answers, paper }, actor)
  const location = context.link(`/presentacion/${own.id}/${own.key}`)
  return { status: 303, headers: { location }, body: null, cache: 'no-store' }
}

type Faults = Parameters<typeof formPage>[1]['faults']

function page(
  face: FilingFace,
  request: RouteRequest,
  shown: { version: ProcedureVersion; sent: Sent; faults: Faults },
): Answer {
  const context = face.context(request)
  const { version, sent, faults } = shown
  const { code: wanted, content } = version
  return formPage(context, {
    ...{ code: wanted, content, sent, faults, lenient: true, action: `/bandeja/papel/${wanted}` },
    // Whoever brings paper consents on paper to be notified by mail.
    mail: false,
    title: context.t('case-files.paper.of', { name: wordsOf(content.name, context.lang) }),
    lead: context.t('case-files.paper.form-lead'),
    before: (errorOf) => paperFields(context, { sent, errorOf }),
  })
}

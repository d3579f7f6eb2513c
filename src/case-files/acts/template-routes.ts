// The addresses of templates.
import Type from 'typebox'
import { actorOf } from '#people'
import { type Answer, Refusal, type RouteDefinition, type RouteRequest } from '#platform'
import { describeCaseFilesError } from '../describe-error.ts'
import { CaseFilesError } from '../errors.ts'
import { needOfficial } from '../tray/tray-pages.ts'
import type { ActFace } from './act-pages.ts'
import { mayWrite, saveTemplate } from './save-template.ts'
import { newestTemplates, versionsOfTemplate } from './store-templates.ts'
import { type Typed, templatePage, templatesAddress, templatesPage } from './template-pages.ts'

const text = (most: number) => Type.Optional(Type.String({ maxLength: most }))

export function templateRoutes(face: ActFace): RouteDefinition[] {
  const read = {
    method: 'GET',
    verb: 'read',
    loads: 'shelf',
    kind: 'page',
    openQuery: true,
  } as const
  return [
    {
      ...{ ...read, url: templatesAddress, schema: {} },
      async handle(request) {
        const actor = needOfficial(request)
        const templates = await newestTemplates(face.acts.database.kysely, true)
        return templatesPage(face.context(request), { templates, mayWrite: mayWrite(actor) })
      },
    },
    {
      ...{ ...read, url: `${templatesAddress}/:code` },
      schema: {
        params: Type.Object({ code: Type.String({ pattern: '^[a-z0-9-]+$', maxLength: 80 }) }),
      },
      handle: (request) => one(face, request),
    },
    {
      ...{ method: 'POST', url: templatesAddress, verb: 'publish', loads: 'shelf', kind: 'page' },
      openQuery: true,
      limits: { bodyBytes: 500_000 },
      schema: {
        body: Type.Object({
          seen: Type.Integer({ minimum: 0, maximum: 1_000_000 }),
          ...{
            code: text(80),
            name: text(200),
            kind: text(40),
            effect: text(40),
            title: text(300),
          },
          ...{ body: text(120_000), retired: text(10) },
        }),
      },
      handle: (request) => save(face, request),
    },
  ]
}

const blank: Typed = {
  ...{ code: '', name: '', kind: 'letter', effect: '', title: '', body: '', retired: false },
}

async function one(face: ActFace, request: RouteRequest): Promise<Answer> {
  const actor = needOfficial(request)
  const context = face.context(request)
  const code = request.params['code'] ?? ''
  if (code === 'nueva') {
    if (!mayWrite(actor)) throw new Refusal('not-found')
    return templatePage(context, { typed: blank, seen: 0, mayWrite: true, versions: [] })
  }
  const versions = await versionsOfTemplate(face.acts.database.kysely, code)
  const [newest] = versions
  if (newest === undefined) throw new Refusal('not-found')
  const { content } = newest
  const typed = {
    ...{ code, name: content.name, kind: content.kind, effect: content.effect ?? '' },
    ...{ title: content.title, body: content.body, retired: content.retired === true },
  }
  return templatePage(context, {
    ...{ typed, seen: newest.version, mayWrite: mayWrite(actor), versions },
  })
}

async function save(face: ActFace, request: RouteRequest): Promise<Answer> {
  const actor = needOfficial(request)
  const context = face.context(request)
  const sent = request.body as Partial<Record<string, string>> & { seen: number }
  const typed: Typed = {
    ...{ code: sent['code'] ?? '', name: sent['name'] ?? '', kind: sent['kind'] ?? '' },
    ...{ effect: sent['effect'] ?? '', title: sent['title'] ?? '', body: sent['body'] ?? '' },
    retired: sent['retired'] === 'yes',
  }
  const { code, effect, retired, ...content } = typed
  try {
    await saveTemplate(face.acts, actorOf(request), {
      ...{ code, seen: sent.seen },
      content: {
        ...content,
        body: content.body.replaceAll('\r\n', '\n'),
        ...(effect === '' ? {} : { effect }),
        ...(retired ? { retired } : {}),
      },
    })
  } catch (error) {
    if (!(error instanceof CaseFilesError) || !mayWrite(actor)) throw error
    const message = describeCaseFilesError(context.t, error)
    const versions = await versionsOfTemplate(face.acts.database.kysely, code)
    const errors = [{ field: error.code === 'bad-template' ? 'body' : null, message }]
    return templatePage(context, { typed, seen: sent.seen, mayWrite: true, versions, errors })
  }
  const location = context.link(`${templatesAddress}/${code}`)
  return { status: 303, headers: { location }, body: null, cache: 'no-store' }
}

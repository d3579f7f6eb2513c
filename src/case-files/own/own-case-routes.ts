// The addresses by which a filer corrects what was observed, and suspends, on the page of the own filing.
import Type from 'typebox'
import { actorOf } from '#people'
import {
  type Answer,
  type FileStore,
  Refusal,
  type RouteDefinition,
  type RouteRequest,
  readUploadForm,
} from '#platform'
import type { PageContext } from '#pages'
import type { CaseParts } from '../case/act-on-case.ts'
import { correctCase } from '../case/correct-case.ts'
import { suspendOwnCase } from '../case/pause-case.ts'
import { describeCaseFilesError } from '../describe-error.ts'
import { CaseFilesError } from '../errors.ts'
import { most } from '../filing/attach-file.ts'
import type { Counter, Own } from '../filing/counter.ts'
import { type Sent, textOf } from '../filing/filing-parts.ts'
import { fieldsOf, readAnswers } from '../filing/form-answers.ts'
import { attachCorrection, detachCorrection } from './attach-correction.ts'
import type { RefusedOwn } from './own-case-section.ts'
import { readOwnCase } from './read-own-case.ts'

export interface OwnCaseFace extends CaseParts {
  files: FileStore
  counter: Pick<Counter, 'intake'>
  context(request: Pick<RouteRequest, 'lang' | 'url' | 'origin' | 'actor'>): PageContext
}

/** Shows the page of the own filing again, with what was refused. */
type ShowOwn = (request: RouteRequest, refused: RefusedOwn) => Promise<Answer>

const params = Type.Object({
  id: Type.String({ pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' }),
  key: Type.String({ pattern: '^[0-9A-Z]{16}$' }),
})
const anything = Type.Record(Type.String(), Type.Unknown())
const perMinute = 120

const ownOf = ({ params: { id = '', key = '' } }: RouteRequest): Own => ({ id, key })

export function ownCaseRoutes(face: OwnCaseFace, show: ShowOwn): RouteDefinition[] {
  const post = (
    step: string,
    handle: RouteDefinition['handle'],
    more: Partial<RouteDefinition> = {},
  ): RouteDefinition => ({
    ...{ method: 'POST', url: `/presentacion/:id/:key/${step}`, verb: 'file', loads: 'nothing' },
    // Where they lead to holds the key.
    ...{ kind: 'page', openQuery: true, limits: { perMinute }, answers: 'secret', handle },
    schema: { params, body: anything },
    ...more,
  })
  const done = (request: RouteRequest, form: RefusedOwn['form'], work: () => Promise<void>) =>
    doOwn(face, request, { form, work, show })
  return [
    post('subsanar', (request) =>
      done(request, 'subsanar', async () => {
        const sent = request.body as Sent
        const { filed } = await readOwnCase(face, ownOf(request))
        // A field that was emptied is an answer taken back; what is wrong is said by its own fault.
        const fields = fieldsOf(filed.content)
        const { answers, faults } = readAnswers(fields, sent)
        const wrong = faults.find(({ fault }) => fault !== 'missing')?.field
        const title = fields.find(({ name }) => name === wrong)?.title
        if (title !== undefined) throw new CaseFilesError('bad-answer', { field: title })
        const note = textOf(sent, 'aclaracion') ?? ''
        await correctCase(face, actorOf(request), { ...ownOf(request), answers, note })
      }),
    ),
    post('subsanar/archivo', (request) => attach(face, request, show), {
      schema: { params },
      uploadBody: true,
      limits: { perMinute, bodyBytes: most.bytes },
    }),
    post('subsanar/quitar', (request) =>
      done(request, 'archivo', async () => {
        const position = Number(textOf(request.body as Sent, 'position'))
        if (!Number.isInteger(position) || position < 1 || position > 1_000_000) {
          throw new Refusal('not-found')
        }
        await detachCorrection(face, ownOf(request), position)
      }),
    ),
    post('suspender', (request) =>
      done(request, 'suspender', async () => {
        const sent = request.body as Sent
        const typed = (textOf(sent, 'dias') ?? '').trim()
        const days = /^\d{1,3}$/.test(typed) ? Number(typed) : Number.NaN
        const why = textOf(sent, 'por-que') ?? ''
        await suspendOwnCase(face, actorOf(request), { ...ownOf(request), days, why })
      }),
    ),
  ]
}

interface Doing {
  form: RefusedOwn['form']
  work(): Promise<void>
  show: ShowOwn
}

/** What the filer can mend is said on the page; a wrong key is a page that is not there. */
async function doOwn(
  face: OwnCaseFace,
  request: RouteRequest,
  { form, work, show }: Doing,
): Promise<Answer> {
  const { t, link } = face.context(request)
  try {
    await work()
  } catch (error) {
    if (!(error instanceof CaseFilesError)) throw error
    if (error.code === 'not-found') throw new Refusal('not-found')
    const sent = form === 'archivo' ? {} : (request.body as Sent)
    return show(request, { form, error: describeCaseFilesError(t, error), sent })
  }
  const { id, key } = ownOf(request)
  const told = form === 'archivo' ? {} : { hecho: 1 }
  const location = link(`/presentacion/${id}/${key}`, told)
  return { status: 303, headers: { location }, body: null, cache: 'no-store' }
}

async function attach(face: OwnCaseFace, request: RouteRequest, show: ShowOwn): Promise<Answer> {
  const type = request.headers['content-type']
  const upload = await readUploadForm(
    request.body as AsyncIterable<Uint8Array>,
    typeof type === 'string' ? type : '',
  )
  return doOwn(face, request, {
    form: 'archivo',
    show,
    async work() {
      try {
        await attachCorrection({ ...face, ...face.counter.intake }, ownOf(request), {
          name: upload.name,
          requirement: upload.fields['requirement'] ?? '',
          bytes: upload.file,
        })
      } catch (error) {
        upload.drop()
        throw error
      }
    },
  })
}

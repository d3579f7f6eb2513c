// The addresses by which a filer corrects what was observed, suspends, and tells of the fee, by key or by account.
import Type from 'typebox'
import {
  type Answer,
  type FileStore,
  Refusal,
  type RouteDefinition,
  type RouteRequest,
} from '#platform'
import { readUploadForm } from '#platform/http'
import type { PageContext } from '#pages'
import type { CaseParts } from '../case/act-on-case.ts'
import type { Access } from '../case/act-on-mine.ts'
import { declareFee } from '../case/pay-fee.ts'
import { correctCase } from '../case/correct-case.ts'
import { suspendOwnCase } from '../case/pause-case.ts'
import { describeCaseFilesError } from '../describe-error.ts'
import { CaseFilesError } from '../errors.ts'
import { most } from '../filing/attach-file.ts'
import type { Counter } from '../filing/counter.ts'
import { type Sent, textOf } from '../filing/filing-parts.ts'
import { fieldsOf, readAnswers } from '../filing/form-answers.ts'
import { attachCorrection, detachCorrection } from './attach-correction.ts'
import type { CaseWay } from './case-ways.ts'
import { markSecrets } from '../parties/mark-secrets.ts'
import { placesIn } from '../parties/secrets.ts'
import { paymentIn } from './fee-part.ts'
import { type RefusedOwn, noticeIn } from './own-case-section.ts'
import { readOwnCase } from './read-own-case.ts'

export interface OwnCaseFace extends CaseParts {
  files: FileStore
  counter: Pick<Counter, 'intake'>
  context(request: Pick<RouteRequest, 'lang' | 'url' | 'origin' | 'actor'>): PageContext
}

/** Shows the page of the own filing again, with what was refused. */
type ShowOwn = (request: RouteRequest, refused: RefusedOwn) => Promise<Answer>

const anything = Type.Record(Type.String(), Type.Unknown())
const perMinute = 120

/** The same addresses under each way; `show` is the page of the case there. */
export function ownCaseRoutes(
  face: OwnCaseFace,
  { way, show }: { way: CaseWay; show: ShowOwn },
): RouteDefinition[] {
  const params = Type.Object(way.params)
  const post = (
    step: string,
    handle: RouteDefinition['handle'],
    more: Partial<RouteDefinition> = {},
  ): RouteDefinition => ({
    ...{ method: 'POST', url: `${way.prefix}/${step}`, verb: 'file', loads: 'nothing' },
    // Where they lead to holds the key.
    ...{ kind: 'page', openQuery: true, limits: { perMinute }, answers: 'secret', handle },
    schema: { params, body: anything },
    ...more,
  })
  const done = (request: RouteRequest, form: RefusedOwn['form'], work: () => Promise<void>) =>
    doOwn(face, request, { form, work, show, way })
  return [
    {
      ...{ method: 'GET', url: `${way.prefix}/observacion`, verb: 'read', loads: 'nothing' },
      ...{ kind: 'file', openQuery: true, limits: { perMinute } },
      summary: 'The notice that observed a filing, for its filer.',
      schema: { params },
      handle: (request) => observationDocument(face, way.access(request)),
    },
    post('subsanar', (request) =>
      done(request, 'subsanar', async () => {
        const sent = request.body as Sent
        const { filed } = await readOwnCase(face, way.access(request))
        // A field that was emptied is an answer taken back; what is wrong is said by its own fault.
        const fields = fieldsOf(filed.content)
        const { answers, faults } = readAnswers(fields, sent)
        const wrong = faults.find(({ fault }) => fault !== 'missing')?.field
        const title = fields.find(({ name }) => name === wrong)?.title
        if (title !== undefined) throw new CaseFilesError('bad-answer', { field: title })
        const note = textOf(sent, 'aclaracion') ?? ''
        const secrets = placesIn(sent['reservado'])
        await correctCase(face, way.access(request), { answers, note, secrets })
      }),
    ),
    post('subsanar/archivo', (request) => attach(face, request, { show, way }), {
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
        await detachCorrection(face, way.access(request), position)
      }),
    ),
    post('suspender', (request) =>
      done(request, 'suspender', async () => {
        const sent = request.body as Sent
        const typed = (textOf(sent, 'dias') ?? '').trim()
        const days = /^\d{1,3}$/.test(typed) ? Number(typed) : Number.NaN
        const why = textOf(sent, 'por-que') ?? ''
        await suspendOwnCase(face, way.access(request), { days, why })
      }),
    ),
    post('reserva', (request) =>
      done(request, 'reserva', () =>
        markSecrets(face, way.access(request), {
          places: placesIn((request.body as Sent)['reservado']),
        }),
      ),
    ),
    post('derecho', (request) =>
      done(request, 'derecho', () =>
        declareFee(face, way.access(request), paymentIn(request.body as Sent)),
      ),
    ),
  ]
}

async function observationDocument(face: OwnCaseFace, access: Access): Promise<Answer> {
  const made = noticeIn(await readOwnCase(face, access))
  if (made === null) throw new Refusal('not-found')
  const { name, sha256 } = made.file
  return {
    type: 'application/pdf',
    headers: {
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
      'x-content-type-options': 'nosniff',
    },
    cache: 'no-store',
    body: await face.files.read(sha256 as never),
  }
}

interface Doing {
  form: RefusedOwn['form']
  work(): Promise<void>
  show: ShowOwn
  way: CaseWay
}

/** What the filer can mend is said on the page; a wrong key is a page that is not there. */
async function doOwn(
  face: OwnCaseFace,
  request: RouteRequest,
  { form, work, show, way }: Doing,
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
  const told = form === 'archivo' ? {} : { hecho: 1 }
  const location = link(way.base(request), told)
  return { status: 303, headers: { location }, body: null, cache: 'no-store' }
}

async function attach(
  face: OwnCaseFace,
  request: RouteRequest,
  { show, way }: { show: ShowOwn; way: CaseWay },
): Promise<Answer> {
  const type = request.headers['content-type']
  const upload = await readUploadForm(
    request.body as AsyncIterable<Uint8Array>,
    typeof type === 'string' ? type : '',
  )
  return doOwn(face, request, {
    form: 'archivo',
    show,
    way,
    async work() {
      try {
        await attachCorrection({ ...face, ...face.counter.intake }, way.access(request), {
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

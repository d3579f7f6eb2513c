// The addresses of the digital counter: form, attachments, filing, receipt, and finding it again.
import Type from 'typebox'
import type { Html } from '@rimaq/markup'
import { actorOf } from '#people'
import type { PageContext } from '#pages'
import { type Answer, Refusal, type RouteDefinition, type RouteRequest } from '#platform'
import { readUploadForm } from '#platform/http'
import type { Catalogue } from '../catalogue/catalogue.ts'
import type { ProcedureContent } from '../catalogue/procedure.ts'
import { describeCaseFilesError } from '../describe-error.ts'
import { CaseFilesError } from '../errors.ts'
import type { Upload } from '../intake/store-uploads.ts'
import { giveUpUpload, settleUploads } from '../intake/uploads.ts'
import { most } from './attach-file.ts'
import type { Counter, Own } from './counter.ts'
import { readFiler } from './filer.ts'
import { draftPage } from './draft-page.ts'
import type { Sent } from './filing-parts.ts'
import { closedPage, formPage, sentOf } from './form-page.ts'
import type { ReceiptState, Receipts } from '../seal/receipts.ts'
import { receiptPage, trackPage } from './receipt-page.ts'
import { withConsent } from '../notify/consent-field.ts'
import { type OwnParts, ownSection } from '../notify/own-section.ts'
import type { OwnFace } from '../notify/own-routes.ts'
import { keyWay } from '../own/case-ways.ts'
import { type OwnCaseFace, ownCaseRoutes } from '../own/own-case-routes.ts'
import { placesIn } from '../parties/secrets.ts'
import { type RefusedOwn, ownCaseAlert, ownCaseSection } from '../own/own-case-section.ts'
import { readOwnCase } from '../own/read-own-case.ts'
import { readKey } from './filing-key.ts'
import { fieldsOf, readAnswers } from './form-answers.ts'

export interface FilingFace extends Pick<OwnFace, 'notify'>, OwnCaseFace {
  catalogue: Catalogue
  counter: Counter
  receipts: Receipts
  context(request: Pick<RouteRequest, 'lang' | 'url' | 'origin' | 'actor'>): PageContext
}

const code = Type.String({ pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', maxLength: 80 })
const own = Type.Object({
  id: Type.String({ pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' }),
  key: Type.String({ pattern: '^[0-9A-Z]{16}$' }),
})
const anything = Type.Record(Type.String(), Type.Unknown())
/** Guessing a key of eighty bits is hopeless at any pace; this keeps it from costing anything. */
const perMinute = 120

/** Milliseconds the answer waits for the signed receipt; where that takes longer it follows. */
const receiptTime = 1_500

export function filingRoutes(face: FilingFace): RouteDefinition[] {
  const page = (
    method: 'GET' | 'POST',
    url: string,
    handle: RouteDefinition['handle'],
    more: Partial<RouteDefinition> = {},
  ): RouteDefinition => ({
    ...{ method, url, handle, verb: method === 'GET' ? 'read' : 'file', loads: 'nothing' },
    ...{ kind: 'page', openQuery: true, schema: {}, limits: { perMinute } },
    // Where they lead to holds the key.
    ...(method === 'POST' ? { answers: 'secret' } : {}),
    ...more,
  })
  const form = { schema: { params: Type.Object({ code }) } }
  const mine = { schema: { params: own } }
  const body = { ...mine.schema, body: anything }
  return [
    ...ownCaseRoutes(face, {
      way: keyWay,
      show: (request, failed) => showOwn(face, request, null, failed),
    }),
    page('GET', '/tramites/:code/presentar', (request) => askForm(face, request), form),
    page('POST', '/tramites/:code/presentar', (request) => takeForm(face, request), {
      schema: { ...form.schema, body: anything },
    }),
    page('GET', '/presentacion/:id/:key', (request) => showOwn(face, request), mine),
    page('GET', '/presentacion/:id/:key/datos', (request) => askAgain(face, request), mine),
    page('POST', '/presentacion/:id/:key/datos', (request) => change(face, request), {
      schema: body,
    }),
    page('POST', '/presentacion/:id/:key/archivo', (request) => attach(face, request), {
      ...mine,
      uploadBody: true,
      limits: { perMinute, bodyBytes: most.bytes },
    }),
    page('POST', '/presentacion/:id/:key/quitar', (request) => detach(face, request), {
      schema: body,
    }),
    page('POST', '/presentacion/:id/:key/dejar', (request) => giveUp(face, request), {
      schema: body,
    }),
    page('POST', '/presentacion/:id/:key/presentar', (request) => file(face, request), {
      schema: body,
    }),
    page('GET', '/seguimiento', (request) =>
      trackPage(face.context(request), { request: { body: {} }, failed: false }),
    ),
    page('POST', '/seguimiento', (request) => track(face, request), {
      schema: { body: anything },
      limits: { perMinute: 30 },
    }),
  ]
}

async function inForce(face: FilingFace, wanted: string): Promise<ProcedureContent> {
  const found = (await face.catalogue.versions(wanted)).find(({ state }) => state === 'published')
  if (found === undefined) throw new CaseFilesError('not-found', { code: wanted })
  return found.content
}

async function askForm(face: FilingFace, request: RouteRequest): Promise<Answer> {
  const wanted = request.params['code'] ?? ''
  const content = await inForce(face, wanted)
  const context = face.context(request)
  if (!(await face.counter.isOpen())) return closedPage(context)
  const mail = face.notify.mail !== null
  return formPage(context, { code: wanted, content, sent: {}, faults: [], mail })
}

async function takeForm(face: FilingFace, request: RouteRequest): Promise<Answer> {
  const wanted = request.params['code'] ?? ''
  const content = await inForce(face, wanted)
  const context = face.context(request)
  if (!(await face.counter.isOpen())) return closedPage(context)
  const sent = request.body as Sent
  const { filer, faults: wrong } = withConsent(context.t, readFiler(sent), sent)
  const { answers, faults } = readAnswers(fieldsOf(content), sent)
  if (filer === null || faults.length > 0) {
    const mail = face.notify.mail !== null
    return formPage(context, { code: wanted, content, sent, faults: [...wrong, ...faults], mail })
  }
  return to(context, await face.counter.begin(wanted, { filer, answers }))
}

/** The form again with what was answered; a draft that was filed meanwhile shows its receipt. */
async function askAgain(face: FilingFace, request: RouteRequest): Promise<Answer> {
  const mine = ownOf(request)
  const draft = await face.counter.draft(mine)
  if (draft === null) return showOwn(face, request)
  const { code, content } = draft
  const action = `/presentacion/${mine.id}/${mine.key}/datos`
  return formPage(face.context(request), {
    ...{ code, content, action, sent: sentOf(draft), faults: [], lenient: draft.paper !== null },
    mail: face.notify.mail !== null,
  })
}

async function change(face: FilingFace, request: RouteRequest): Promise<Answer> {
  const mine = ownOf(request)
  const draft = await face.counter.draft(mine)
  const context = face.context(request)
  const sent = request.body as Sent
  const { filer, faults: wrong } = withConsent(context.t, readFiler(sent), sent)
  const mail = face.notify.mail !== null
  try {
    if (draft === null) throw await face.counter.gone(mine)
    const { code, content } = draft
    const lenient = draft.paper !== null
    const fields = fieldsOf(content).map((field) =>
      lenient ? { ...field, required: false } : field,
    )
    const { answers, faults } = readAnswers(fields, sent)
    if (filer === null || faults.length > 0) {
      const action = `/presentacion/${mine.id}/${mine.key}/datos`
      return formPage(context, {
        ...{ code, content, action, sent, lenient, faults: [...wrong, ...faults], mail },
      })
    }
    await face.counter.change(mine, { filer, answers })
  } catch (error) {
    return refused(face, request, error)
  }
  return to(context, mine)
}

/** 303 to the page of the draft or case. */
function to(context: PageContext, { id, key }: Own, parameters = {}): Answer {
  const location = context.link(`/presentacion/${id}/${key}`, parameters)
  return { status: 303, headers: { location }, body: null, cache: 'no-store' }
}

const ownOf = (request: RouteRequest): Own => ({
  id: request.params['id'] ?? '',
  key: request.params['key'] ?? '',
})

async function showOwn(
  face: FilingFace,
  request: RouteRequest,
  error: string | null = null,
  failed: RefusedOwn | null = null,
): Promise<Answer> {
  const mine = ownOf(request)
  const context = face.context(request)
  if ((await face.counter.draft(mine)) !== null) {
    const { uploads, refused: said } = await settled(face, mine)
    // What came whole just now is among its files.
    const draft = await face.counter.draft(mine)
    const words = said === null ? error : describeCaseFilesError(context.t, said)
    if (draft !== null) return draftPage(context, { draft, own: mine, error: words, uploads })
  }
  const filed = await face.counter.filed(mine)
  if (filed === null) throw new Refusal('not-found')
  const fresh = request.query['presentado'] === '1'
  const parts = await ownParts(face, request, failed)
  // What the entity makes is shown when it is notified.
  const shown = { ...filed, files: parts.mailbox.files }
  const answer = receiptPage(context, { filed: shown, own: mine, fresh, ...parts })
  return failed === null ? answer : { ...answer, status: 422 }
}

/** What stands on the page beside what was filed: signed receipt, where the case is, mailbox. */
async function ownParts(
  face: FilingFace,
  request: RouteRequest,
  failed: RefusedOwn | null,
): Promise<{ receipt: ReceiptState; mailbox: OwnParts; standing: Html; alert: Html | null }> {
  const own = ownOf(request)
  const shown = await readOwnCase(face, keyWay.access(request))
  const done = request.query['hecho'] === '1'
  return {
    receipt: await face.receipts.state(own.id),
    mailbox: await ownSection(face, request, own),
    standing: ownCaseSection(face.context(request), {
      ...{ shown, base: keyWay.base(request), refused: failed },
    }),
    alert: ownCaseAlert(face.context(request), { shown, done, refused: failed }),
  }
}

/** Uploads that go on, and why one that came whole was not taken. */
async function settled(
  { counter }: FilingFace,
  mine: Own,
): Promise<{ uploads: Upload[]; refused: CaseFilesError | null }> {
  try {
    return { uploads: await settleUploads(counter.intake, mine), refused: null }
  } catch (error) {
    if (!(error instanceof CaseFilesError)) throw error
    return { uploads: [], refused: error }
  }
}

async function giveUp(face: FilingFace, request: RouteRequest): Promise<Answer> {
  const mine = ownOf(request)
  const id = String((request.body as Sent)['upload'] ?? '')
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) throw new Refusal('not-found')
  try {
    await giveUpUpload(face.counter.intake, mine, id)
  } catch (error) {
    if (error instanceof CaseFilesError && error.code === 'upload-gone') {
      return to(face.context(request), mine)
    }
    return refused(face, request, error)
  }
  return to(face.context(request), mine)
}

async function attach(face: FilingFace, request: RouteRequest): Promise<Answer> {
  const mine = ownOf(request)
  const type = request.headers['content-type']
  const upload = await readUploadForm(
    request.body as AsyncIterable<Uint8Array>,
    Array.isArray(type) ? (type[0] ?? '') : (type ?? ''),
  )
  try {
    await face.counter.attach(mine, {
      name: upload.name === '' ? 'archivo' : upload.name,
      requirement: upload.fields['requirement'] ?? '',
      bytes: upload.file,
    })
  } catch (error) {
    upload.drop()
    return refused(face, request, error)
  }
  return to(face.context(request), mine)
}

async function detach(face: FilingFace, request: RouteRequest): Promise<Answer> {
  const mine = ownOf(request)
  const position = Number((request.body as Sent)['position'])
  if (!Number.isInteger(position) || position < 1 || position > 1_000_000)
    throw new Refusal('not-found')
  try {
    await face.counter.detach(mine, position)
  } catch (error) {
    return refused(face, request, error)
  }
  return to(face.context(request), mine)
}

async function file(face: FilingFace, request: RouteRequest): Promise<Answer> {
  const mine = ownOf(request)
  try {
    if ((await face.counter.draft(mine)) !== null) {
      const uploads = await settleUploads(face.counter.intake, mine)
      // Whoever files must know what is left out; the button of the page says so from now on.
      if (uploads.length > 0 && (request.body as Sent)['without'] !== '1') {
        const { t } = face.context(request)
        return showOwn(face, request, t('case-files.uploads.under-way', { count: uploads.length }))
      }
    }
    const secrets = placesIn((request.body as Sent)['reservado'])
    await face.counter.file(mine, actorOf(request), { secrets })
    await face.receipts.wait(mine.id, receiptTime)
  } catch (error) {
    return refused(face, request, error)
  }
  return to(face.context(request), mine, { presentado: 1 })
}

/** What the filer can mend is said on the page; a wrong key is a page that is not there. */
async function refused(face: FilingFace, request: RouteRequest, error: unknown): Promise<Answer> {
  if (!(error instanceof CaseFilesError)) throw error
  if (error.code === 'draft-gone') throw new Refusal('not-found')
  if (error.code === 'filed-meanwhile') return tooLate(face, request, error)
  if (error.code === 'counter-closed') return closedPage(face.context(request))
  return showOwn(face, request, describeCaseFilesError(face.context(request).t, error))
}

/** What came after the filing is not part of it: 409 with the receipt, and what to do. */
async function tooLate(
  face: FilingFace,
  request: RouteRequest,
  error: CaseFilesError,
): Promise<Answer> {
  const mine = ownOf(request)
  const context = face.context(request)
  const filed = await face.counter.filed(mine)
  if (filed === null) throw new Refusal('not-found')
  const late = describeCaseFilesError(context.t, error)
  const parts = await ownParts(face, request, null)
  return receiptPage(context, { filed, own: mine, fresh: false, late, ...parts })
}

async function track(face: FilingFace, request: RouteRequest): Promise<Answer> {
  const context = face.context(request)
  const { number, key } = request.body as Sent
  const [, year, serial] = /^\s*(\d{4})\s*-\s*(\d{1,9})\s*$/.exec(String(number ?? '')) ?? []
  const typed = readKey(String(key ?? ''))
  const wanted =
    year === undefined || serial === undefined || typed.length !== 16
      ? null
      : { year: Number(year), number: Number(serial), key: typed }
  const found = wanted === null ? null : await face.counter.find(wanted)
  if (found !== null) return to(context, found)
  const party = wanted === null ? null : await face.counter.findAsParty(wanted)
  if (party === null) return trackPage(context, { request, failed: true })
  const location = context.link(`/parte/${party.id}/${party.key}`)
  return { status: 303, headers: { location }, body: null, cache: 'no-store' }
}

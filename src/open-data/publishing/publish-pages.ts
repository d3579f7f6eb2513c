// Asks an official which dataset a file belongs to, and for the file; then takes it in.
import { html, type Html } from '@rimaq/markup'
import { readingError } from '#datasets'
import { type FormError, type PageContext, fileField, form, goTo, selectField } from '#pages'
import type { Answer, RouteRequest } from '#platform'
import { readUploadForm } from '#platform/http'
import { inWords } from '../portal/portal.ts'
import { fresh, newDatasetPart } from './new-dataset-part.ts'
import { type Publishing, patience, refuseLarge, shelfOf } from './publishing.ts'
import { hidden, needOfficial, publishingSentence, workPage } from './work-page.ts'

type Places = Awaited<ReturnType<ReturnType<typeof shelfOf>['handInPlaces']>>

/** GET `/publicar?dataset=`: the first question that has no answer yet. */
export async function publishPage(
  publishing: Publishing,
  request: RouteRequest,
  failed: { dataset: string; message: string } | null = null,
): Promise<Answer> {
  needOfficial(request)
  const context = publishing.context(request)
  const asked = failed?.dataset ?? request.query['dataset']
  if (asked === fresh) return newDatasetPart(publishing, request)
  const places = await shelfOf(publishing, request).handInPlaces()
  const chosen = places.datasets.find(({ slug }) => slug === asked)
  const missing = asked !== undefined && chosen === undefined
  const message = context.t('open-data.publish.missing.dataset')
  const shown =
    chosen === undefined
      ? whichDataset(context, places, missing ? [{ field: 'dataset', message }] : [])
      : whichFile(context, publishing, {
          chosen,
          errors: failed === null ? [] : [{ field: 'file', message: failed.message }],
        })
  const body = html`<p class="quiet">${context.t('open-data.publish.title')}</p>
    <h1>${shown.title}</h1>
    ${shown.form}`
  const status = failed === null ? {} : { status: 422 }
  return workPage(context, { title: shown.title, body }, status)
}

interface Question {
  title: string
  form: Html
}

function whichDataset(context: PageContext, { datasets }: Places, errors: FormError[]): Question {
  const { t, link, lang } = context
  const title = t('open-data.publish.ask.dataset')
  const options = [
    { value: '', label: t('open-data.publish.choose') },
    { value: fresh, label: t('open-data.publish.new') },
    ...datasets.map(({ slug, title: name, state }) => ({
      value: slug,
      label:
        state === 'draft'
          ? t('open-data.publish.draft', { title: inWords(name, lang) })
          : inWords(name, lang),
    })),
  ]
  return {
    title,
    form: form(context, {
      action: link('/publicar'),
      method: 'get',
      errors,
      body: html`${lang === 'es' ? null : hidden('lang', lang)}
      ${selectField(context, {
        name: 'dataset',
        label: title,
        hint: t('open-data.publish.ask.dataset-hint'),
        options,
        error: errors[0]?.message ?? null,
      })}`,
      submit: t('open-data.publish.continue'),
    }),
  }
}

function whichFile(
  context: PageContext,
  { uploadBytes }: Publishing,
  { chosen, errors }: { chosen: Places['datasets'][number]; errors: FormError[] },
): Question {
  const { t, link, locale, lang } = context
  return {
    title: t('open-data.publish.ask.file-of', { title: inWords(chosen.title, lang) }),
    form: form(context, {
      action: link('/publicar'),
      upload: true,
      errors,
      // Fields before the file: permission is asked before its first byte is kept.
      body: html`${hidden('dataset', chosen.slug)}
      ${fileField(context, {
        name: 'file',
        label: t('open-data.publish.ask.file'),
        hint: t('open-data.publish.ask.file-hint', { most: locale.bytes(lang, uploadBytes) }),
        error: errors[0]?.message ?? null,
      })}`,
      submit: t('open-data.publish.hand-in'),
    }),
  }
}

/** POST `/publicar`: takes the file in and leads to what was found in it. */
export async function handInPage(publishing: Publishing, request: RouteRequest): Promise<Answer> {
  needOfficial(request)
  const context = publishing.context(request)
  refuseLarge(publishing, request)
  const type = String(request.headers['content-type'] ?? '')
  const sent = await readUploadForm(request.body as AsyncIterable<Uint8Array>, type)
  const { dataset = '' } = sent.fields
  const again = (message: string): Promise<Answer> =>
    publishPage(publishing, request, { dataset, message })
  const shelf = shelfOf(publishing, request)
  try {
    await shelf.mustHandIn({ dataset, verb: 'draft' })
  } catch (error) {
    sent.drop()
    return again(publishingSentence(context, error))
  }
  if (sent.name === '') {
    sent.drop()
    return again(context.t('open-data.publish.missing.file'))
  }
  const received = await shelf.receiveFile(sent.file, publishing.uploadBytes)
  try {
    const wish = { path: received.path, name: sent.name.slice(-300), dataset }
    const { id } = await shelf.submitFile(wish, { review: false })
    const { signal } = request
    const { state, error } = await shelf.awaitReading(id, { most: patience, signal })
    // What can be said at once is said where the file was chosen.
    if (error !== null) throw readingError(error)
    return goTo(context, `/revisar/${id}`, state === 'ready' ? { done: 'read' } : {})
  } catch (error) {
    return again(publishingSentence(context, error))
  } finally {
    await received.done()
  }
}

// Asks an official which dataset a file belongs to, its title where it is new, and the file; then takes it in.
import { html, type Html } from '@rimaq/markup'
import { type FormError, type PageContext, fileField, form, selectField, textField } from '#pages'
import { type Answer, type RouteRequest, readUploadForm } from '#platform'
import { slugFrom } from '#datasets'
import { type Publishing, refuseLarge, shelfOf } from './publishing.ts'
import { goTo, hidden, needOfficial, sentenceOf, workPage } from './work-page.ts'

/** Stands for a dataset that does not exist yet. */
const fresh = '-'

interface Answers {
  dataset?: string | undefined
  title?: string | undefined
}

/** GET `/publicar?dataset=&title=`: the first question that has no answer yet. */
export async function publishPage(
  publishing: Publishing,
  request: RouteRequest,
  failed: { answers: Answers; message: string } | null = null,
): Promise<Answer> {
  needOfficial(request)
  const context = publishing.context(request)
  const answers: Answers = failed?.answers ?? request.query
  const shelf = shelfOf(publishing, request)
  const { datasets } = await shelf.datasets({ limit: 5000, offset: 0 })
  const known = datasets.map(({ slug, title }) => ({ value: slug, label: title.es }))
  const chosen = answers.dataset === fresh || known.some(({ value }) => value === answers.dataset)
  const title = answers.title?.trim() ?? ''
  const step = !chosen ? 1 : answers.dataset === fresh && title === '' ? 2 : 3
  const steps = answers.dataset === fresh ? 3 : 2
  const error = (field: string, given: unknown): FormError[] =>
    given === undefined ? [] : [{ field, message: context.t(`open-data.publish.missing.${field}`) }]
  const shown =
    step === 1
      ? whichDataset(context, known, error('dataset', answers.dataset))
      : step === 2
        ? whichTitle(context, title, error('title', answers.title))
        : whichFile(context, publishing, {
            answers: { ...answers, title },
            errors: failed === null ? [] : [{ field: 'file', message: failed.message }],
          })
  const place = { step: step === 3 ? steps : step, steps }
  const body = html`<p class="quiet">${context.t('open-data.publish.title')}</p>
    <h1>${shown.title}</h1>
    ${step === 1 ? null : html`<p class="quiet">${context.t('open-data.publish.step', place)}</p>`}
    ${shown.form}`
  return workPage(context, { title: shown.title, body }, failed === null ? {} : { status: 422 })
}

interface Question {
  title: string
  form: Html
}

function whichDataset(
  context: PageContext,
  known: { value: string; label: string }[],
  errors: FormError[],
): Question {
  const { t, link } = context
  const title = t('open-data.publish.ask.dataset')
  const options = [
    { value: '', label: t('open-data.publish.choose') },
    { value: fresh, label: t('open-data.publish.new') },
    ...known,
  ]
  return {
    title,
    form: form(context, {
      action: link('/publicar'),
      method: 'get',
      errors,
      body: html`${hidden('lang', context.lang)}
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

function whichTitle(context: PageContext, value: string, errors: FormError[]): Question {
  const { t, link } = context
  const title = t('open-data.publish.ask.title')
  return {
    title,
    form: form(context, {
      action: link('/publicar'),
      method: 'get',
      errors,
      body: html`${hidden('lang', context.lang)} ${hidden('dataset', fresh)}
      ${textField(context, {
        name: 'title',
        label: title,
        hint: t('open-data.publish.ask.title-hint'),
        maxlength: 200,
        value,
        error: errors[0]?.message ?? null,
      })}`,
      submit: t('open-data.publish.continue'),
    }),
  }
}

function whichFile(
  context: PageContext,
  { uploadBytes }: Publishing,
  { answers, errors }: { answers: Answers; errors: FormError[] },
): Question {
  const { t, link, locale, lang } = context
  const title = t('open-data.publish.ask.file')
  return {
    title,
    form: form(context, {
      action: link('/publicar'),
      upload: true,
      errors,
      // Fields before the file: permission is asked before its first byte is kept.
      body: html`${hidden('dataset', answers.dataset ?? '')} ${hidden('title', answers.title ?? '')}
      ${fileField(context, {
        name: 'file',
        label: title,
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
  const { title = '', dataset: chosen = '' } = sent.fields
  const answers = { dataset: chosen, title }
  const dataset = chosen === fresh ? slugFrom(title) : chosen
  const shelf = shelfOf(publishing, request)
  try {
    await shelf.mustHandIn({ dataset, verb: 'draft' })
  } catch (error) {
    sent.drop()
    return publishPage(publishing, request, { answers, message: sentenceOf(context, error) })
  }
  if (sent.name === '') {
    sent.drop()
    const message = context.t('open-data.publish.missing.file')
    return publishPage(publishing, request, { answers, message })
  }
  const received = await shelf.receiveFile(sent.file, publishing.uploadBytes)
  try {
    const { id } = await shelf.submitFile({
      path: received.path,
      name: sent.name.slice(-300),
      dataset,
      ...(chosen === fresh && { title: title.trim() }),
    })
    return goTo(context, `/revisar/${id}`, { done: 'handed-in' })
  } catch (error) {
    return publishPage(publishing, request, { answers, message: sentenceOf(context, error) })
  } finally {
    await received.done()
  }
}

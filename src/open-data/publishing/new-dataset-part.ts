// Asks an official what a new dataset is about, and makes it as a draft of the office.
import { html } from '@rimaq/markup'
import { DatasetsError, type Frequency, promises } from '#datasets'
import {
  type FormError,
  type PageContext,
  form,
  notice,
  selectField,
  textArea,
  textField,
  goTo,
} from '#pages'
import type { Answer, RouteRequest } from '#platform'
import { inWords } from '../portal/portal.ts'
import { type Publishing, shelfOf } from './publishing.ts'
import { hidden, needOfficial, publishingSentence, workPage } from './work-page.ts'

/** Stands for a dataset that does not exist yet. */
export const fresh = '-'

export interface NewDatasetAnswers {
  title?: string
  description?: string
  organisation?: string
  licence?: string
  frequency?: string
  theme?: string
}

/** GET `/publicar?dataset=-`, and what the form answers when something is wrong. */
export async function newDatasetPart(
  publishing: Publishing,
  request: RouteRequest,
  failed: { answers: NewDatasetAnswers; errors: FormError[] } | null = null,
): Promise<Answer> {
  const context = publishing.context(request)
  const { t, link } = context
  const { errors = [], answers = {} } = failed ?? {}
  const title = t('open-data.new.title')
  const body = html`<h1>${title}</h1>
    <p class="lead">${t('open-data.new.lead')}</p>
    ${form(context, {
      action: link('/publicar/nuevo'),
      errors,
      body: await fields(publishing, request, { answers, errors }),
      submit: t('open-data.new.create'),
    })}`
  const trail = [{ label: t('open-data.publish.title'), href: link('/publicar') }]
  return workPage(context, { title, body, trail }, failed === null ? {} : { status: 422 })
}

async function fields(
  publishing: Publishing,
  request: RouteRequest,
  { answers, errors }: { answers: NewDatasetAnswers; errors: FormError[] },
): Promise<ReturnType<typeof html>> {
  const context = publishing.context(request)
  const { t, lang } = context
  const shelf = shelfOf(publishing, request)
  const { organisations } = await shelf.handInPlaces()
  if (organisations.length === 0) {
    return html`${notice(context, { kind: 'warning', title: t('open-data.new.no-organisation') })}`
  }
  const wrong = (field: string): string | null =>
    errors.find((each) => each.field === field)?.message ?? null
  const choose = { value: '', label: t('open-data.publish.choose') }
  const licences = (await shelf.licences()).map(({ id, title }) => ({
    ...{ value: id, label: inWords(title, lang) },
  }))
  const themes = (await shelf.themes()).map(({ slug, title }) => ({
    ...{ value: slug, label: inWords(title, lang) },
  }))
  const [only] = organisations
  return html`${textField(context, {
    name: 'title',
    label: t('open-data.publish.ask.title'),
    hint: t('open-data.publish.ask.title-hint'),
    maxlength: 200,
    value: answers.title ?? '',
    error: wrong('title'),
  })}
  ${textArea(context, {
    name: 'description',
    label: t('open-data.new.description'),
    hint: t('open-data.new.description-hint'),
    rows: 4,
    maxlength: 4000,
    required: false,
    value: answers.description ?? '',
  })}
  ${
    organisations.length === 1 && only
      ? hidden('organisation', only.slug)
      : selectField(context, {
          name: 'organisation',
          label: t('open-data.new.organisation'),
          value: answers.organisation ?? '',
          options: organisations.map(({ slug, title }) => ({
            ...{ value: slug, label: inWords(title, lang) },
          })),
        })
  }
  ${selectField(context, {
    name: 'licence',
    label: t('open-data.new.licence'),
    hint: t('open-data.new.licence-hint'),
    value: answers.licence ?? '',
    options: [choose, ...licences],
    error: wrong('licence'),
  })}
  ${selectField(context, {
    name: 'frequency',
    label: t('open-data.new.frequency'),
    hint: t('open-data.new.frequency-hint'),
    value: answers.frequency ?? '',
    options: [
      choose,
      ...Object.keys(promises).map((value) => ({
        ...{ value, label: frequencyName(context, value) },
      })),
    ],
    error: wrong('frequency'),
  })}
  ${selectField(context, {
    name: 'theme',
    label: t('open-data.new.theme'),
    required: false,
    value: answers.theme ?? '',
    options: [{ value: '', label: t('open-data.new.no-theme') }, ...themes],
  })}`
}

const frequencyName = ({ t }: PageContext, value: string): string =>
  t(`open-data.frequency.${value}`)

/** POST `/publicar/nuevo`: the draft, and on to its first file. */
export async function createDatasetPage(
  publishing: Publishing,
  request: RouteRequest,
): Promise<Answer> {
  needOfficial(request)
  const context = publishing.context(request)
  const { t } = context
  const answers = request.body as NewDatasetAnswers
  const said = (name: keyof NewDatasetAnswers): string => answers[name]?.trim() ?? ''
  const errors: FormError[] = (['title', 'licence', 'frequency'] as const)
    .filter((name) => said(name) === '')
    .map((name) => ({ field: name, message: t(`open-data.publish.missing.${name}`) }))
  if (errors.length > 0) return newDatasetPart(publishing, request, { answers, errors })
  try {
    const { slug } = await shelfOf(publishing, request).createDraft({
      title: { es: said('title') },
      description: { es: said('description') },
      licence: said('licence'),
      frequency: said('frequency') as Frequency,
      ...(said('theme') === '' ? {} : { themes: [said('theme')] }),
      ...(said('organisation') === '' ? {} : { organisation: said('organisation') }),
    })
    return goTo(context, '/publicar', { dataset: slug })
  } catch (error) {
    const ofTitle =
      error instanceof DatasetsError && (error.code === 'slug-taken' || error.code === 'bad-slug')
    const message = publishingSentence(context, error)
    const failed = { answers, errors: [{ field: ofTitle ? 'title' : null, message }] }
    return newDatasetPart(publishing, request, failed)
  }
}

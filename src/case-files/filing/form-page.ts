// The first page of filing: who files, and the questions of the procedure.
import { type Html, html } from '@rimaq/markup'
import {
  type FormError,
  type PageContext,
  form,
  radios,
  selectField,
  textArea,
  textField,
} from '#pages'
import type { Answer } from '#platform'
import { type ProcedureContent, wordsOf } from '../catalogue/procedure.ts'
import { type Filer, documentTypes } from './filer.ts'
import { type Sent, filingPage, textOf } from './filing-parts.ts'
import { consentField } from '../notify/consent-field.ts'
import { type Answers, type FaultyAnswer, type FormField, fieldsOf } from './form-answers.ts'

export function closedPage(context: PageContext): Answer {
  const title = context.t('case-files.filing.closed')
  const body = html`<h1>${title}</h1>
    <p class="lead">${context.t('case-files.filing.closed-text')}</p>`
  return filingPage(context, { title, body }, { status: 503 })
}

export interface FormPage {
  code: string
  content: ProcedureContent
  sent: Sent
  faults: readonly (FaultyAnswer | { field: string; fault: FaultyAnswer['fault'] })[]
  /** Letters can be sent: one may ask to be notified electronically. */
  mail: boolean
  /** Where it is sent; default: a new draft. */
  action?: string
  /** Further questions, before the others. */
  before?: (errorOf: (field: string) => string | null) => Html
  /** Default: those of people who file themselves. */
  title?: string
  lead?: string
  /** Nothing of the form must be answered: paper is received as it is. */
  lenient?: boolean
}

/** What was answered before, as the boxes show it. */
export function sentOf({ filer, answers }: { filer: Filer; answers: Answers }): Sent {
  const { document, number, name, email, address, onBehalfOf, consent } = filer
  const text = Object.entries(answers).map(([field, value]) => [field, String(value)])
  return {
    ...Object.fromEntries(text),
    ...{ 'filer-document': document, 'filer-number': number, 'filer-name': name },
    ...{ 'filer-email': email, 'filer-address': address, 'filer-for': onBehalfOf },
    ...(consent === undefined ? {} : { 'notify-by': consent.channel }),
  }
}

/** `/tramites/{code}/presentar`, and the same for a draft that is changed. */
export function formPage(context: PageContext, shown: FormPage): Answer {
  const { t, lang, link } = context
  const { code, content, sent, faults, action = `/tramites/${code}/presentar`, before } = shown
  const name = wordsOf(content.name, lang)
  const title = shown.title ?? t('case-files.filing.title', { name })
  const fields = fieldsOf(content).map((field) =>
    shown.lenient === true ? { ...field, required: false } : field,
  )
  const titles = new Map(fields.map((field) => [field.name, field.title]))
  const errors: FormError[] = faults.map((fault) => ({
    field: fault.field,
    message: faultInWords(context, fault, titles.get(fault.field)),
  }))
  const errorOf = (field: string): string | null =>
    errors.find((each) => each.field === field)?.message ?? null
  const body = html`<h1>${title}</h1>
    <p class="lead">${shown.lead ?? t('case-files.filing.lead')}</p>
    ${form(context, {
      action: link(action),
      errors,
      submit: t('case-files.filing.next'),
      body: html`${before?.(errorOf)}
        <fieldset class="fieldset">
          <legend>${t('case-files.filing.who')}</legend>
          ${filerFields(context, sent, errorOf)} ${consentField(context, shown)}
        </fieldset>
        <fieldset class="fieldset">
          <legend>${t('case-files.filing.what')}</legend>
          ${fields.map((field) => fieldOf(context, field, { sent, error: errorOf(field.name) }))}
        </fieldset>`,
    })}`
  const trail = [{ label: name, href: link(`/tramites/${code}`) }]
  return filingPage(context, { title, body, trail }, faults.length > 0 ? { status: 422 } : {})
}

function filerFields(
  context: PageContext,
  sent: Sent,
  errorOf: (field: string) => string | null,
): Html {
  const { t } = context
  return html`${selectField(context, {
    name: 'filer-document',
    label: t('case-files.filing.document'),
    value: textOf(sent, 'filer-document') ?? 'DNI',
    error: errorOf('filer-document'),
    options: documentTypes.map((value) => ({
      value,
      label: t(`case-files.filing.document-${value}`),
    })),
  })}
  ${textField(context, {
    name: 'filer-number',
    label: t('case-files.filing.number'),
    value: textOf(sent, 'filer-number'),
    error: errorOf('filer-number'),
    width: 'medium',
    inputmode: 'text',
  })}
  ${textField(context, {
    name: 'filer-name',
    label: t('case-files.filing.name'),
    hint: t('case-files.filing.name-hint'),
    value: textOf(sent, 'filer-name'),
    error: errorOf('filer-name'),
    autocomplete: 'name',
  })}
  ${textField(context, {
    name: 'filer-email',
    type: 'email',
    label: t('case-files.filing.email'),
    hint: t('case-files.filing.email-hint'),
    value: textOf(sent, 'filer-email'),
    error: errorOf('filer-email'),
    autocomplete: 'email',
    required: false,
  })}
  ${textField(context, {
    name: 'filer-address',
    label: t('case-files.filing.address'),
    hint: t('case-files.filing.address-hint'),
    value: textOf(sent, 'filer-address'),
    autocomplete: 'street-address',
    required: false,
  })}
  ${textField(context, {
    name: 'filer-for',
    label: t('case-files.filing.for'),
    hint: t('case-files.filing.for-hint'),
    value: textOf(sent, 'filer-for'),
    required: false,
  })}`
}

export function fieldOf(
  context: PageContext,
  field: FormField,
  { sent, error }: { sent: Sent; error: string | null },
): Html {
  const { t } = context
  const { name, title: label, required } = field
  const value = textOf(sent, name)
  const common = { name, label, required, error }
  if (field.type === 'boolean') {
    return radios(context, {
      ...common,
      inline: true,
      values: value === null ? [] : [value],
      options: [
        { value: 'true', label: t('case-files.answer.yes') },
        { value: 'false', label: t('case-files.answer.no') },
      ],
    })
  }
  if (field.enum !== undefined) {
    return radios(context, {
      ...common,
      values: value === null ? [] : [value],
      options: field.enum.map((each) => ({ value: each, label: each })),
    })
  }
  if (field.type !== 'string') {
    return textField(context, { ...common, value, inputmode: 'decimal', width: 'short' })
  }
  if (field.format === 'date') {
    return textField(context, { ...common, value, type: 'date', width: 'medium' })
  }
  if ((field.maxLength ?? 0) > 500) {
    const maxlength = field.maxLength ?? 4_000
    return textArea(context, { ...common, value, rows: 8, maxlength })
  }
  return textField(context, {
    ...common,
    value,
    ...(field.maxLength === undefined ? {} : { maxlength: field.maxLength }),
  })
}

function faultInWords(
  { t }: PageContext,
  fault: { field: string; fault: FaultyAnswer['fault']; values?: Record<string, string | number> },
  title: string | undefined,
): string {
  return t(`case-files.fault.${fault.fault}`, {
    label: title ?? labelOf(t, fault.field),
    ...fault.values,
  })
}

/** Of a box that is no question of the procedure. */
function labelOf(t: PageContext['t'], field: string): string {
  return field.startsWith('paper-')
    ? t(`case-files.paper.${field.slice('paper-'.length)}`)
    : t(`case-files.filing.${field.replace('filer-', '')}`)
}

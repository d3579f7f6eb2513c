// The form of a sheet: every field of its kind, with what is wrong beside it.
import { type Html, html } from '@rimaq/markup'
import {
  type FormError,
  type PageContext,
  checkboxes,
  form,
  layout,
  selectField,
  textArea,
  textField,
} from '#pages'
import type { Survey } from '../survey.ts'
import { housePath, sheetPath } from './paths.ts'
import { choiceWords } from './house-words.ts'
import { type Field, type Kind, fieldsOf } from './kinds.ts'
import { type SheetProblem, choicesOf } from './sheet.ts'

export interface SheetFormParts {
  kind: Kind
  /** Null: a new sheet. */
  id: string | null
  /** As it was typed. */
  values: Readonly<Record<string, unknown>>
  problems: readonly SheetProblem[]
  survey: Survey | null
  /** Hidden field against doing it twice. */
  once: string
}

export function sheetFormPage(context: PageContext, parts: SheetFormParts): string {
  const { t, link, city } = context
  const { kind, id, problems, once } = parts
  const what = t(`observatory.kind.${kind}`)
  const title =
    id === null
      ? t('observatory.house.new', { what })
      : t('observatory.house.editing', { what, id })
  const errors: FormError[] = problems.map((problem) => ({
    field: problem.field,
    message: `${t(`observatory.field.${problem.field}`)}: ${problemWords(context, problem)}`,
  }))
  const body = html`<h1>${title}</h1>
    <p class="lead">${t('observatory.house.form-lead')}</p>
    ${form(context, {
      action: link(id === null ? `${housePath}/${kind}/new` : `${sheetPath(kind, id)}/edit`),
      errors,
      body: html`<input type="hidden" name="idempotency-key" value="${once}" />
        ${fieldsOf(kind).map((field) => fieldPart(context, parts, field))}
        ${
          id === null
            ? null
            : checkboxes(context, {
                name: 'withdraw',
                label: t('observatory.house.withdraw'),
                required: false,
                options: [{ value: 'yes', label: t('observatory.house.withdraw-yes') }],
                values: parts.values['withdraw'] === 'yes' ? ['yes'] : [],
              })
        }`,
      submit: t('observatory.house.save'),
    })}`
  return layout(context, {
    ...{ title, body, kind: 'work', section: 'observatory', noindex: true },
    styles: ['observatory.css'],
    breadcrumbs: [
      { label: t('observatory.house.title', { city: city.name }), href: link(housePath) },
    ],
  })
}

function fieldPart(context: PageContext, parts: SheetFormParts, field: Field): Html {
  const { t } = context
  const { values, problems, survey, kind } = parts
  const problem = problems.find((each) => each.field === field.id)
  const given = values[field.id]
  const text = typeof given === 'string' ? given : ''
  const common = {
    name: field.id,
    label: t(`observatory.field.${field.id}`),
    required: field.required === true,
    error: problem === undefined ? null : problemWords(context, problem),
    ...(field.hint ? { hint: t(`observatory.hint.${field.id}`) } : {}),
  }
  const options = choicesOf(survey, field).map((value) => ({
    value,
    label: choiceWords(context, survey, field, value),
  }))
  switch (field.type) {
    case 'choice':
      return selectField(context, {
        ...common,
        value: text,
        options: [{ value: '', label: t('observatory.house.choose') }, ...options],
      })
    case 'choices': {
      const list = Array.isArray(given) ? given.map(String) : text === '' ? [] : [text]
      return checkboxes(context, { ...common, options, values: list })
    }
    case 'text':
    case 'rows':
      return textArea(context, { ...common, value: text, rows: field.id === 'sql' ? 8 : 3 })
    case 'day':
      return textField(context, { ...common, value: text, type: 'date', width: 'short' })
    case 'number':
      return textField(context, { ...common, value: text, inputmode: 'decimal', width: 'short' })
    case 'line':
      return textField(context, {
        ...common,
        value: text,
        width: field.pattern ? 'medium' : 'full',
        // A code is the sheet's address.
        ...(field.id === 'code' && kind in { objective: 1, action: 1, activity: 1 }
          ? { maxlength: 30 }
          : {}),
      })
  }
}

/** What is wrong and what to do, naming the row. */
export function problemWords({ t }: PageContext, { code, row, found }: SheetProblem): string {
  const where = row === undefined ? '' : `${t('observatory.problem.row', { row })} `
  return `${where}${t(`observatory.problem.${code}`, { found: found ?? '' })}`
}

// The form of one row: what it is, where it is from, and what is wrong with it, in words.
import { randomUUID } from 'node:crypto'
import type { Content } from '#visit'
import {
  type FormError,
  type PageContext,
  checkboxes,
  details,
  form,
  selectField,
  textArea,
  textField,
} from '#pages'
import type { Answer } from '#platform'
import { type Html, html } from '@rimaq/markup'
import { type DeskPage, deskPage, deskPath, hidden } from './desk.ts'
import type { Problem } from './edit-row.ts'
import type { Field, Kind } from './kinds.ts'

export interface FormParts {
  kind: Kind
  content: Content
  /** Null: a new row. */
  key: string | null
  values: Readonly<Record<string, unknown>>
  /** Fingerprint of the row as it is shown. */
  seen: string
  problems: readonly Problem[]
  /** What stopped the publication, where something did. */
  stopped?: string
}

export function formPage(context: PageContext, parts: FormParts): Answer {
  const { t, link } = context
  const { kind, key, problems, seen } = parts
  const what = t(`visit-desk.one.${kind.name}`)
  const title = key === null ? t('visit-desk.add', { what }) : t('visit-desk.change', { what })
  const path = `${deskPath}/${kind.name}`
  const errors: FormError[] = [
    ...(parts.stopped === undefined ? [] : [{ field: null, message: parts.stopped }]),
    ...problems.map((problem) => ({
      field: problem.field,
      message:
        problem.field === null
          ? problemWords(context, problem)
          : `${t(`visit-desk.field.${problem.field}`)}: ${problemWords(context, problem)}`,
    })),
  ]
  const keyField = key === null ? null : hidden('clave', key)
  const body = html`<h1>${title}</h1>
    <p class="lead">${t('visit-desk.form-lead')}</p>
    ${form(context, {
      action: link(`${path}/fila`),
      errors,
      body: html`${hidden('idempotency-key', randomUUID())} ${hidden('visto', seen)} ${keyField}
      ${kind.fields.map((field) => fieldPart(context, parts, field))}`,
      submit: t('visit-desk.save'),
    })}
    ${
      key === null
        ? null
        : details({
            summary: t('visit-desk.withdraw'),
            body: html`<p>
                ${t(kind.name === 'avisos' ? 'visit-desk.withdraw-alert' : 'visit-desk.withdraw-about')}
              </p>
              ${form(context, {
                action: link(`${path}/retirar`),
                body: html`${hidden('idempotency-key', randomUUID())} ${hidden('visto', seen)}
                ${keyField}`,
                submit: t('visit-desk.withdraw-now'),
                kind: 'danger',
              })}`,
          })
    }`
  const page: DeskPage = {
    title,
    body,
    trail: [{ label: t(`visit-desk.kind.${kind.name}`), href: link(path) }],
  }
  const failed = problems.length > 0 || parts.stopped !== undefined
  return deskPage(context, page, failed ? { status: 422 } : {})
}

export function problemWords({ t }: PageContext, { code, found, fault }: Problem): string {
  if (fault !== undefined) return `${t(`visit.fault.${fault}`)} ${found ?? ''}`
  return t(`visit-desk.problem.${code}`, { found: found ?? '' })
}

function fieldPart(context: PageContext, parts: FormParts, field: Field): Html {
  const { t } = context
  const { id, type, required, options = [] } = field
  const given = parts.values[id]
  const value = Array.isArray(given) ? given.join(' ') : typeof given === 'string' ? given : ''
  const problem = parts.problems.find((each) => each.field === id)
  const common = {
    name: id,
    label: t(`visit-desk.field.${id}`),
    required: required === true,
    error: problem ? problemWords(context, problem) : null,
    ...(field.hint ? { hint: t(`visit-desk.hint.${id}`) } : {}),
    value,
  }
  const none = { value: '', label: t('visit-desk.choose') }
  const said = (each: string) => ({
    value: each,
    label: t(`visit-desk.value.${each.replace(/ /g, '-')}`),
  })
  switch (type) {
    case 'choice':
      return selectField(context, { ...common, options: [none, ...options.map(said)] })
    case 'flag':
      return selectField(context, {
        ...common,
        options: [none, ...['si', 'no', 'sin dato'].map(said)],
      })
    case 'district':
      return selectField(context, { ...common, options: [none, ...districtsOf(parts.content)] })
    case 'districts':
      return checkboxes(context, {
        ...common,
        options: districtsOf(parts.content),
        values: value.split(' '),
        inline: true,
      })
    case 'text':
      return textArea(context, { ...common, rows: 3, maxlength: 2000 })
    case 'day':
      return textField(context, { ...common, type: 'date', width: 'short' })
    case 'moment':
      return textField(context, {
        ...common,
        value: value.slice(0, 16),
        type: 'datetime-local',
        width: 'medium',
      })
    case 'number':
      return textField(context, { ...common, inputmode: 'decimal', width: 'short' })
    case 'url':
      return textField(context, { ...common, type: 'url' })
    case 'line':
      return textField(context, { ...common, maxlength: 300 })
  }
}

function districtsOf({ districts }: Content): { value: string; label: string }[] {
  return districts
    .map(({ ubigeo, name }) => ({ value: ubigeo, label: name }))
    .sort((a, b) => a.label.localeCompare(b.label, 'es'))
}

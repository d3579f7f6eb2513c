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
import { type Field, type Kind, fieldNamed } from './kinds.ts'

export interface FormParts {
  kind: Kind
  content: Content
  /** Null: a new row. */
  key: string | null
  values: Readonly<Record<string, unknown>>
  /** Fingerprint of the row as it is shown. */
  seen: string
  problems: readonly Problem[]
  /** What else is known of the row, above its form. */
  beside?: Html
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
          ? problemWords(context, kind, problem)
          : `${fieldLabel(context, kind, problem.field)}: ${problemWords(context, kind, problem)}`,
    })),
  ]
  const walk = parts.values['ruta']
  const keyField = html`${key === null ? null : hidden('clave', key)}
  ${kind.within && typeof walk === 'string' ? hidden('ruta', walk) : null}`
  const body = html`<h1>${title}</h1>
    <p class="lead">${t('visit-desk.form-lead')}</p>
    ${parts.beside ?? null}
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
    trail: trailOf(context, parts),
  }
  const failed = problems.length > 0 || parts.stopped !== undefined
  return deskPage(context, page, failed ? { status: 422 } : {})
}

/** A stop stands under its walk. */
function trailOf({ t, link }: PageContext, { kind, values }: FormParts): DeskPage['trail'] {
  if (kind.within === undefined) {
    return [{ label: t(`visit-desk.kind.${kind.name}`), href: link(`${deskPath}/${kind.name}`) }]
  }
  const walk = typeof values['ruta'] === 'string' ? values['ruta'] : ''
  return [
    { label: t(`visit-desk.kind.${kind.within}`), href: link(`${deskPath}/${kind.within}`) },
    {
      label: t(`visit-desk.kind.${kind.name}`),
      href: link(`${deskPath}/${kind.name}`, { ruta: walk }),
    },
  ]
}

/** What a field of this kind is called. */
export function fieldLabel({ t }: PageContext, kind: Kind, id: string): string {
  return t(`visit-desk.field.${fieldNamed(kind, id)?.label ?? id}`)
}

export function problemWords(
  { t }: PageContext,
  kind: Kind,
  { field, code, found, fault }: Problem,
): string {
  if (fault !== undefined) return `${t(`visit.fault.${fault}`)} ${found ?? ''}`
  if (kind.name === 'paradas' && field === 'nombre') return t('visit-desk.problem.no-stop-name')
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
    label: fieldLabel(context, parts.kind, id),
    required: required === true,
    error: problem ? problemWords(context, parts.kind, problem) : null,
    ...(field.hint ? { hint: t(`visit-desk.hint.${field.hint === true ? id : field.hint}`) } : {}),
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
    case 'place':
      return selectField(context, {
        ...common,
        options: [{ value: '', label: t('visit-desk.no-place') }, ...placesOf(parts.content)],
      })
    case 'walk':
      return html``
    case 'code':
      return textField(context, { ...common, width: 'short', maxlength: 20 })
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

/** Names that stand twice are told apart by their district. */
function placesOf({ places }: Content): { value: string; label: string }[] {
  return places
    .map(({ id, name, district }) => ({
      value: id,
      label: district ? `${name.es} (${district})` : name.es,
    }))
    .sort((a, b) => a.label.localeCompare(b.label, 'es'))
}

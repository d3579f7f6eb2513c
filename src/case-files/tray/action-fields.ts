// The questions of what is done with a case: where to send it, what to observe, why to stop.
import { type Html, html } from '@rimaq/markup'
import { type PageContext, checkboxes, selectField, textArea, textField } from '#pages'
import type { OpenOffice } from '#people'
import { motives } from '../case/custody.ts'
import { type Sent, textOf } from '../filing/filing-parts.ts'

interface Fields {
  offices: readonly OpenOffice[]
  /** What was sent before, when it was refused. */
  sent: Sent
  /** Before each id, where a page has the same question twice. */
  prefix: string
}

/** All values that were sent under a name. */
export function listOf(sent: Sent, name: string): string[] {
  const value = sent[name]
  if (Array.isArray(value)) return value.filter((each) => typeof each === 'string')
  return typeof value === 'string' && value !== '' ? [value] : []
}

export function officeField(
  context: PageContext,
  { offices, sent, prefix }: Fields,
  { label, without = null }: { label: string; without?: string | null },
): Html {
  const options = offices
    .filter(({ id }) => id !== without)
    .map(({ id, name }) => ({ value: id, label: name }))
  return selectField(context, {
    ...{ name: 'oficina', id: `${prefix}oficina`, label },
    options: [{ value: '', label: context.t('case-files.tray.choose') }, ...options],
    value: textOf(sent, 'oficina'),
  })
}

/** To which office, what for, how soon, with which words, with whom told. */
export function routingFields(
  context: PageContext,
  given: Fields & { copies: boolean; without?: string | null },
): Html {
  const { t } = context
  const { offices, sent, prefix, copies, without = null } = given
  return html`${officeField(context, given, { label: t('case-files.move.to'), without })}
  ${selectField(context, {
    ...{ name: 'motivo', id: `${prefix}motivo`, label: t('case-files.move.motive') },
    options: motives.map((value) => ({ value, label: t(`case-files.motive.${value}`) })),
    value: textOf(sent, 'motivo'),
  })}
  ${selectField(context, {
    ...{ name: 'prioridad', id: `${prefix}prioridad`, label: t('case-files.move.priority') },
    options: [
      { value: 'normal', label: t('case-files.move.normal') },
      { value: 'urgent', label: t('case-files.move.urgent') },
    ],
    value: textOf(sent, 'prioridad'),
  })}
  ${textField(context, {
    ...{ name: 'nota', id: `${prefix}nota`, label: t('case-files.move.note'), required: false },
    ...{ value: textOf(sent, 'nota'), maxlength: 2_000 },
  })}
  ${
    copies
      ? checkboxes(context, {
          ...{ name: 'copias', id: `${prefix}copias`, label: t('case-files.move.copies') },
          required: false,
          options: offices.map(({ id, name }) => ({ value: id, label: name })),
          values: listOf(sent, 'copias'),
        })
      : null
  }`
}

/** Why, in words. */
export function whyField(
  context: PageContext,
  { sent, prefix, label }: { sent: Sent; prefix: string; label: string },
): Html {
  return textArea(context, {
    ...{ name: 'motivo-texto', id: `${prefix}motivo-texto`, label, rows: 3, maxlength: 2_000 },
    value: textOf(sent, 'motivo-texto'),
  })
}

// Questions that several forms of administration ask: a text, a choice, a day, a person, a legal act.
import { type PageContext, radios, selectField, textArea, textField } from '#pages'
import { personByDocument } from '../store-people.ts'
import type { Admin } from './admin.ts'
import type { Answers, Question } from './questions.ts'
import { documentOf, endOfDay, startOfDay } from './read-answers.ts'

interface Asked {
  name: string
  title: string
  hint?: string
  /** Whether it is asked at all, after the answers before it; default always. */
  when?: (answers: Answers) => boolean
}

interface TextAsked extends Asked {
  /** Letters; default 1 to 300. */
  least?: number
  most?: number
  long?: boolean
  /** What is said of an answer that does not fit. */
  wrong: string
  fits?: (value: string) => boolean
}

export function textQuestion(context: PageContext, asked: TextAsked): Question {
  const { name, title, hint, least = 1, most = 300, wrong, fits } = asked
  const field = { name, label: title, ...(hint === undefined ? {} : { hint }), maxlength: most }
  return {
    name,
    title,
    ...(asked.when ? { when: asked.when } : {}),
    ask: (value, error) =>
      asked.long === true
        ? textArea(context, { ...field, rows: 4, value, error })
        : textField(context, { ...field, required: least > 0, value, error }),
    check: (value) =>
      value.length >= least && value.length <= most && (fits?.(value) ?? true) ? null : wrong,
  }
}

interface Choice {
  value: string
  label: string
  hint?: string
}

/** Few choices stand side by side with their hints, many in a list. */
export function choiceQuestion(
  context: PageContext,
  asked: Asked & { options: readonly Choice[]; wrong: string },
): Question {
  const { name, title, hint, options, wrong } = asked
  const field = { name, label: title, ...(hint === undefined ? {} : { hint }) }
  const labelOf = (value: string): string =>
    options.find((each) => each.value === value)?.label ?? ''
  return {
    name,
    title,
    ...(asked.when ? { when: asked.when } : {}),
    ask: (value, error) =>
      options.length <= 6
        ? radios(context, { ...field, options, values: [value], error })
        : selectField(context, {
            ...field,
            options: [{ value: '-', label: '—' }, ...options],
            value: value === '' ? '-' : value,
            error,
          }),
    check: (value) => (options.some((each) => each.value === value) ? null : wrong),
    show: labelOf,
  }
}

/**
 * The last day of something (`end`: it must not be over yet) or the first (`start`). Where `optional`
 * no answer stands for what `hint` says.
 */
export function dayQuestion(
  context: PageContext,
  asked: Asked & {
    edge: 'start' | 'end'
    optional?: boolean
    /** Days before today are refused. */
    ahead?: boolean
    now: Date
    /** Shown in the summary for no answer. */
    none?: string
  },
): Question {
  const { t, locale, lang } = context
  const { name, title, hint, edge, optional = false, ahead = true, now } = asked
  const instant = edge === 'end' ? endOfDay : startOfDay
  return {
    name,
    title,
    ...(asked.when ? { when: asked.when } : {}),
    ask: (value, error) =>
      textField(context, {
        name,
        label: title,
        ...(hint === undefined ? {} : { hint }),
        type: 'date',
        width: 'medium',
        required: !optional,
        value,
        error,
      }),
    check: (value) => {
      if (value === '') return optional ? null : t('people.appoint.bad-date')
      const at = instant(value)
      if (at === null) return t('people.admin.no-day')
      return ahead && at <= now ? t('people.appoint.bad-date') : null
    },
    show: (value) => {
      const at = startOfDay(value)
      return at === null ? (asked.none ?? t('people.admin.no-end')) : locale.date(lang, at)
    },
  }
}

/** The document that orders the act; every verb of the organisation cites one. */
export function actQuestion(context: PageContext): Question {
  const { t } = context
  return textQuestion(context, {
    name: 'act',
    title: t('people.appoint.act'),
    hint: t('people.appoint.act-hint'),
    least: 3,
    wrong: t('people.errors.no-act'),
  })
}

/** A person who is written down already, by DNI or carné de extranjería. */
export function personQuestion(admin: Admin, context: PageContext, asked: Asked): Question {
  const { t } = context
  return {
    name: asked.name,
    title: asked.title,
    ...(asked.when ? { when: asked.when } : {}),
    ask: (value, error) =>
      textField(context, {
        name: asked.name,
        label: asked.title,
        hint: asked.hint ?? t('people.appoint.document-hint'),
        width: 'medium',
        value,
        error,
      }),
    check: async (value) => {
      const number = documentOf(value)
      if (number === null) return t('people.appoint.bad-document')
      const person = await personByDocument(admin.database.kysely, ...number)
      return person === null ? t('people.appoint.unknown-person') : null
    },
  }
}

/** Id of the person with the document; empty where there is none, which every verb refuses. */
export async function personWith(admin: Admin, text: string): Promise<string> {
  const number = documentOf(text)
  if (number === null) return ''
  return (await personByDocument(admin.database.kysely, ...number))?.id ?? ''
}

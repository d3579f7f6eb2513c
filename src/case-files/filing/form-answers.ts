// Reads the answers of a procedure's form from what a browser sent, with every fault named by its field.
import type { ProcedureContent } from '../catalogue/procedure.ts'

/** A plain field of the form, as the catalogue allows it. */
export interface FormField {
  name: string
  type: 'string' | 'number' | 'integer' | 'boolean'
  title: string
  required: boolean
  enum?: readonly string[]
  format?: string
  pattern?: string
  maxLength?: number
  minimum?: number
  maximum?: number
}

export type AnswerFault =
  | 'missing'
  | 'not-one-of'
  | 'too-long'
  | 'bad-form'
  | 'bad-date'
  | 'bad-email'
  | 'not-a-number'
  | 'too-small'
  | 'too-large'

export interface FaultyAnswer {
  field: string
  fault: AnswerFault
  values: Record<string, string | number>
}

export type Answers = Record<string, string | number | boolean>

/** In the order in which the form shows them. */
export function fieldsOf({ form }: Pick<ProcedureContent, 'form'>): FormField[] {
  const required = new Set(form.required ?? [])
  return Object.entries(form.properties).map(([name, described]) => ({
    ...(described as Omit<FormField, 'name' | 'required'>),
    name,
    required: required.has(name),
  }))
}

/** What was answered, and what is wrong; an empty answer is none. */
export function readAnswers(
  fields: readonly FormField[],
  sent: Readonly<Record<string, unknown>>,
): { answers: Answers; faults: FaultyAnswer[] } {
  const answers: Answers = {}
  const faults: FaultyAnswer[] = []
  for (const field of fields) {
    const given = sent[field.name]
    const text = typeof given === 'string' ? cleaned(given) : ''
    if (text === '') {
      if (field.required) faults.push({ field: field.name, fault: 'missing', values: {} })
      continue
    }
    const { value, fault, values = {} } = readOne(field, text)
    if (fault !== undefined) faults.push({ field: field.name, fault, values })
    else if (value !== undefined) answers[field.name] = value
  }
  return { answers, faults }
}

/** Line ends as one, no other control characters, nothing around it. */
export function cleaned(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replaceAll(/[\p{Cc}\p{Cs}]/gu, (sign) => (sign === '\n' || sign === '\t' ? sign : ''))
    .trim()
}

interface One {
  value?: string | number | boolean
  fault?: AnswerFault
  values?: Record<string, string | number>
}

function readOne(field: FormField, text: string): One {
  if (field.type === 'boolean') {
    return text === 'true' || text === 'false'
      ? { value: text === 'true' }
      : { fault: 'not-one-of' }
  }
  if (field.type === 'string') return readText(field, text)
  const number = /^-?\d{1,15}([.,]\d{1,6})?$/.test(text) ? Number(text.replace(',', '.')) : NaN
  if (Number.isNaN(number) || (field.type === 'integer' && !Number.isInteger(number))) {
    return { fault: 'not-a-number' }
  }
  const { minimum, maximum } = field
  if (minimum !== undefined && number < minimum) return { fault: 'too-small', values: { minimum } }
  if (maximum !== undefined && number > maximum) return { fault: 'too-large', values: { maximum } }
  return { value: number }
}

function readText(field: FormField, text: string): One {
  const most = field.maxLength ?? 4_000
  if (field.enum !== undefined) {
    return field.enum.includes(text) ? { value: text } : { fault: 'not-one-of' }
  }
  if (text.length > most) return { fault: 'too-long', values: { most } }
  if (field.format === 'date') return isDay(text) ? { value: text } : { fault: 'bad-date' }
  if (field.format === 'email') return isEmail(text) ? { value: text } : { fault: 'bad-email' }
  if (field.pattern !== undefined && !new RegExp(field.pattern, 'u').test(text)) {
    return { fault: 'bad-form' }
  }
  return { value: text }
}

function isDay(text: string): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
}

/** As browsers judge it, roughly: one @, a point after it, no white space. */
export function isEmail(text: string): boolean {
  return text.length <= 254 && /^[^\s@"<>]+@[^\s@"<>]+\.[^\s@"<>.]{2,}$/.test(text)
}

// Says in plain Spanish or English what in a table points to people, why it matters, what to do.
import type { Cell, Column, Language, RepairStep } from '../model.ts'
import en from './messages.en.json' with { type: 'json' }
import es from './messages.es.json' with { type: 'json' }
import { type Elsewhere, type PrivacyFinding, isPrivacyStep } from './model.ts'

export interface PrivacyDescription {
  what: string
  why: string
  /** How sure it is and why. */
  sure: string
  /** The proposed remedy first, the alternatives after it. */
  remedies: string[]
  /** A masked value, if there is one. */
  example: string | null
}

const TEXTS = { es, en } as const
const LOCALES = { es: 'es-PE', en: 'en' } as const

/** Column ids and headings, for steps that name columns by id. */
export type Named = readonly Pick<Column, 'id' | 'name'>[]

/** Sentences for one finding of the privacy gate. */
export function describePrivacy(
  finding: PrivacyFinding,
  columns: Named,
  lang: Language,
): PrivacyDescription {
  const texts = TEXTS[lang]
  const { what, why } = texts.codes[finding.code]
  const own =
    finding.columns ??
    (finding.column === undefined
      ? []
      : [{ id: finding.column, name: finding.name ?? finding.column }])
  const names = [...own, ...columns]
  const { k } = finding
  const values = {
    column: join(
      own.map(({ name }) => name),
      lang,
    ),
    count: finding.count,
    filled: finding.filled,
    kinds: join(
      (finding.kinds ?? []).map((kind) => texts.kinds[kind]),
      lang,
    ),
    ...k,
  }
  const remedies = finding.remedies
    .filter((steps) => steps.length > 0)
    .map((steps) =>
      sentence(
        join(
          steps.map((step) => describeStep(step, names, lang)),
          lang,
        ),
      ),
    )
  if (k && remedies[0] !== undefined) remedies[0] += ` ${fill(texts.outcome, values, lang)}`
  return {
    what: fill(what, values, lang),
    why,
    sure: `${sentence(texts.confidence[finding.confidence])} ${texts.reasons[finding.reason]}`,
    remedies: finding.code === 'health' && remedies.length === 0 ? [texts.none] : remedies,
    example: finding.example ?? null,
  }
}

/** A step as an instruction, such as "quitar la columna DNI"; empty for steps that repair. */
export function describeStep(step: RepairStep, columns: Named, lang: Language): string {
  const { steps } = TEXTS[lang]
  if (!isPrivacyStep(step)) return ''
  const nameOf = (id: string): string => columns.find((column) => column.id === id)?.name ?? id
  if (step.do === 'blank-small-groups') {
    const column = join(step.columns.map(nameOf), lang)
    return fill(steps[step.do], { column, least: step.least }, lang)
  }
  const column = 'column' in step && step.column !== undefined ? nameOf(step.column) : ''
  if (step.do === 'generalise') {
    const part = step.to === 'prefix' ? steps[step.length > 2 ? 'province' : 'department'] : ''
    return fill(steps[step.to], { ...step, column, part }, lang)
  }
  if (step.do === 'suppress-cells')
    return fill(steps[step.do], { column, most: step.least - 1 }, lang)
  return step.do === 'drop-column' || step.do === 'mask' || step.do === 'pseudonym'
    ? fill(steps[step.do], { column }, lang)
    : ''
}

/** "DNI (120 filas), CELULAR (118)": the columns of findings with their counts, in a few words. */
export function listPrivacy(findings: readonly PrivacyFinding[], lang: Language): string {
  return findings
    .map((finding) => {
      const kind = TEXTS[lang].kinds[finding.code]
      const name = finding.name ?? finding.columns?.map((each) => each.name).join(' + ') ?? ''
      return `${name}: ${kind} (${finding.count.toLocaleString(LOCALES[lang])})`
    })
    .join('; ')
}

/** Says of another part of the file what points to people in it, and what follows. */
export function describeElsewhere({ name, kinds, read }: Elsewhere, lang: Language): string {
  const texts = TEXTS[lang]
  const list = join(
    kinds.map((kind) => texts.kinds[kind]),
    lang,
  )
  return fill(read ? texts.elsewhere : texts.unread, { name, kinds: list }, lang)
}

function sentence(text: string): string {
  return text === '' ? '' : `${text[0]!.toUpperCase()}${text.slice(1)}.`
}

function join(parts: string[], lang: Language): string {
  const last = parts.at(-1) ?? ''
  if (parts.length < 2) return last
  return fill(TEXTS[lang].and, { list: parts.slice(0, -1).join(', '), last }, lang)
}

function fill(pattern: string, values: Record<string, Cell | undefined>, lang: Language): string {
  return pattern.replace(/\{(\w+)\}/g, (_, key: string) => {
    const value = values[key]
    return typeof value === 'number' ? value.toLocaleString(LOCALES[lang]) : String(value ?? '')
  })
}

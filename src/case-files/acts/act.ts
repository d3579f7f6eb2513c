// What an act is: its kinds, its steps, what it may decide, and the parts without which it is none.

/** Each kind has a series of numbers of its own in each institution and year. */
export const actKinds = ['report', 'resolution', 'letter', 'memorandum', 'observation'] as const
export type ActKind = (typeof actKinds)[number]

export type ActState = 'draft' | 'visas' | 'to-sign' | 'signed' | 'set-aside' | 'dropped'

/** What a decision does to the request. `ends`: it ends the case without deciding it. */
export const effects = ['grants', 'grants-in-part', 'denies', 'ends'] as const
export type Effect = (typeof effects)[number]

/** From which state which step leads where; what stands not here is refused. */
export const steps: Readonly<Record<ActState, Partial<Record<ActStep, ActState>>>> = {
  draft: { save: 'draft', submit: 'visas', drop: 'dropped' },
  visas: { save: 'draft', visa: 'visas', return: 'draft' },
  'to-sign': { save: 'draft', return: 'draft', sign: 'signed' },
  signed: { 'set-aside': 'set-aside' },
  'set-aside': {},
  dropped: {},
}
export type ActStep = 'save' | 'submit' | 'drop' | 'visa' | 'return' | 'sign' | 'set-aside'

/** Nothing of it changes any more, but by another act. */
export function isDone(state: ActState): boolean {
  return state === 'signed' || state === 'set-aside' || state === 'dropped'
}

/** Kinds that may decide about the request. */
export const deciding: ReadonlySet<ActKind> = new Set(['resolution', 'letter'])

/**
 * Parts that are headings of the text. Competence, object and motive are what an act consists of
 * (Law 27444, art. 3 and 6); appeals with term and body must be told with it (art. 24.1). Place, date
 * and signer (art. 4.2) come with the signature, and are no heading.
 */
export const parts = ['competence', 'object', 'motive', 'decision', 'appeals', 'request'] as const
export type Part = (typeof parts)[number]

/** How a part is headed in the text, in the language acts are written in. */
export const headings: Readonly<Record<Part, string>> = {
  competence: 'Competencia',
  object: 'Objeto',
  motive: 'Motivación',
  decision: 'Decisión',
  appeals: 'Recursos',
  request: 'Lo que falta',
}

/** Without a decision an act has no appeals to tell. */
export function partsOf(kind: ActKind, effect: Effect | null): readonly Part[] {
  if (kind === 'observation') return ['competence', 'request']
  if (kind === 'resolution') {
    return ['competence', 'object', 'motive', 'decision', ...(effect === null ? [] : appeals)]
  }
  return effect === null ? [] : ['competence', 'object', 'motive', 'decision', ...appeals]
}
const appeals = ['appeals'] as const

/** Name of the series, as records count it. */
export function seriesOf(kind: ActKind): string {
  return `act-${kind}`
}

/** `000123-2026`, as it stands on the act. */
export function numberShown({ year, number }: { year: number; number: number }): string {
  return `${String(number).padStart(6, '0')}-${year}`
}

/** How each kind is called on the document itself, which is written in Spanish. */
export const titles: Readonly<Record<ActKind, string>> = {
  report: 'Informe',
  resolution: 'Resolución',
  letter: 'Carta',
  memorandum: 'Memorando',
  observation: 'Cédula de observación',
}

/** The most of one batch; what is more goes into the next. */
export const mostInBatch = 50

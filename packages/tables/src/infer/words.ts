// The words that mean "nothing", "yes", "no" and the months, in Spanish and English files.

/** Lower case, compared with the trimmed cell. */
export const NULL_WORDS: ReadonlySet<string> = new Set([
  'na',
  'n/a',
  'n.a.',
  'n.a',
  '#n/a',
  '#n/d',
  '<na>',
  'null',
  '(null)',
  '<null>',
  'none',
  'nan',
  'nil',
  '\\n',
  '-',
  '--',
  '---',
  '–',
  '—',
  '.',
  '..',
  '...',
  '…',
  '*',
  '**',
  '?',
  '_',
  's/d',
  's.d.',
  's/i',
  's.i.',
  'nd',
  'n/d',
  'n.d.',
  'n.d',
  'sin valor',
  'sin dato',
  'sin datos',
  'sin informacion',
  'sin información',
  'no disponible',
  'no aplica',
  'no registra',
  'no determinado',
  'no especificado',
  'no data',
  'missing',
  'unknown',
  'desconocido',
  'vacio',
  'vacío',
  'en blanco',
  '(en blanco)',
  '#ref!',
  '#div/0!',
  '#¡div/0!',
  '#value!',
  '#¡valor!',
  '#num!',
  '#¡num!',
  '#name?',
  '#¿nombre?',
])

const TRUE_WORDS = ['sí', 'si', 'verdadero', 'true', 'yes', 's', 'y', 't', 'v']
const FALSE_WORDS = ['no', 'falso', 'false', 'n', 'f']

/** Pairs that make a column of booleans; a single letter needs its partner in the column. */
const PAIRS: [string[], string[]][] = [
  [['sí', 'si'], ['no']],
  [['verdadero'], ['falso']],
  [['true'], ['false']],
  [['yes'], ['no']],
  [['s'], ['n']],
  [['y'], ['n']],
  [['t'], ['f']],
]

/** The SQL lists of words for true and false, or null when these words are no booleans. */
export function booleanWords(words: ReadonlySet<string>): { yes: string[]; no: string[] } | null {
  if (words.size === 0 || words.size > 3) return null
  for (const [yes, no] of PAIRS) {
    const all = [...yes, ...no]
    if (![...words].every((word) => all.includes(word))) continue
    const both = yes.some((word) => words.has(word)) && no.some((word) => words.has(word))
    const full = [...words].some((word) => word.length > 2)
    if (both || full) return { yes, no }
  }
  return null
}

export function isBooleanWord(word: string): boolean {
  return TRUE_WORDS.includes(word) || FALSE_WORDS.includes(word)
}

/** Month names and their usual short forms, Spanish and English; index 0 is January. */
export const MONTHS: readonly (readonly string[])[] = [
  ['enero', 'ene', 'january', 'jan'],
  ['febrero', 'feb', 'february'],
  ['marzo', 'mar', 'march'],
  ['abril', 'abr', 'april', 'apr'],
  ['mayo', 'may'],
  ['junio', 'jun', 'june'],
  ['julio', 'jul', 'july'],
  ['agosto', 'ago', 'august', 'aug'],
  ['setiembre', 'septiembre', 'set', 'sept', 'sep', 'september'],
  ['octubre', 'oct', 'october'],
  ['noviembre', 'nov', 'november'],
  ['diciembre', 'dic', 'december', 'dec'],
]

/** 1 to 12, or 0. */
export function monthNumber(word: string): number {
  return MONTHS.findIndex((names) => names.includes(word)) + 1
}

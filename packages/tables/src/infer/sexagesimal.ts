// Reads degrees, minutes and seconds such as 12°02'35.4"S as decimal degrees, by SQL over one cell.
import { literal } from '../build/duck.ts'

/** Marks people type for degrees, minutes and seconds, a comma, and the no-break space … */
const TYPED = 'º˚′’‘´`″”“,\u00a0'
/** … and what each stands for. */
const MEANT = "°°'''''\"\"\". "

/** `S`, `Sur`, `L.S.` (latitud sur) and so on; O is oeste. */
const HEMISPHERE = '(NORTE|SUR|ESTE|OESTE|L\\.? ?[NSEWO]|[NSEWO])\\.?'
const NUMBER = '[0-9]{1,2}(?:\\.[0-9]+)?'
const PATTERN =
  `^(?:${HEMISPHERE} ?)?([+-]?) ?([0-9]{1,3}(?:\\.[0-9]+)?)` +
  `(?:(?: ?° ?| ?: ?| |-)(${NUMBER})(?:(?: ?' ?| ?: ?| |-)(${NUMBER}) ?"?| ?'?)|( ?°))? ?(?:${HEMISPHERE})?$`

/** SQL: the cell with one sign for each mark. */
function plain(cell: string): string {
  const marks = `translate(upper(${cell}), ${literal(TYPED)}, ${literal(MEANT)})`
  return `trim(regexp_replace(replace(${marks}, '''''', '"'), ' +', ' ', 'g'))`
}

export interface Sexagesimal {
  /** SQL of decimal degrees (DOUBLE, to 1e-8 of a degree, a millimetre); null where unreadable. */
  degrees: string
  /** SQL: it has minutes, a sign of degrees or a letter of the hemisphere. */
  marked: string
  /** SQL of the letter N, S, E, W (also for O) or an empty text. */
  letter: string
}

/** `negative`: a cell without sign and letter is south or west, because its heading says so. */
export function sexagesimal(cell: string, negative: boolean): Sexagesimal {
  // The parts are found once for each cell: a list of one is how DuckDB gives a name to a value.
  const parts = `regexp_extract(${plain(cell)}, ${literal(PATTERN)}, ['h', 's', 'd', 'm', 'c', 'g', 'k'])`
  const of = (value: string): string => `list_transform([${parts}], lambda p: ${value})[1]`
  const letterOf = (name: string): string => `left(ltrim(p.${name}, 'L. '), 1)`
  const letter = `replace(${letterOf('h')} || ${letterOf('k')}, 'O', 'W')`
  const number = (name: string): string => `coalesce(TRY_CAST(p.${name} AS DOUBLE), 0)`
  const size = `(${number('d')} + ${number('m')} / 60 + ${number('c')} / 3600)`
  const unsigned = negative ? ` OR (${letter} = '' AND p.s = '')` : ''
  const conditions = [
    `p.d <> ''`,
    // Only the last part has a fraction; minutes and seconds stop before sixty.
    `(p.m = '' OR NOT contains(p.d, '.'))`,
    `(p.c = '' OR NOT contains(p.m, '.'))`,
    `${number('m')} < 60 AND ${number('c')} < 60 AND ${size} <= 180`,
    `length(${letter}) < 2`,
    `NOT (p.s = '-' AND ${letter} IN ('N', 'E')) AND NOT (p.s = '+' AND ${letter} IN ('S', 'W'))`,
  ]
  const below = `(${letter} IN ('S', 'W') OR p.s = '-'${unsigned})`
  return {
    degrees: of(
      `CASE WHEN ${conditions.join(' AND ')} THEN round(CASE WHEN ${below} THEN -${size} ELSE ${size} END, 8) END`,
    ),
    marked: of(`p.m <> '' OR p.g <> '' OR ${letter} <> ''`),
    letter: of(letter),
  }
}

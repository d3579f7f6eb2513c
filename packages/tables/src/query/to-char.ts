// Translates the formats of PostgreSQL's to_char and to_date into those of DuckDB.

/** One piece of a date format: a pattern of `strftime`, a plain text, or the quarter. */
export type DatePiece =
  | { strftime: string; letters?: 'upper' | 'lower' }
  | { text: string }
  | { quarter: true }

/** Longest first, so that `YYYY` is not read as two `YY`. PostgreSQL 18 manual, table 9.31. */
const patterns: [pattern: string, piece: DatePiece][] = [
  ['HH24', { strftime: '%H' }],
  ['HH12', { strftime: '%I' }],
  ['YYYY', { strftime: '%Y' }],
  ['IYYY', { strftime: '%G' }],
  ['MONTH', { strftime: '%B', letters: 'upper' }],
  ['Month', { strftime: '%B' }],
  ['month', { strftime: '%B', letters: 'lower' }],
  ['DAY', { strftime: '%A', letters: 'upper' }],
  ['Day', { strftime: '%A' }],
  ['day', { strftime: '%A', letters: 'lower' }],
  ['DDD', { strftime: '%j' }],
  ['MON', { strftime: '%b', letters: 'upper' }],
  ['Mon', { strftime: '%b' }],
  ['mon', { strftime: '%b', letters: 'lower' }],
  ['DY', { strftime: '%a', letters: 'upper' }],
  ['Dy', { strftime: '%a' }],
  ['dy', { strftime: '%a', letters: 'lower' }],
  ['YY', { strftime: '%y' }],
  ['MM', { strftime: '%m' }],
  ['DD', { strftime: '%d' }],
  ['HH', { strftime: '%I' }],
  ['MI', { strftime: '%M' }],
  ['SS', { strftime: '%S' }],
  ['MS', { strftime: '%g' }],
  ['US', { strftime: '%f' }],
  ['IW', { strftime: '%V' }],
  ['ID', { strftime: '%u' }],
  ['AM', { strftime: '%p' }],
  ['PM', { strftime: '%p' }],
  ['am', { strftime: '%p', letters: 'lower' }],
  ['pm', { strftime: '%p', letters: 'lower' }],
  ['Q', { quarter: true }],
]
/** Patterns whose letters may be written small as well; the others differ by case. */
const caseless = new Set([
  'HH24',
  'HH12',
  'YYYY',
  'IYYY',
  'DDD',
  'YY',
  'MM',
  'DD',
  'HH',
  'MI',
  'SS',
  'MS',
  'US',
  'IW',
  'ID',
  'Q',
])

/** The pieces of a date format, neighbouring ones joined; null when a pattern has no counterpart. */
export function datePieces(format: string): DatePiece[] | null {
  const pieces: DatePiece[] = []
  let at = 0
  while (at < format.length) {
    const rest = format.slice(at)
    const quoted = /^"([^"]*)"/.exec(rest)
    const modifier = /^(FM|fm|TM)/.exec(rest)
    const found = patterns.find(([pattern]) =>
      caseless.has(pattern) ? rest.toUpperCase().startsWith(pattern) : rest.startsWith(pattern),
    )
    if (quoted) pieces.push({ text: quoted[1]! })
    else if (found && !modifier) pieces.push(found[1])
    else if (!modifier && /^[A-Za-z]/.test(rest) && rest[0] !== 'T') return null
    else if (!modifier) pieces.push({ text: rest[0]! })
    at += quoted?.[0].length ?? modifier?.[0].length ?? found?.[0].length ?? 1
  }
  return pieces
}

/** The format as one `strftime` or `strptime` pattern, or null when it needs more than one call. */
export function strftimeFormat(format: string): string | null {
  const pieces = datePieces(format)
  if (!pieces) return null
  let whole = ''
  for (const piece of pieces) {
    if ('quarter' in piece || ('strftime' in piece && piece.letters)) return null
    whole += 'text' in piece ? piece.text.replaceAll('%', '%%') : piece.strftime
  }
  return whole
}

/** A number format such as `FM999,990.00`: decimals, digits that are always written, commas. */
export function numberFormat(
  format: string,
): { decimals: number; digits: number; commas: boolean } | null {
  const bare = format.replace(/^(FM|fm)/, '')
  const [, whole, fraction = ''] = /^([90,G]+)(?:[.D]([90]*))?$/.exec(bare) ?? []
  if (whole === undefined) return null
  const places = whole.replace(/[,G]/g, '')
  const first = places.indexOf('0')
  return {
    decimals: fraction.length,
    digits: first < 0 ? 1 : places.length - first,
    commas: /[,G]/.test(whole),
  }
}

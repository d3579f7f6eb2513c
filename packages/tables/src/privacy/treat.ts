// Writes the SQL that makes a column harmless: hidden, replaced by pseudonyms, or less exact.
import { createHash } from 'node:crypto'
import { type Duck, literal } from '../build/duck.ts'
import { type ColumnType, type PrivacyStep, TableError } from '../model.ts'
import { HIDDEN } from './mask.ts'
import type { PrivacyCode } from './model.ts'
import type { PrivacyRules } from './rules.ts'

/** A column as SQL over the rows of `from`. */
export interface Treatable {
  sql: string
  type: ColumnType
  from: string
}

export type ColumnStep = Extract<PrivacyStep, { column: string }>

export interface Treated {
  sql: string
  type: ColumnType
}

/** What the step makes of the column. `secrets` names the variables set by `setSecrets`. */
export function treatColumn(
  step: ColumnStep,
  column: Treatable,
  rules: PrivacyRules,
  secrets: ReadonlyMap<string, string>,
): Treated {
  const { sql } = column
  switch (step.do) {
    case 'mask':
      return { sql: maskSql(`(${sql})::VARCHAR`, rules, step.only), type: 'text' }
    case 'pseudonym': {
      const key = secrets.get(step.secret)
      if (key === undefined) throw new TableError('secret-missing', { secret: step.secret })
      return { sql: pseudonymSql(`(${sql})::VARCHAR`, key), type: 'text' }
    }
    case 'suppress-cells':
      return {
        sql: `CASE WHEN (${sql}) BETWEEN 1 AND ${step.least - 1} THEN NULL ELSE ${sql} END`,
        type: column.type,
      }
    case 'generalise':
      return generaliseSql(step, column)
  }
}

/**
 * Steps of one kind can follow each other: the year of a month or of a year is that year. A column
 * read otherwise at a later upload gives empty cells rather than exact ones.
 */
function generaliseSql(
  step: Extract<ColumnStep, { do: 'generalise' }>,
  { sql, type, from }: Treatable,
): Treated {
  const text = `(${sql})::VARCHAR`
  switch (step.to) {
    case 'band': {
      const number =
        type === 'text'
          ? `coalesce(TRY_CAST(${text} AS DOUBLE), TRY_CAST(split_part(${text}, '-', 1) AS DOUBLE))`
          : `TRY_CAST(${text} AS DOUBLE)`
      const low = `(floor(${number} / ${step.width}) * ${step.width})::BIGINT`
      const padded = (value: string): string =>
        `(CASE WHEN ${value} BETWEEN 0 AND 9 THEN '0' ELSE '' END || ${value})`
      const high = `(${low} + ${step.width - 1})`
      return { sql: `${padded(low)} || '-' || ${padded(high)}`, type: 'text' }
    }
    case 'month': {
      const month = `CASE WHEN regexp_full_match(${text}, '[0-9]{4}-[0-9]{2}') THEN ${text}
        ELSE strftime(TRY_CAST(${text} AS TIMESTAMP), '%Y-%m') END`
      return { sql: isTime(type) ? `strftime(${sql}, '%Y-%m')` : month, type: 'text' }
    }
    case 'year':
      return { sql: `(${yearSql(sql, type)})::BIGINT`, type: 'integer' }
    case 'decade':
      return { sql: `(${yearSql(sql, type)} // 10 * 10)::BIGINT`, type: 'integer' }
    case 'prefix': {
      // An ubigeo that lost its first zero has five signs.
      const whole = `CASE WHEN length(${text}) = 5 THEN '0' || ${text} ELSE ${text} END`
      return { sql: `left(${whole}, ${step.length})`, type: 'text' }
    }
    case 'decimals':
      return { sql: `round(TRY_CAST(${text} AS DOUBLE), ${step.digits})`, type: 'number' }
    case 'frequent':
      return {
        sql: `CASE WHEN ${text} IS NULL THEN NULL WHEN ${text} IN (SELECT ${text} FROM ${from}
          GROUP BY 1 HAVING count(*) >= ${step.least}) THEN ${text} ELSE 'otros' END`,
        type: 'text',
      }
  }
}

function isTime(type: ColumnType): boolean {
  return type === 'date' || type === 'timestamp'
}

/** The year of a date, of a month as text, or of a year. */
function yearSql(sql: string, type: ColumnType): string {
  if (isTime(type)) return `year(${sql})`
  const text = `(${sql})::VARCHAR`
  return `coalesce(year(TRY_CAST(${text} AS TIMESTAMP)),
    CASE WHEN regexp_full_match(${text}, '[0-9]{4}(-[0-9]{2})?') THEN left(${text}, 4)::BIGINT END)`
}

/** Every kind the rules know becomes `•••••`, and so does any run of seven digits or more. */
function maskSql(text: string, { detectors }: PrivacyRules, only?: PrivacyCode): string {
  const patterns = detectors.flatMap(({ code, inside }) =>
    inside === undefined || (only !== undefined && code !== only) ? [] : [inside],
  )
  const runs = only === undefined ? ['[0-9](?:[ .-]?[0-9]){6,}'] : []
  return [...patterns, ...runs].reduce(
    (sql, pattern) => `regexp_replace(${sql}, ${literal(pattern)}, '${HIDDEN}', 'g')`,
    text,
  )
}

/** The first 128 bits of HMAC-SHA-256 (RFC 2104) in hex. */
function pseudonymSql(text: string, key: string): string {
  const inner = `sha256(getvariable('${key}_inner') || encode(trim(${text})))`
  return `left(sha256(getvariable('${key}_outer') || from_hex(${inner})), 32)`
}

/**
 * Hands the secrets to DuckDB as variables, so that no statement that may stand in an error holds
 * one. Answers the variable of each name.
 */
export async function setSecrets(
  duck: Duck,
  secrets: Record<string, string>,
): Promise<Map<string, string>> {
  const variables = new Map<string, string>()
  for (const [name, secret] of Object.entries(secrets)) {
    const key = `pseudonym_${variables.size}`
    const block = Buffer.alloc(64)
    const bytes = Buffer.from(secret)
    ;(bytes.length > 64 ? createHash('sha256').update(bytes).digest() : bytes).copy(block)
    const padded = (with_: number): string =>
      Buffer.from(block.map((byte) => byte ^ with_)).toString('hex')
    await duck.run(`SET VARIABLE ${key}_inner = from_hex('${padded(0x36)}')`)
    await duck.run(`SET VARIABLE ${key}_outer = from_hex('${padded(0x5c)}')`)
    variables.set(name, key)
  }
  return variables
}

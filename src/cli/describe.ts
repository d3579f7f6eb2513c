// Sentences about findings and errors of tables.
import * as tables from '@rimaq/tables'
import type { Finding, TableError } from '@rimaq/tables'
const known = tables as unknown as Record<
  string,
  ((value: unknown, lang: string) => string) | undefined
>
export function describeFinding(finding: Finding, lang: 'es' | 'en'): string {
  return known['describeFinding']?.(finding, lang) ?? finding.code
}
export function describeError(error: TableError, lang: 'es' | 'en'): string {
  return known['describeError']?.(error, lang) ?? error.code
}

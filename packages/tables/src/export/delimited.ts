// Writes the COPY behind a table as CSV or TSV.
import { TableError } from '../model.ts'
import type { TableFiles } from '../model.ts'
import type { ExportOptions } from '../query-model.ts'
import { textLiteral } from '../query/sql-text.ts'
import { delimitedCell, exportColumns, exportRows, headed } from './export-select.ts'

/** RFC 4180: fields with the delimiter, quotes or line ends are quoted; empty text is `""`, no value is nothing. */
export function delimited(
  table: TableFiles,
  options: ExportOptions,
): { select: string; copy: string } {
  const delimiter = options.delimiter ?? (options.format === 'tsv' ? '\t' : ',')
  if (!/^[^"\r\n\0]$/u.test(delimiter)) throw new TableError('bad-page', { delimiter })
  const columns = exportColumns(table.manifest, options)
  return {
    select: `SELECT ${headed(columns, delimitedCell)} FROM ${exportRows(table, options)}`,
    copy: `FORMAT csv, HEADER true, DELIMITER ${textLiteral(delimiter)}, QUOTE '"', ESCAPE '"'`,
  }
}

// Writes the whole version as CSV, the forms that are asked for most, into files that lie ready.
import { createReadStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { delimited } from '../export/delimited.ts'
import { withLongHead } from '../export/long-head.ts'
import { storedForms, writeText } from '../export/stored-text.ts'
import type { StoredForm } from '../model.ts'
import { textLiteral } from '../query/sql-text.ts'
import type { Workshop } from './build.ts'

/** Where each form was put. */
export async function buildTexts(
  { connection, table, outDir, signal }: Workshop,
  file: (name: string) => string,
): Promise<Record<StoredForm, string>> {
  const written: Partial<Record<StoredForm, string>> = {}
  for (const form of Object.keys(storedForms) as StoredForm[]) {
    const plain = join(outDir, `${form}.csv`)
    const { select, copy } = delimited(table, storedForms[form])
    try {
      await connection.run(
        `COPY (${select}) TO ${textLiteral(plain)} (${copy}, USE_TMP_FILE false)`,
      )
      signal.throwIfAborted()
      const path = file(`${form}.text`)
      const { rows, parquet } = table.manifest
      const text = createReadStream(plain, { highWaterMark: 1 << 20, signal })
      const lines = storedForms[form].longHead ? withLongHead(text) : text
      await writeText(path, lines, { table: parquet.sha256, rows, form })
      written[form] = path
    } finally {
      await rm(plain, { force: true })
    }
  }
  return written as Record<StoredForm, string>
}

// Takes over the procedures of a pack: those the city does not know yet; what it changed is left alone.
import { readFile } from 'node:fs/promises'
import type { Actor } from '#people'
import type { Catalogue } from './catalogue/catalogue.ts'
import { entriesOf } from './catalogue/exchange.ts'

export interface ProceduresReport {
  /** Codes put in force now. */
  published: string[]
}

/** Idempotent. A pack without the file has no procedures. @throws CaseFilesError bad-file and what verbs throw */
export async function importProcedures(
  catalogue: Catalogue,
  actor: Actor,
  file: URL,
): Promise<ProceduresReport> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  const published: string[] = []
  if (text === null) return { published }
  const known = new Set((await catalogue.newest()).map(({ code }) => code))
  const writer = catalogue.as(actor)
  for (const { code, content } of entriesOf(text, 'procedures.json')) {
    if (known.has(code)) continue
    await writer.draft(code, content)
    await writer.publish(code)
    published.push(code)
  }
  return { published }
}

// Takes over the procedures of a pack: those the city does not know yet; what it changed is left alone.
import { readFile } from 'node:fs/promises'
import type { Actor } from '#people'
import type { Catalogue } from './catalogue/catalogue.ts'
import { hashOfContent } from './catalogue/draft-procedure.ts'
import { entriesOf } from './catalogue/exchange.ts'
import type { ProcedureContent } from './catalogue/procedure.ts'

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
  const known = new Map((await catalogue.newest()).map((each) => [each.code, each]))
  const writer = catalogue.as(actor)
  for (const { code, content } of entriesOf(text, 'procedures.json')) {
    const there = known.get(code)
    // A start that was killed between draft and publication is gone on with; all else is the city's.
    const half = there?.number === 1 && there.state === 'draft'
    if (there !== undefined && !half) continue
    if (half && hashOfContent(content as ProcedureContent) !== there.hash) continue
    await writer.draft(code, content)
    await writer.publish(code)
    published.push(code)
  }
  return { published }
}

// Writes a new version of a template; a pack's templates are taken over once and then left to the city.
import { readFile } from 'node:fs/promises'
import { Compile } from 'typebox/compile'
import type { Actor } from '#people'
import type { Clock, Database } from '#platform'
import { CaseFilesError } from '../errors.ts'
import { unknownFields } from './fields.ts'
import { insertTemplate, newestTemplates, versionsOfTemplate } from './store-templates.ts'
import { TemplateContent, TemplateFile, templateCode } from './template.ts'
import { knownFields } from './known-fields.ts'

const contentShape = Compile(TemplateContent)
const fileShape = Compile(TemplateFile)

export interface TemplateParts {
  database: Database
  clock: Clock
}

/**
 * `seen` is the version the page showed; 0 for a new one.
 * @throws CaseFilesError not-permitted, bad-template, changed-meanwhile
 */
export async function saveTemplate(
  { database, clock }: TemplateParts,
  actor: Actor,
  given: { code: string; seen: number; content: unknown },
): Promise<number> {
  if (!mayWrite(actor)) throw new CaseFilesError('not-permitted')
  const { code, seen } = given
  const content = checked(given.content)
  if (!new RegExp(templateCode).test(code) || code.length > 80) {
    throw new CaseFilesError('bad-template', { what: code })
  }
  const person = actor.kind === 'person' ? actor.person : null
  return database.transaction(async (trx) => {
    const [newest] = await versionsOfTemplate(trx, code)
    const next = (newest?.version ?? 0) + 1
    const made =
      seen === next - 1
        ? await insertTemplate(trx, { code, version: next, content, person }, clock.now())
        : null
    if (made === null) throw new CaseFilesError('changed-meanwhile')
    return made
  })
}

/** Officials who publish for their office write its templates; the pack comes from the operator. */
export function mayWrite(actor: Actor): boolean {
  if (actor.kind === 'operator') return true
  return actor.kind === 'person' && (actor.holding?.verbs.has('publish') ?? false)
}

function checked(content: unknown): TemplateContent {
  const [fault] = contentShape.Errors(content)
  if (fault !== undefined) {
    throw new CaseFilesError('bad-template', { what: `${fault.instancePath} ${fault.message}` })
  }
  const whole = content as TemplateContent
  const [unknown] = unknownFields(`${whole.title} ${whole.body}`, knownFields)
  if (unknown !== undefined) throw new CaseFilesError('bad-template', { what: `{{${unknown}}}` })
  return whole
}

/**
 * Templates the city does not know yet; what it changed is left alone. Idempotent. A pack without the
 * file has none.
 * @returns the codes written now
 * @throws CaseFilesError bad-template
 */
export async function importTemplates(
  parts: TemplateParts,
  actor: Actor,
  file: URL,
): Promise<string[]> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  if (text === null) return []
  const read: unknown = JSON.parse(text)
  if (!fileShape.Check(read)) {
    const [fault] = fileShape.Errors(read)
    throw new CaseFilesError('bad-template', { what: `${fault?.instancePath} ${fault?.message}` })
  }
  const known = new Set(
    (await newestTemplates(parts.database.kysely, true)).map(({ code }) => code),
  )
  const written: string[] = []
  for (const { code, content } of read.templates) {
    if (known.has(code)) continue
    await saveTemplate(parts, actor, { code, seen: 0, content })
    written.push(code)
  }
  return written
}

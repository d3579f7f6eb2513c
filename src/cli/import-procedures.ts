// `rimaq procedures import`: reads procedures from a file, says what keeps each from being published, and publishes.
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import {
  CaseFilesError,
  type Problem,
  type ProcedureContent,
  describeCaseFilesError,
  entriesOf,
  problemSentence,
  problemsOf,
} from '#case-files'
import { withCatalogue } from './open-catalogue.ts'
import { UsageError, type Verb, type VerbCall, exit } from './verb.ts'

interface Line {
  code: string
  said: 'drafted' | 'unchanged' | 'published' | 'checked' | 'wrong'
  version: number | null
  problems: Problem[]
  error: CaseFilesError | null
}

async function run(call: VerbCall): Promise<number> {
  const [path = ''] = call.operands
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new UsageError('procedures-file', { path }, { cause })
  })
  const entries = entriesOf(text, basename(path))
  const judged = entries.map(({ code, content }) => ({
    ...{ code, content },
    problems: problemsOf(content as ProcedureContent),
  }))
  const lines = call.has('dry-run')
    ? judged.map(({ code, problems }): Line => ({
        ...{ code, problems, version: null, error: null },
        said: problems.length > 0 ? 'wrong' : 'checked',
      }))
    : await withCatalogue(call, async (catalogue) => {
        const writer = catalogue.as({ kind: 'operator' })
        const done: Line[] = []
        for (const { code, content, problems } of judged) {
          try {
            const { number, changed } = await writer.draft(code, content)
            const publish = changed && call.has('publish') && problems.length === 0
            if (publish) await writer.publish(code)
            const said = publish ? 'published' : changed ? 'drafted' : 'unchanged'
            done.push({ code, said, version: number, problems, error: null })
          } catch (error) {
            if (!(error instanceof CaseFilesError)) throw error
            done.push({ code, said: 'wrong', version: null, problems, error })
          }
        }
        return done
      })
  if (call.json) {
    const list = lines.map(({ error, ...line }) => ({ ...line, error: error?.code ?? null }))
    call.out.write(`${JSON.stringify({ procedures: list })}\n`)
  } else call.out.write(words(call, lines))
  const wrong = lines.some(({ problems, error }) => problems.length > 0 || error !== null)
  return wrong ? exit.no : exit.fine
}

function words({ t }: VerbCall, lines: readonly Line[]): string {
  const out: string[] = []
  for (const { code, said, version, problems, error } of lines) {
    out.push(t(`cli.procedures-import.${said}`, { code, version: version ?? 0 }))
    if (error !== null && problems.length === 0) out.push(`  ${describeCaseFilesError(t, error)}`)
    for (const problem of problems) out.push(`  ${problemSentence(t, problem)}`)
  }
  return `${out.join('\n')}\n`
}

export const importProceduresVerb: Verb = {
  name: 'procedures import',
  operands: ['file'],
  options: { publish: { type: 'boolean' }, 'dry-run': { type: 'boolean' } },
  run,
}

// `rimaq procedures export`: the procedures in force as JSON that can be read in again, or as CSV.
import { asCsv, asJson } from '#case-files'
import { withCatalogue } from './open-catalogue.ts'
import { UsageError, type Verb, type VerbCall, exit } from './verb.ts'

async function run(call: VerbCall): Promise<number> {
  const format = call.text('format') ?? 'json'
  if (format !== 'json' && format !== 'csv') {
    throw new UsageError('choice', { option: '--format', word: format, choices: 'json, csv' })
  }
  const drafts = call.has('drafts')
  const list = await withCatalogue(call, (catalogue) =>
    drafts ? catalogue.newest() : catalogue.inForce(),
  )
  call.out.write(
    format === 'csv' ? asCsv(list) : `${JSON.stringify(asJson(list), null, call.json ? 0 : 1)}\n`,
  )
  return list.length === 0 ? exit.no : exit.fine
}

export const exportProcedures: Verb = {
  name: 'procedures export',
  operands: [],
  options: { format: { type: 'string', value: 'json|csv' }, drafts: { type: 'boolean' } },
  run,
}

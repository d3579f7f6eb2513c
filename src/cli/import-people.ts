// `rimaq people import`: takes over offices, positions, people and appointments from a CSV file.
import { readFile } from 'node:fs/promises'
import {
  createStartingRoles,
  describePeopleError,
  importPeople,
  institutionByRuc,
  isWrongRow,
  registerInstitution,
  type PeopleContext,
} from '#people'
import { createLog } from '#platform'
import { peopleJournal } from '../acts-of-people.ts'
import { settingsOf } from './open-shop.ts'
import { UsageError, type Verb, type VerbCall, exit } from './verb.ts'

async function run(call: VerbCall): Promise<number> {
  const [path = ''] = call.operands
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new UsageError('people-file', { path }, { cause })
  })
  const ruc = call.text('institution')
  if (ruc === undefined) throw new UsageError('people-institution')
  const settings = settingsOf(call)
  const log = createLog({
    level: call.env['RIMAQ_LOG'] === undefined ? 'error' : settings.logLevel,
  })
  const { openCity } = await import('../main.ts')
  const city = await openCity({ settings: { ...settings, children: 1 }, log })
  try {
    const { database, clock } = city
    const context: PeopleContext = {
      actor: { kind: 'operator' },
      database,
      clock,
      journal: peopleJournal(city.records.journal),
    }
    const known = await institutionByRuc(database.kysely, ruc)
    const name = call.text('name')
    if (known === null && name === undefined) throw new UsageError('people-name', { ruc })
    const institution = known ?? (await registerInstitution(context, { ruc, name: name ?? '' }))
    if (known === null) await createStartingRoles(context, institution)
    const dryRun = call.has('dry-run')
    const report = await importPeople(context, { institution, text, dryRun })
    if (call.json) {
      const rows = report.rows.map(({ error, ...row }) => ({ ...row, error: error?.code ?? null }))
      call.out.write(`${JSON.stringify({ ...report, rows })}\n`)
    } else {
      const { t } = call
      for (const { line, said, values, error } of report.rows) {
        const sentence =
          error === null ? t(`people.import.${said}`, values) : describePeopleError(t, error)
        call.out.write(`${t('cli.people-import.line', { line })} ${sentence}\n`)
      }
      const end = report.stored ? 'stored' : dryRun ? 'dry' : 'nothing'
      call.out.write(`${t(`cli.people-import.${end}`, { count: report.changed })}\n`)
    }
    const wrong = report.rows.some(({ error, said }) => error !== null || isWrongRow(said))
    return wrong ? exit.no : exit.fine
  } finally {
    await city.close()
  }
}

export const importPeopleVerb: Verb = {
  name: 'people import',
  operands: ['file'],
  options: {
    institution: { type: 'string', value: 'RUC' },
    name: { type: 'string', value: 'NAME' },
    'dry-run': { type: 'boolean' },
  },
  run,
}

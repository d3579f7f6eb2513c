// `rimaq cases import`: checks a package of a case whole, and brings it in under a number of this city.
import { type ImportReport, importCase } from '#case-files'
import { withCity } from './open-records.ts'
import { type Verb, type VerbCall, exit } from './verb.ts'

async function run(call: VerbCall): Promise<number> {
  const [path = ''] = call.operands
  const dryRun = call.has('dry-run')
  const report = await withCity(call, async (city) => {
    const done = await importCase(
      { ...city, office: 'mesa-de-partes' },
      { kind: 'operator' },
      { path, dryRun },
    )
    await city.records.ledger.sequencer.settle()
    return done
  })
  call.out.write(call.json ? `${JSON.stringify(report)}\n` : words(call, report))
  return exit.fine
}

const shown = ({ year, number }: { year: number; number: number }): string =>
  `${year}-${String(number).padStart(6, '0')}`

function words({ t }: VerbCall, report: ImportReport): string {
  const { state, from, number, seals, index, events, documents, accumulated } = report
  const lines = [
    t(`cli.cases-import.${state}`, {
      ...{ organ: from.organ.name, theirs: shown(from) },
      ours: number === null ? '–' : shown(number),
    }),
    t('cli.cases-import.holds', { events, documents, accumulated }),
    t('cli.cases-import.index', { index: index ?? '–' }),
    ...seals.map((signer, at) =>
      signer === null
        ? t('cli.cases-import.unsealed', { n: at + 1 })
        : t('cli.cases-import.sealed', { n: at + 1, signer }),
    ),
  ]
  return `${lines.join('\n')}\n`
}

export const casesImport: Verb = {
  name: 'cases import',
  operands: ['file'],
  options: { 'dry-run': { type: 'boolean' } },
  run,
}

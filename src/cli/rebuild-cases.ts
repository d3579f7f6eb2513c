// `rimaq cases rebuild`: writes what is read from the events of all cases anew, and says what was different.
import { rebuildCases } from '#case-files'
import { withCity } from './open-catalogue.ts'
import { type Verb, type VerbCall, exit } from './verb.ts'

/** Ids shown of each kind; `--json` has all. */
const shown = 20

async function run(call: VerbCall): Promise<number> {
  const write = !call.has('check')
  const { cases, different, broken, terms } = await withCity(call, (city) =>
    rebuildCases(city, { write }),
  )
  if (call.json) {
    call.out.write(`${JSON.stringify({ cases, different, broken, terms })}\n`)
  } else {
    const { t } = call
    const said = write ? 'written' : 'would-write'
    const lines = [
      t(`cli.cases-rebuild.${said}`, { cases, different: different.length }),
      ...different.slice(0, shown),
      ...broken.map(({ id, seq }) => t('cli.cases-rebuild.broken', { id, seq })),
      ...terms.map((id) => t('cli.cases-rebuild.terms', { id })),
    ]
    call.out.write(`${lines.join('\n')}\n`)
  }
  return broken.length + terms.length > 0 ? exit.no : exit.fine
}

export const rebuildCasesVerb: Verb = {
  name: 'cases rebuild',
  operands: [],
  options: { check: { type: 'boolean' } },
  run,
}

// `rimaq procedures retire`: takes a procedure out of force, citing the norm that ends it.
import { withCatalogue } from './open-catalogue.ts'
import { UsageError, type Verb, type VerbCall, exit } from './verb.ts'

async function run(call: VerbCall): Promise<number> {
  const [code = ''] = call.operands
  const act = call.text('act')
  if (act === undefined) throw new UsageError('needs-option', { option: '--act' })
  const { number } = await withCatalogue(call, (catalogue) =>
    catalogue.as({ kind: 'operator' }).retire(code, act),
  )
  if (call.json) call.out.write(`${JSON.stringify({ code, version: number })}\n`)
  else call.out.write(`${call.t('cli.procedures-retire.done', { code, version: number })}\n`)
  return exit.fine
}

export const retireProcedureVerb: Verb = {
  name: 'procedures retire',
  operands: ['procedure'],
  options: { act: { type: 'string', value: 'TEXT' } },
  run,
}

// `rimaq audit clear-witness`: lets this witness give up a head that was lost where it came from.
import { withCity } from './open-records.ts'
import { UsageError, type Verb, type VerbCall, exit } from './verb.ts'

async function run(call: VerbCall): Promise<number> {
  const [origin = ''] = call.operands
  const reason = call.text('reason')?.trim() ?? ''
  const by = call.text('by')?.trim() ?? ''
  if (reason === '') throw new UsageError('needs-option', { option: '--reason' })
  if (by === '') throw new UsageError('needs-option', { option: '--by' })
  const cleared = await withCity(call, ({ records }) =>
    records.ledger.clearWitness({ origin, reason, by }),
  )
  if (call.json) call.out.write(`${JSON.stringify({ origin, ...cleared })}\n`)
  else call.out.write(`${call.t('cli.audit-clear-witness.done', { origin })}\n`)
  return exit.fine
}

export const auditClearWitness: Verb = {
  name: 'audit clear-witness',
  operands: ['origin'],
  options: {
    reason: { type: 'string', value: 'TEXT' },
    by: { type: 'string', value: 'NAME' },
  },
  run,
}

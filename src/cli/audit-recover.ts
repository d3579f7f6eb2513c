// `rimaq audit recover`: signs, in public, that the ledger goes on after a restored backup or a fork.
import { withCity } from './open-records.ts'
import { UsageError, type Verb, type VerbCall, exit } from './verb.ts'

async function run(call: VerbCall): Promise<number> {
  const reason = call.text('reason')?.trim() ?? ''
  const by = call.text('by')?.trim() ?? ''
  if (reason === '') throw new UsageError('needs-option', { option: '--reason' })
  if (by === '') throw new UsageError('needs-option', { option: '--by' })
  const report = await withCity(call, ({ records }) => records.ledger.recover({ reason, by }))
  if (call.json) call.out.write(`${JSON.stringify(report)}\n`)
  else {
    const { size, index, lost, oldSize } = report
    const old = oldSize === null ? '–' : String(oldSize)
    call.out.write(`${call.t('cli.audit-recover.done', { size, index, lost, old })}\n`)
  }
  return exit.fine
}

export const auditRecover: Verb = {
  name: 'audit recover',
  operands: [],
  options: {
    reason: { type: 'string', value: 'TEXT' },
    by: { type: 'string', value: 'NAME' },
  },
  run,
}

// `rimaq audit export`: writes a sealed folder that an auditor takes along.
import { resolve } from 'node:path'
import { exportAudit } from '#records'
import { withCity } from './open-records.ts'
import { UsageError, type Verb, type VerbCall, exit } from './verb.ts'

async function run(call: VerbCall): Promise<number> {
  const output = call.text('output')
  if (output === undefined) throw new UsageError('needs-option', { option: '--output' })
  const folder = resolve(output)
  const report = await withCity(call, ({ database, records, clock }) =>
    exportAudit({ database, ledger: records.ledger, clock, folder }),
  )
  if (call.json) call.out.write(`${JSON.stringify({ folder, ...report })}\n`)
  else call.out.write(`${call.t('cli.audit-export.done', { folder, ...report })}\n`)
  return exit.fine
}

export const auditExport: Verb = {
  name: 'audit export',
  operands: [],
  options: { output: { type: 'string', value: 'FOLDER' } },
  run,
}

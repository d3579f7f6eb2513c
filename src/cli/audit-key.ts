// `rimaq audit key`: prints the keys by which others verify this ledger and this witness.
import { verifierLines } from '#records'
import { withCity } from './open-records.ts'
import { type Verb, type VerbCall, exit } from './verb.ts'

async function run(call: VerbCall): Promise<number> {
  await withCity(call, async ({ records }) => {
    const { ledger, witness } = verifierLines(records.ledger.keys)
    const { origin } = records.ledger.keys
    if (call.json) call.out.write(`${JSON.stringify({ origin, ledger, witness })}\n`)
    else {
      const part = (name: string, lines: string[]): string => `${name}\n${lines.join('\n')}\n`
      call.out.write(part(call.t('cli.audit-key.ledger', { origin }), ledger))
      call.out.write(part(call.t('cli.audit-key.witness'), witness))
    }
  })
  return exit.fine
}

export const auditKey: Verb = { name: 'audit key', operands: [], options: {}, run }

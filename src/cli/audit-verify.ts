// `rimaq audit verify`: checks that nobody changed the record of acts, and names the first who did.
import { readFile } from 'node:fs/promises'
import { openFolder, parseVerifierKey, verifyLog } from '@rimaq/ledger'
import { verifyCases } from '#case-files'
import { type Finding, findingSentence, verifierLines, verifyAudit } from '#records'
import { withCity } from './open-records.ts'
import { UsageError, type Verb, type VerbCall, exit } from './verb.ts'

async function run(call: VerbCall): Promise<number> {
  const folder = call.text('ledger')
  return folder === undefined ? verifyWhole(call) : verifyPublic(call, folder)
}

async function verifyWhole(call: VerbCall): Promise<number> {
  const report = await withCity(call, ({ database, records, files }) =>
    verifyAudit({
      database,
      ledger: records.ledger,
      cases: verifyCases,
      ...(call.has('database') ? {} : { files }),
    }),
  )
  const { size, checked, lost, waiting, findings } = report
  if (call.json) call.out.write(`${JSON.stringify(report)}\n`)
  else {
    tell(call, findings)
    const { rows, contents, erased, numbers, files, stamps, cases } = checked
    call.out.write(`${call.t('cli.audit-verify.checked', { size, rows, contents, erased })}\n`)
    call.out.write(
      `${call.t('cli.audit-verify.more', { numbers, files, stamps, lost, waiting })}\n`,
    )
    call.out.write(`${call.t('cli.audit-verify.cases', { cases })}\n`)
  }
  return findings.length === 0 ? exit.fine : exit.no
}

/** As an outsider: a copy of the public files, keys, and perhaps a checkpoint seen earlier. */
async function verifyPublic(call: VerbCall, folder: string): Promise<number> {
  const path = call.text('key')
  const lines =
    path === undefined
      ? await withCity(call, async ({ records }) => verifierLines(records.ledger.keys).ledger)
      : (await textOf(path)).trim().split('\n')
  const keys = lines.map(parseVerifierKey)
  const [first] = keys
  if (!first) throw new UsageError('missing', { name: 'file' })
  const seen = call.text('witnessed')
  const { size, findings } = await verifyLog({
    storage: openFolder(folder),
    origin: first.name,
    keys,
    ...(seen === undefined ? {} : { witnessed: await textOf(seen) }),
  })
  const told = findings.map((each): Finding => ({
    code: 'file',
    what: `${each.path} (${each.what})`,
  }))
  if (call.json) call.out.write(`${JSON.stringify({ origin: first.name, size, findings: told })}\n`)
  else {
    tell(call, told)
    call.out.write(`${call.t('cli.audit-verify.public', { size })}\n`)
  }
  return told.length === 0 ? exit.fine : exit.no
}

function tell({ out, t }: VerbCall, findings: readonly Finding[]): void {
  out.write(`${t('cli.audit-verify.verdict', { count: findings.length })}\n`)
  for (const finding of findings.slice(0, 20)) out.write(`  ${findingSentence(t, finding)}\n`)
  if (findings.length > 20) out.write(`  …\n`)
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    throw new UsageError('no-file', { path }, { cause })
  }
}

export const auditVerify: Verb = {
  name: 'audit verify',
  operands: [],
  options: {
    ledger: { type: 'string', value: 'FOLDER' },
    key: { type: 'string', value: 'FILE' },
    witnessed: { type: 'string', value: 'FILE' },
    database: { type: 'boolean' },
  },
  run,
}

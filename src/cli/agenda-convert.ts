// `rimaq agenda convert`: an iCalendar file as a table that can be published as the agenda of Vive.
import { readFile } from 'node:fs/promises'
import { agendaFromCalendar } from '#visit'
import { describeWalksError } from '@rimaq/walks'
import { UsageError, type Verb, type VerbCall, exit } from './verb.ts'

async function run(call: VerbCall): Promise<number> {
  const [from = ''] = call.operands
  const source = call.text('source') ?? ''
  if (!/^https?:\/\//.test(source)) throw new UsageError('agenda-source')
  const text = await readFile(from, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') throw new UsageError('no-file', { path: from }, { cause })
    throw cause
  })
  const checked = new Date().toISOString().slice(0, 10)
  const said = { source, checked, confidence: 'media', timeZone: 'America/Lima' } as const
  const { csv, rows, faults, otherDays } = agendaFromCalendar(text, said)
  for (const fault of faults) {
    call.err.write(`${from}: ${describeWalksError(fault, call.lang)}\n`)
  }
  for (const uid of otherDays) {
    call.err.write(`${from}: ${call.t('cli.agenda-convert.other-days', { uid })}\n`)
  }
  if (call.json) call.out.write(`${JSON.stringify({ rows, faults, otherDays, csv })}\n`)
  else call.out.write(csv)
  return rows === 0 || faults.length + otherDays.length > 0 ? exit.no : exit.fine
}

export const agendaConvert: Verb = {
  name: 'agenda convert',
  operands: ['file'],
  options: { source: { type: 'string', value: 'URL' } },
  run,
}

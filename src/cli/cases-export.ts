// `rimaq cases export`: one case as a package, into a zip archive or a folder.
import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import {
  CaseFilesError,
  caseByNumber,
  folderSink,
  packageStream,
  prepareExport,
  writePackage,
} from '#case-files'
import { withCity } from './open-records.ts'
import { UsageError, type Verb, type VerbCall, exit } from './verb.ts'

async function run(call: VerbCall): Promise<number> {
  const [number = ''] = call.operands
  const to = call.text('to')
  if (to === undefined) throw new UsageError('missing', { name: '--to' })
  const [, year, serial] = /^(\d{4})-(\d{1,9})$/.exec(number) ?? []
  if (year === undefined || serial === undefined)
    throw new UsageError('case-number', { word: number })
  const told = await withCity(call, async (city) => {
    const wanted = { year: Number(year), number: Number(serial) }
    const [id, ...others] = await caseByNumber(city.database.kysely, wanted)
    if (id === undefined || others.length > 0) throw new CaseFilesError('not-found')
    const exported = await prepareExport(city, { kind: 'operator' }, { id })
    if (/\.zip$/i.test(to)) {
      await pipeline(packageStream(city, exported), createWriteStream(to, { flags: 'wx' }))
    } else await writePackage(city, exported, folderSink(to))
    await city.records.ledger.sequencer.settle()
    const { documents, indexes } = exported.carried
    const newest = indexes.at(-1)
    return {
      ...{ number, to, documents: documents.length, index: newest?.contentHash ?? null },
      sealed: newest?.seal !== null && newest !== undefined,
    }
  })
  if (call.json) call.out.write(`${JSON.stringify(told)}\n`)
  else {
    call.out.write(`${call.t('cli.cases-export.done', { ...told, index: told.index ?? '–' })}\n`)
    if (!told.sealed) call.out.write(`${call.t('cli.cases-export.unsealed')}\n`)
  }
  return exit.fine
}

export const casesExport: Verb = {
  name: 'cases export',
  operands: ['number'],
  options: { to: { type: 'string', value: 'FILE|FOLDER' } },
  run,
}

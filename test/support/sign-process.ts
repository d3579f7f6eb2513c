// A process of its own that hands signatures in and kills itself at a named step, as a machine that loses power.
import { Calendars, peruCalendar } from '@rimaq/workdays'
import { createFileStore, createJobs, createLog, openDatabase } from '#platform'
import type { ActParts } from '../../src/case-files/acts/act-parts.ts'
import { defineActJobs } from '../../src/case-files/acts/define-jobs.ts'
import { handIn } from '../../src/case-files/acts/hand-in.ts'
import { openSeal } from '../../src/case-files/seal/entity-seal.ts'
import { createJournal } from '../../src/records/create-journal.ts'
import { NumberWriter } from '../../src/records/number-writer.ts'
import { roomMigrations } from './database.ts'

/** Where the power goes: between which steps of one document. */
export const steps = ['embedded', 'kept', 'received', 'numbered', 'committed'] as const
export type Step = (typeof steps)[number]

export interface Handed {
  url: string
  ownerUrl: string
  files: string
  seal: string
  now: string
  code: string
  signatures: { act: string; signature: string }[]
  at: Step
}

async function run(given: Handed): Promise<void> {
  const clock = { now: () => new Date(given.now) }
  const log = createLog({ level: 'silent' })
  const rooms = ['platform', 'people', 'records', 'datasets', 'case-files']
  const { url, ownerUrl, at } = given
  const database = await openDatabase({ url, ownerUrl, migrations: roomMigrations(rooms) })
  const die = (step: Step): void => {
    if (step === at) process.kill(process.pid, 'SIGKILL')
  }
  const store = createFileStore({ folder: given.files })
  const put = store.put.bind(store)
  const files: ActParts['files'] = Object.assign(store, {
    async put(bytes: AsyncIterable<Uint8Array>) {
      die('embedded')
      const kept = await put(bytes)
      die('kept')
      return kept
    },
  })
  const numbers = new NumberWriter({ database, clock, timeZone: 'America/Lima' })
  const takeNumber: NumberWriter['take'] = async (request, work) => {
    die('received')
    const taken = await numbers.take(request, async (trx, number) => {
      await work?.(trx, number)
      die('numbered')
    })
    die('committed')
    return taken
  }
  const seal = await openSeal({
    ...{ data: given.seal, place: null, secret: null, name: 'Municipalidad de Prueba', clock },
    timestamps: null,
  })
  const parts: ActParts = {
    ...{ database, clock, files, seal, jobs: createJobs(database, log, clock) },
    records: { journal: createJournal(clock), takeNumber },
    calendars: new Calendars(peruCalendar(), { nation: 'PE', region: '15', province: '1501' }),
    ...{ timestamps: null, policy: { trust: [] }, city: 'Lima', url: 'https://lima.example' },
  }
  defineActJobs(parts)
  const signatures = given.signatures.map(({ act, signature }) => ({
    act,
    signature: new Uint8Array(Buffer.from(signature, 'base64')),
  }))
  await handIn(parts, { code: given.code, signatures })
}

if (process.env['SIGN_PROCESS'] !== undefined) {
  await run(JSON.parse(process.env['SIGN_PROCESS']) as Handed)
  process.exit(0)
}

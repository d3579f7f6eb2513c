// A process that gives numbers until it is killed: node number-process.ts URL OWNER_URL NEW_YEAR (milliseconds since 1970)
import { sql } from 'kysely'
import { openDatabase } from '#platform'
import { NumberWriter } from '../../../src/records/number-writer.ts'
import { roomMigrations } from '../../support/database.ts'

const [url = '', ownerUrl = '', newYear = ''] = process.argv.slice(2)
const database = await openDatabase({
  url,
  ownerUrl,
  migrations: roomMigrations(['platform', 'records']),
})
/** Midnight in Lima comes at the same real moment for all processes. */
let shift = shiftTo(Number(newYear))

function shiftTo(moment: number): number {
  return Date.parse('2027-01-01T05:00:00Z') - moment
}

const clock = { now: () => new Date(Date.now() + shift) }
const writer = new NumberWriter({ database, clock, timeZone: 'America/Lima' })
const series = { institution: 'mml', kind: 'case-file' }

interface Asked {
  id: number
  key: string
  /** A filing is written with the number; or it is begun and fails. */
  work: 'none' | 'filing' | 'fails'
}

process.on('message', (message: Asked | { newYear: number }) => {
  if ('newYear' in message) {
    shift = shiftTo(message.newYear)
    return
  }
  const { id, key, work } = message
  const taken =
    work === 'none'
      ? writer.take({ series, key })
      : writer.take({ series, key }, async (trx, { year, number }) => {
          await sql`INSERT INTO public.filing (key, year, number) VALUES (${key}, ${year}, ${number})`.execute(
            trx,
          )
          if (work === 'fails') throw new Error('the filing was refused')
        })
  taken.then(
    ({ year, number }) => process.send?.({ id, year, number }),
    (error: Error) => process.send?.({ id, error: error.message }),
  )
})
process.send?.({ ready: true })

// Opens the entity's seal and what makes signed receipts, for the server.
import { join } from 'node:path'
import { Receipts, Verifier, openSeal, readTrust } from '#case-files'
import type { City } from './main.ts'
import { timestampServers } from './time-authority.ts'
import { collectBy } from './validation-data.ts'

/** Throws CaseFilesError trust-broken, seal-broken: a city with a broken seal does not start as if it had none. */
export async function openReceipts(city: City): Promise<Receipts> {
  const { settings, identity, clock, egress, database, files, records } = city
  const { calendars, locale, log, mail } = city
  const seal = await openSeal({
    ...{ data: settings.data, place: settings.seal.place, secret: settings.seal.secret },
    ...{ name: identity.institution, clock },
    timestamps: timestampServers(settings.seal.tsa, egress),
    collect: collectBy(egress, await readTrust(settings.seal.trust, clock.now())),
  })
  return new Receipts({
    ...{ database, clock, records, calendars, files, locale, log, mail, seal },
    ...{ url: settings.url, institution: identity.institution },
  })
}

/** Throws CaseFilesError trust-broken. */
export async function openVerifier(city: City): Promise<Verifier> {
  const { settings, clock, database, files, sandbox } = city
  const anchors = await readTrust(settings.seal.trust, clock.now())
  return new Verifier({
    ...{ database, files, sandbox, clock, anchors },
    temp: join(settings.data, 'temp'),
  })
}

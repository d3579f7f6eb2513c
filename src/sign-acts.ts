// Opens what acts are signed with: the entity's seal, an authority of time, and whose certificates count.
import { type ActParts, type EntitySeal, defineActJobs, readTrust } from '#case-files'
import type { City } from './main.ts'
import { timestampServers } from './time-authority.ts'
import { fetchBytesBy } from './validation-data.ts'

/** Its jobs are named too. Throws CaseFilesError trust-broken. */
export async function openActs(city: City, seal: EntitySeal): Promise<ActParts> {
  const { settings, identity, clock, egress, database, files, records, calendars, jobs } = city
  const parts: ActParts = {
    ...{ database, clock, records, calendars, files, jobs, seal },
    timestamps: timestampServers(settings.seal.tsa, egress),
    policy: {
      trust: await readTrust(settings.seal.trust, clock.now()),
      fetch: fetchBytesBy(egress),
    },
    city: identity.name,
    url: settings.url,
  }
  defineActJobs(parts)
  return parts
}

// Opens what acts are signed with: the entity's seal, an authority of time, and the roots that signers' certificates come from.
import { readFile } from 'node:fs/promises'
import { readCertificates } from '@rimaq/signatures'
import { type ActParts, type EntitySeal, defineActJobs } from '#case-files'
import type { City } from './main.ts'
import { timestampServers } from './time-authority.ts'

/** Its jobs are named too. Throws SignatureError for a file of roots that holds none. */
export async function openActs(city: City, seal: EntitySeal): Promise<ActParts> {
  const { settings, identity, clock, egress, database, files, records, calendars, jobs } = city
  const anchors = []
  for (const path of settings.seal.trust) {
    const bytes = await readFile(path)
    const text = bytes.toString('latin1')
    anchors.push(...readCertificates(text.includes('-----BEGIN') ? text : new Uint8Array(bytes)))
  }
  const parts: ActParts = {
    ...{ database, clock, records, calendars, files, jobs, seal },
    timestamps: timestampServers(settings.seal.tsa, egress),
    policy: { anchors },
    city: identity.name,
    url: settings.url,
  }
  defineActJobs(parts)
  return parts
}

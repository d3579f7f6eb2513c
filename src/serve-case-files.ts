// Puts the case files on the network: their routes, the seal and the acts, and what goes on by itself.
import {
  askForClocks,
  askForOpenness,
  caseFilesRoutes,
  firmaPeruDoor,
  importProcedures,
  importTemplates,
} from '#case-files'
import type { EntitySeal, Verifier } from '#case-files'
import type { PageContext } from '#pages'
import type { Actor } from '#people'
import { sensitive } from '#people/pages'
import type { RouteDefinition, Server } from '#platform'
import { keepIndexesSigned } from './keep-indexes.ts'
import type { City } from './main.ts'
import { openNotify } from './open-notify.ts'
import { openReceipts, openVerifier } from './seal-documents.ts'
import { outsideOf } from './outside-of.ts'
import type { PageRequest } from './page-contexts.ts'
import { openActs } from './sign-acts.ts'

export interface ServedCaseFiles {
  /** With which other rooms' documents are issued too. */
  seal: EntitySeal
  /** With which signed documents of other rooms are judged. */
  verifier: Verifier
  /** Procedures and templates of the pack, where they are not there yet. */
  importPack(actor: Actor): Promise<void>
  /** Begins what goes on by itself; the answer ends it. */
  keep(): () => Promise<void>
}

export async function serveCaseFiles(
  city: City,
  server: Server,
  context: (request: PageRequest) => PageContext,
): Promise<ServedCaseFiles> {
  const { catalogue, counter, calendars, database, files, clock, records } = city
  const receipts = await openReceipts(city)
  const { notify, keep: keepNotify } = openNotify(city, receipts)
  const verifier = await openVerifier(city)
  const acts = await openActs(city, receipts.parts.seal)
  const door = `${city.settings.url}/bandeja/firma/componente`
  server.register(
    caseFilesRoutes({
      ...{ catalogue, counter, calendars, database, files, clock, records },
      ...{ receipts, verifier, acts, notify },
      // Without credentials of the service there is no token of it to hand on.
      firmaPeru: firmaPeruDoor(acts, { url: door, token: () => Promise.resolve('') }),
      prove: proofs(city, context),
      context,
    }),
  )
  return {
    seal: receipts.parts.seal,
    verifier,
    async importPack(actor) {
      await importProcedures(catalogue, actor, new URL('procedures.json', city.pack))
      await importTemplates(acts, actor, new URL('act-templates.json', city.pack))
    },
    keep() {
      const ends = [askForClocks(city), askForOpenness(city), keepNotify()]
      const endReceipts = receipts.keep()
      const endIntake = city.intake.keep()
      const endIndexes = keepIndexesSigned(city, receipts.parts.seal)
      return async () => {
        for (const end of ends) end()
        await Promise.all([endReceipts(), endIntake(), endIndexes()])
        await receipts.parts.seal.close()
      }
    },
  }
}

/** What makes a route ask for a fresh proof of presence. */
function proofs(
  city: City,
  context: (request: PageRequest) => PageContext,
): (route: RouteDefinition) => RouteDefinition {
  const { accounts, identity } = city
  const pages = { accounts, context, city: identity.name, outside: outsideOf(city) }
  return (route) => sensitive(pages, route)
}

// Names who takes part in a case beside the filer, and takes out again whoever was named by mistake.
import { type Actor } from '#people'
import { CaseFilesError } from '../errors.ts'
import { readFiler } from '../filing/filer.ts'
import { type CaseParts, actOnCase } from './act-on-case.ts'
import { mustSay } from './must-say.ts'
import { type PartyRole, filerParty, partiesOf } from './parties.ts'

const most = 50

/**
 * Before it is decided, since a decision says whom it is to be notified to. `sent` has the fields of
 * the form of filing: document, number, name, mail, address.
 * @throws CaseFilesError bad-party, party-known, not-now, case-moved
 */
export async function nameParty(
  parts: CaseParts,
  actor: Actor,
  given: {
    id: string
    seen: number | null
    role: PartyRole
    represents: string
    sent: Readonly<Record<string, unknown>>
  },
): Promise<void> {
  const { id, seen, role } = given
  const { filer, faults } = readFiler({ ...given.sent, 'filer-for': '' })
  if (filer === null) {
    throw new CaseFilesError('bad-party', { field: faults[0]?.field ?? 'filer-name' })
  }
  await actOnCase(parts, actor, { id, verb: 'update', seen }, async (step) => {
    const parties = partiesOf(step.events)
    const represents = role === 'representative' ? given.represents : filerParty
    const known = represents === filerParty || parties.some((each) => each.id === represents)
    if (!known || parties.length >= most) throw new CaseFilesError('bad-party', { field: 'role' })
    const { document, number } = filer
    const same = (one: { document: string; number: string }): boolean =>
      one.document === document && one.number === number
    if (parties.some((each) => same(each) && each.represents === represents)) {
      throw new CaseFilesError('party-known', { number })
    }
    if (same(step.filed.filer) && role !== 'representative') {
      throw new CaseFilesError('party-known', { number })
    }
    const { name, email, address } = filer
    const party = { role, name, document, number, email, address, represents }
    await step.append('party-added', { party }, { role })
  })
}

/** @throws CaseFilesError not-found, say-why, not-now, case-moved */
export async function removeParty(
  parts: CaseParts,
  actor: Actor,
  { id, seen, party, why }: { id: string; seen: number | null; party: string; why: string },
): Promise<void> {
  const said = mustSay(why)
  await actOnCase(parts, actor, { id, verb: 'update', seen }, async (step) => {
    if (!partiesOf(step.events).some((each) => each.id === party)) {
      throw new CaseFilesError('not-found')
    }
    await step.append('party-removed', { party, why: said }, {})
  })
}

// Checks that names lie where an authority may issue (RFC 5280, 4.2.1.10, 6.1.4 g).
import { childrenOf, membersOf, oidOf, readDer, tags } from '../der/reader.ts'
import { textOf } from '../cms/algorithms.ts'
import type { Certificate } from './certificate.ts'
import { alternativeNames, extensionOf, moreExtensionIds } from './extensions.ts'
import { MOST_NAMES, readGeneralName, type GeneralName } from './general-names.ts'
import { isWithinName } from './names.ts'

export interface NameConstraints {
  /** Each set narrows the one before: a name of a kind must lie in one name of every set with that kind. */
  permitted: GeneralName[][]
  excluded: GeneralName[]
}

export const noConstraints: NameConstraints = { permitted: [], excluded: [] }

/** The constraints with those of an authority added. */
export function constrainedBy(before: NameConstraints, authority: Certificate): NameConstraints {
  const node = extensionOf(authority, moreExtensionIds.nameConstraints)
  if (node === null) return before
  const permitted = [...before.permitted]
  const excluded = [...before.excluded]
  for (const part of membersOf(node)) {
    const subtrees = childrenOf(part).slice(0, MOST_NAMES)
    const names = subtrees.map((subtree) => readGeneralName(childrenOf(subtree)[0] ?? subtree))
    if (part.tag === 0xa0) permitted.push(names)
    if (part.tag === 0xa1) excluded.push(...names)
  }
  return { permitted, excluded }
}

/** Why a certificate's names are out of bounds; null when they are not. */
export function nameFault(certificate: Certificate, constraints: NameConstraints): string | null {
  if (constraints.permitted.length === 0 && constraints.excluded.length === 0) return null
  for (const name of namesOf(certificate)) {
    if (constraints.excluded.some((base) => lies(name, base) !== false))
      return 'a name is excluded by an authority of the path'
    for (const set of constraints.permitted) {
      // A kind that is not understood cannot be shown to lie within, and so does not (4.2.1.10).
      const same = set.filter((base) => lies(name, base) !== false || base.kind === name.kind)
      if (same.length > 0 && !same.some((base) => lies(name, base) === true))
        return 'a name is not among those an authority of the path may give'
    }
  }
  return null
}

/** Subject, alternative names, and addresses of electronic mail within the subject (6.1.3 b, c). */
function namesOf(certificate: Certificate): GeneralName[] {
  const names: GeneralName[] = [...alternativeNames(certificate)]
  const sets = membersOf(readDer(certificate.subject))
  if (sets.length > 0) names.push({ kind: 'directory', name: certificate.subject })
  if (names.some(({ kind }) => kind === 'email')) return names
  for (const set of sets)
    for (const attribute of membersOf(set, tags.set)) {
      const [type, value] = membersOf(attribute)
      if (value !== undefined && oidOf(type) === '1.2.840.113549.1.9.1')
        names.push({ kind: 'email', text: textOf(value) })
    }
  return names
}

/** Whether the name lies within; null when the kind cannot be compared. */
function lies(name: GeneralName, base: GeneralName): boolean | null {
  if (name.kind === 'directory' && base.kind === 'directory')
    return isWithinName(name.name, base.name)
  if (name.kind === 'ip' && base.kind === 'ip') return liesInNetwork(name.bytes, base.bytes)
  if (name.kind === 'other' && base.kind === 'other') return name.tag === base.tag ? null : false
  if (name.kind === 'email' && base.kind === 'email') return mailLies(name.text, base.text)
  if (name.kind === 'dns' && base.kind === 'dns') return hostLies(name.text, base.text, true)
  if (name.kind === 'uri' && base.kind === 'uri') {
    const host = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#@]*@)?([^/?#:]+)/i.exec(name.text)?.[1]
    return host !== undefined && hostLies(host, base.text, false)
  }
  return false
}

function mailLies(mail: string, base: string): boolean {
  if (base.includes('@')) return mail.toLowerCase() === base.toLowerCase()
  return hostLies(mail.slice(mail.lastIndexOf('@') + 1), base, false)
}

/** @param below whether names below count even without a leading dot (dNSName) */
function hostLies(host: string, base: string, below: boolean): boolean {
  const name = host.toLowerCase()
  const wanted = base.toLowerCase()
  if (wanted === '') return true
  if (wanted.startsWith('.')) return name.endsWith(wanted)
  return name === wanted || (below && name.endsWith(`.${wanted}`))
}

function liesInNetwork(address: Uint8Array, network: Uint8Array): boolean {
  const { length } = address
  if (network.length !== length * 2) return false
  return address.every((byte, index) => {
    const mask = network[length + index] ?? 0
    return (byte & mask) === ((network[index] ?? 0) & mask)
  })
}

// Reads general names: addresses, domains, directory names within certificates and lists (RFC 5280, 4.2.1.6).
import { toLatin1 } from '../bytes.ts'
import { childrenOf, contentOf, membersOf, must, rawOf, tags, type Der } from '../der/reader.ts'

export type GeneralName =
  | { kind: 'email' | 'dns' | 'uri'; text: string }
  /** DER of the name. */
  | { kind: 'directory'; name: Uint8Array }
  /** Address, or address and mask. */
  | { kind: 'ip'; bytes: Uint8Array }
  | { kind: 'other'; tag: number }

/** Names of one kind read at most, so that no certificate can ask for endless comparisons. */
export const MOST_NAMES = 256

/** The members of GeneralNames; `node` may stand under any tag. */
export function readGeneralNames(node: Der): GeneralName[] {
  return childrenOf(node).slice(0, MOST_NAMES).map(readGeneralName)
}

export function readGeneralName(node: Der): GeneralName {
  if (node.tag === 0x81) return { kind: 'email', text: toLatin1(contentOf(node)) }
  if (node.tag === 0x82) return { kind: 'dns', text: toLatin1(contentOf(node)) }
  if (node.tag === 0x86) return { kind: 'uri', text: toLatin1(contentOf(node)) }
  if (node.tag === 0x87) return { kind: 'ip', bytes: contentOf(node) }
  if (node.tag === 0xa4) {
    const [name] = membersOf(node, 0xa4)
    return { kind: 'directory', name: rawOf(must(name, tags.sequence)) }
  }
  return { kind: 'other', tag: node.tag }
}

/** The addresses among the names. */
export function addressesOf(names: readonly GeneralName[]): string[] {
  return names.flatMap((one) => (one.kind === 'uri' ? [one.text] : []))
}

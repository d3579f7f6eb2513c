// Compares distinguished names as RFC 5280, 7.1 asks: letters' case and spaces do not matter.
import { sameBytes } from '../bytes.ts'
import { textOf } from '../cms/algorithms.ts'
import { SignatureError } from '../signature-error.ts'
import { membersOf, oidOf, rawOf, readDer, tags } from '../der/reader.ts'

const texts: ReadonlySet<number> = new Set([
  tags.utf8,
  tags.printable,
  tags.bmp,
  0x14,
  0x1c,
  tags.ia5,
])
const MOST_PARTS = 64

/** Whether two names in DER are the same name; a malformed one is only the same as itself. */
export function sameName(one: Uint8Array, other: Uint8Array): boolean {
  if (sameBytes(one, other)) return true
  const [mine, theirs] = [partsOnce(one), partsOnce(other)]
  if (mine === null || theirs === null) return false
  return mine.length === theirs.length && mine.every((part, index) => part === theirs[index])
}

/** Whether a name lies under another: its first parts are those of it (4.2.1.10). */
export function isWithinName(name: Uint8Array, base: Uint8Array): boolean {
  const parts = partsOf(name)
  return partsOf(base).every((part, index) => part === parts[index])
}

const known = new WeakMap<Uint8Array, string[] | null>()

/** Names are compared against whole pools of certificates, so each is taken apart once. */
function partsOnce(name: Uint8Array): string[] | null {
  let parts = known.get(name)
  if (parts !== undefined) return parts
  try {
    parts = partsOf(name)
  } catch (error) {
    if (!(error instanceof SignatureError)) throw error
    parts = null
  }
  known.set(name, parts)
  return parts
}

/** Each relative name as one string that can be compared. */
function partsOf(name: Uint8Array): string[] {
  const sets = membersOf(readDer(name)).slice(0, MOST_PARTS)
  return sets.map((set) => {
    const attributes = membersOf(set, tags.set).slice(0, MOST_PARTS)
    const spelled = attributes.map((attribute) => {
      const [type, value] = membersOf(attribute)
      if (value === undefined) return oidOf(type)
      const plain = texts.has(value.tag)
        ? textOf(value).normalize('NFKC').toLowerCase().trim().replace(/\s+/g, ' ')
        : Buffer.from(rawOf(value)).toString('hex')
      return `${oidOf(type)}=${plain}`
    })
    return spelled.toSorted().join('+')
  })
}

// Reads who witnesses this ledger, and whose ledgers it witnesses, from two settings.
import { LedgerError, type VerifierKey, parseVerifierKey } from '@rimaq/ledger'
import { RecordsError } from '../errors.ts'

export interface Peer {
  /** Address of the witness, to which `/add-checkpoint` is added; or the origin of a ledger. */
  place: string
  keys: VerifierKey[]
}

/**
 * `PLACE KEY [KEY …]`, peers parted by commas, semicolons or line ends. A peer without a place is
 * named by its first key. @throws RecordsError bad-peer
 */
export function readPeers(text: string | null): Peer[] {
  return (text ?? '')
    .split(/[,;\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => {
      const words = part.split(/\s+/)
      const keys = words.filter((word) => word.includes('+')).map(keyOf)
      const place = words.find((word) => !word.includes('+')) ?? keys[0]?.name
      if (keys.length === 0 || place === undefined || words.length > keys.length + 1) {
        throw new RecordsError('bad-peer', { text: part.slice(0, 80) })
      }
      return { place, keys }
    })
}

/** As `readPeers`; the places are web addresses. */
export function readWitnesses(text: string | null): Peer[] {
  return readPeers(text).map(({ place, keys }) => {
    if (!/^https?:\/\//.test(place) || !URL.canParse(place)) {
      throw new RecordsError('bad-peer', { text: place.slice(0, 80) })
    }
    return { place: place.replace(/\/+$/, ''), keys }
  })
}

function keyOf(word: string): VerifierKey {
  try {
    return parseVerifierKey(word)
  } catch (cause) {
    if (cause instanceof LedgerError) {
      throw new RecordsError('bad-peer', { text: word.slice(0, 80) }, { cause })
    }
    throw cause
  }
}

// Writes and reads receipts: all that is needed to show offline that an entry is in a log (C2SP tlog-proof).
import { fromBase64, toBase64, toText, wholeNumber } from '../bytes.ts'
import { LedgerError } from '../ledger-error.ts'
import { type Hash, hashBytes } from '../merkle/hash.ts'

export interface TlogProof {
  /** Opaque, and true only if the one who reads it checks it; our receipts carry the entry here. */
  extra: Uint8Array | null
  index: number
  hashes: Hash[]
  /** The signed note. */
  checkpoint: string
}

const title = 'c2sp.org/tlog-proof@v1'

/** A proof of 2^63 leaves has 63 hashes. */
const mostHashes = 63

/** Ending `.tlog-proof` is recommended for its file. */
export function formatTlogProof({ extra, index, hashes, checkpoint }: TlogProof): string {
  const lines = [
    title,
    ...(extra ? [`extra ${toBase64(extra)}`] : []),
    `index ${index}`,
    ...hashes.map(toBase64),
    '',
  ]
  return `${lines.join('\n')}\n${checkpoint}`
}

/** Throws `malformed-proof`. Nothing is verified: see `verifyReceipt`. */
export function parseTlogProof(proof: string | Uint8Array): TlogProof {
  const text = typeof proof === 'string' ? proof : toText(proof)
  if (text === null) throw malformed('it is not UTF-8')
  const end = text.indexOf('\n\n')
  if (end < 0) throw malformed('no empty line parts proof and checkpoint')
  const [first, ...lines] = text.slice(0, end).split('\n')
  if (first !== title) throw malformed(`its first line is not ${title}`)
  const extra = lines[0]?.startsWith('extra ') ? fromBase64(lines.shift()!.slice(6)) : undefined
  if (extra === null) throw malformed('its extra data are not base 64')
  const place = lines.shift() ?? ''
  const index = place.startsWith('index ') ? wholeNumber(place.slice(6)) : null
  if (index === null) throw malformed('its index is missing')
  if (lines.length > mostHashes) throw malformed('it has too many hashes')
  const hashes = lines.map((line) => {
    const hash = fromBase64(line)
    if (hash?.length !== hashBytes) throw malformed('one of its hashes is none')
    return hash
  })
  return { extra: extra ?? null, index, hashes, checkpoint: text.slice(end + 2) }
}

function malformed(why: string): LedgerError {
  return new LedgerError('malformed-proof', { why })
}

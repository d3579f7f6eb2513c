// The messages that timed signatures are made over (C2SP tlog-cosignature).
import { toBytes, uint64 } from '../bytes.ts'
import { LedgerError } from '../ledger-error.ts'
import { parseCheckpoint } from './checkpoint.ts'

/** Ed25519 signed message: two lines, then the whole text. `time` in seconds since 1970. */
export function ed25519Message(text: string, time: number): Uint8Array {
  parseCheckpoint(text)
  return toBytes(`cosignature/v1\ntime ${time}\n${text}`)
}

/**
 * ML-DSA-44 signed message, `cosigned_message` for the whole tree. Extension lines would not be
 * signed and could be changed by anybody, so that a checkpoint with them is refused.
 * Throws `malformed-checkpoint`.
 */
export function mlDsaMessage(text: string, time: number, signer: string): Uint8Array {
  const { origin, size, root, extensions } = parseCheckpoint(text)
  if (extensions.length > 0) throw malformed('ML-DSA-44 would not sign its extension lines')
  return Buffer.concat([
    toBytes('subtree/v1\n\0'),
    shortText(signer),
    uint64(time),
    shortText(origin),
    uint64(0),
    uint64(size),
    root,
  ])
}

/** `opaque<1..2^8-1>` of RFC 8446, 3.4. */
function shortText(text: string): Uint8Array {
  const bytes = toBytes(text)
  if (bytes.length > 255) throw malformed('a name is longer than 255 bytes')
  return Uint8Array.of(bytes.length, ...bytes)
}

function malformed(why: string): LedgerError {
  return new LedgerError('malformed-checkpoint', { why })
}

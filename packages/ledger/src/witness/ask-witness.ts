// Asks a witness to cosign the newest checkpoint of a log, and stops the log if it has seen more.
import { toBase64, wholeNumber } from '../bytes.ts'
import { LedgerError } from '../ledger-error.ts'
import type { Log } from '../log/log.ts'
import type { Hash } from '../merkle/hash.ts'

/** Sends the body to <prefix>/add-checkpoint of a witness. */
export type SendToWitness = (body: string) => Promise<{ status: number; body: string }>

/** The body of a request (tlog-witness, add-checkpoint). */
export function witnessRequest(
  oldSize: number,
  proof: readonly Hash[],
  checkpoint: string,
): string {
  const lines = [`old ${oldSize}`, ...proof.map(toBase64), '']
  return `${lines.join('\n')}\n${checkpoint}`
}

/**
 * Has the published checkpoint of the log cosigned and keeps the cosignatures with it. `lastSize`
 * is what the witness cosigned last, as far as known; it corrects that once. Resolves to the size
 * that is now cosigned. Throws `witness-ahead` or `forked`, after which the log signs nothing;
 * `witness-refused`; `bad-signature`.
 */
export async function askWitness(
  log: Log,
  { send, lastSize = 0 }: { send: SendToWitness; lastSize?: number },
): Promise<number> {
  const { size, checkpoint } = log
  const reader = log.reader()
  let old = Math.min(lastSize, size)
  for (let tries = 0; ; tries++) {
    const proof = await reader.consistencyProof(old)
    const answer = await send(witnessRequest(old, proof, checkpoint))
    if (answer.status === 200) {
      await log.addCosignatures(checkpoint, answer.body)
      return size
    }
    // A witness compares sizes before proofs: with ours it must hold another tree.
    if (answer.status === 422) await halt(log, old)
    const seen = answer.status === 409 ? wholeNumber(answer.body.trimEnd()) : null
    if (seen !== null && seen > size) {
      await log.noticeSeen({ size: seen, root: null })
      throw new LedgerError('witness-ahead', { known: seen, disk: size })
    }
    if (seen === old) await halt(log, old)
    if (seen === null || tries > 0) {
      throw new LedgerError('witness-refused', { status: answer.status })
    }
    old = seen
  }
}

/** The witness holds another tree of this size than the files do. */
async function halt(log: Log, size: number): Promise<never> {
  await log.noticeFork(size)
  throw new LedgerError('forked', { known: size, disk: log.size })
}

// Signs many PDF documents by one authorisation, where a service asks its owner each time.
import {
  type PreparedSignature,
  SignatureError,
  type SignOptions,
  type Signer,
  type Source,
  embedSignature,
  prepareSignature,
} from '@rimaq/signatures'
import { openInput } from './signature-input.ts'
import type { MadeSignature } from './sign-forms.ts'
import { UsageError } from './verb.ts'

/** Makes the signature of one document that was prepared; throws what its preparation threw. */
export type SignPrepared = (input: string, source: Source) => Promise<MadeSignature>

/**
 * Checks and prepares all documents, has their signatures made together, and gives what finishes each. A
 * document that cannot be prepared does not stop the others. Throws SignatureError of the service.
 */
export async function signTogether(
  inputs: readonly string[],
  signer: Signer & Required<Pick<Signer, 'signAll'>>,
  options: SignOptions & { check(source: Source, input: string): unknown },
): Promise<SignPrepared> {
  const { certificates, algorithm } = signer
  const { timestamps, check, ...rest } = options
  const prepared = new Map<string, PreparedSignature>()
  const faults = new Map<string, SignatureError | UsageError>()
  for (const input of inputs) {
    const opened = openInput(input)
    try {
      check(opened.source, input)
      prepared.set(input, prepareSignature(opened.source, { ...rest, certificates, algorithm }))
    } catch (error) {
      if (!(error instanceof SignatureError || error instanceof UsageError)) throw error
      faults.set(input, error)
    } finally {
      opened.close()
    }
  }
  const data = [...prepared.values()].map(({ signedAttributes }) => signedAttributes)
  const made = await signer.signAll(data.filter((each) => each !== null))
  const order = [...prepared.keys()]
  return async (input, document) => {
    const fault = faults.get(input)
    if (fault !== undefined) throw fault
    const ticket = prepared.get(input)?.ticket
    const signature = made[order.indexOf(input)]
    if (ticket === undefined || signature === undefined) throw new SignatureError('file-changed')
    const stamped = timestamps === undefined ? {} : { timestamps }
    return embedSignature(ticket, { signature }, { document, ...stamped })
  }
}

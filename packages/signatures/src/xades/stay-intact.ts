// Refuses a change to a document that would break one of the signatures it has already.
import { SignatureError } from '../signature-error.ts'
import { openXml } from '../xml/xml-tree.ts'
import { readSignature } from './read-signature.ts'
import { verifySignature } from './verify-signature.ts'

/** @throws SignatureError `would-break` when a signature that was intact before is not any more */
export async function mustStayIntact(before: Uint8Array, after: Uint8Array): Promise<void> {
  const earlier = await faultsIn(before)
  if (earlier.length === 0) return
  const later = await faultsIn(after)
  const broken = earlier.findIndex((fault, index) => fault === null && later[index] !== null)
  if (broken < 0) return
  throw new SignatureError('would-break', {
    why: `signature ${broken + 1} of the document covers the place where the new one would go`,
  })
}

async function faultsIn(bytes: Uint8Array): Promise<(string | null)[]> {
  const tree = await openXml(bytes)
  try {
    const faults: (string | null)[] = []
    for (const [index, element] of tree.signatures().entries()) {
      try {
        const read = readSignature(element, index)
        const { fault } = await verifySignature(tree, read, () => null)
        faults.push(fault?.why ?? null)
      } catch (error) {
        if (!(error instanceof SignatureError)) throw error
        faults.push(error.message)
      }
    }
    return faults
  } finally {
    tree.dispose()
  }
}

// Reads in whom verification trusts: files of certificates, and trust lists of ETSI TS 119 612.
import { readFile } from 'node:fs/promises'
import {
  type TrustAnchor,
  SignatureError,
  anchorsFrom,
  anchorsFromLists,
  describeSignatureError,
  europeanProfile,
  iofeProfile,
  readCertificates,
  readTrustList,
} from '@rimaq/signatures'
import { CaseFilesError } from '../errors.ts'

/** @throws CaseFilesError trust-broken with the file and the reason: a list that is passed over would turn verdicts */
export async function readTrust(paths: readonly string[], now: Date): Promise<TrustAnchor[]> {
  const anchors: TrustAnchor[] = []
  for (const path of paths) {
    try {
      const bytes = await readFile(path)
      anchors.push(...(await anchorsIn(bytes, path, now)))
    } catch (cause) {
      const why =
        cause instanceof SignatureError ? describeSignatureError(cause, 'es') : String(cause)
      throw new CaseFilesError('trust-broken', { place: path, why }, { cause })
    }
  }
  return anchors
}

async function anchorsIn(bytes: Buffer, path: string, now: Date): Promise<TrustAnchor[]> {
  if (!/^(\u00ef\u00bb\u00bf)?\s*</.test(bytes.toString('latin1', 0, 100))) {
    const pem = bytes.includes('-----BEGIN')
    return anchorsFrom(
      readCertificates(pem ? bytes.toString('latin1') : new Uint8Array(bytes)),
      path,
    )
  }
  const list = await readTrustList(new Uint8Array(bytes))
  const profile = list.territory === 'PE' ? iofeProfile : europeanProfile
  return anchorsFromLists([{ list, at: now }], profile)
}

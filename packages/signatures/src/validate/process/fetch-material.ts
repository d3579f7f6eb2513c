// Fetches what the judgement of signatures needs and they do not carry, before they are judged.
import { collectValidationData, type FetchBytes } from '../../revocation/collect.ts'
import type { Certificate } from '../../x509/certificate.ts'
import { identityOf } from './poe.ts'
import type { SignatureDescription, ValidationContext, ValidationMaterial } from './types.ts'
import { materialsOf } from './validation-context.ts'

export interface FetchedMaterial extends ValidationMaterial {
  /** What could not be had, in English; for the warnings of a report. */
  missing: string[]
}

/**
 * Issuers, lists and responses about the signers and the timestamp authorities of all signatures,
 * without what they carry that is still fresh. The answer goes into `context.material`.
 */
export async function fetchMaterial(
  signatures: readonly SignatureDescription[],
  { trust, time, material }: Pick<ValidationContext, 'trust' | 'time' | 'material'>,
  fetch: FetchBytes,
): Promise<FetchedMaterial> {
  const materials = [...signatures.flatMap(materialsOf), ...(material ? [material] : [])]
  const data = await collectValidationData({
    certificates: unique(signatures.flatMap(askedAbout)),
    fetch,
    at: time,
    known: {
      certificates: unique(materials.flatMap(({ certificates }) => certificates)),
      crls: materials.flatMap(({ crls }) => crls),
      ocsps: materials.flatMap(({ ocsps }) => ocsps),
    },
    anchors: (trust ?? []).map(({ certificate }) => certificate),
  })
  const missing = data.missing.map(({ what, why }) =>
    what === 'issuer'
      ? `an issuer could not be had: ${why}`
      : `revocation data could not be had: ${why}`,
  )
  return {
    certificates: [...(material?.certificates ?? []), ...data.certificates],
    crls: [...(material?.crls ?? []), ...data.crls],
    ocsps: [...(material?.ocsps ?? []), ...data.ocsps],
    missing,
  }
}

/** The signer, and all certificates within its timestamps, among which are their signers. */
function askedAbout(signature: SignatureDescription): Certificate[] {
  const stamps = [
    ...signature.contentTimestamps,
    ...signature.signatureTimestamps,
    ...signature.archiveTimestamps,
  ]
  const own = signature.certificate === null ? [] : [signature.certificate]
  return [...own, ...stamps.flatMap(({ token }) => token.message.certificates)]
}

function unique(certificates: readonly Certificate[]): Certificate[] {
  return [...new Map(certificates.map((one) => [identityOf(one.raw), one])).values()]
}

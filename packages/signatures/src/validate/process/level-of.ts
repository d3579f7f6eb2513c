// Tells the baseline level a signature has by what was found to be valid in it (EN 319 142-1, 6; 319 122-1, 6).
import { sameBytes } from '../../bytes.ts'
import { factsAbout, readRevocations } from '../../revocation/find-facts.ts'
import type { Certificate } from '../../x509/certificate.ts'
import { needsNoRevocation } from '../../x509/extensions.ts'
import type { Level } from '../report.ts'
import type { SignatureDescription } from './types.ts'
import type { TimestampFinding } from './validate-timestamp.ts'
import { materialsOf } from './validation-context.ts'

/**
 * T: a timestamp proves the time. LT: the signature carries revocation data of each certificate of its
 * path. LTA: an archive timestamp lies over it all.
 */
export function levelOf(
  signature: SignatureDescription,
  path: readonly Certificate[],
  timestamps: readonly TimestampFinding[],
  trusted: boolean,
): Level {
  if (signature.baseLevel !== 'B-B') return signature.baseLevel
  const counting = timestamps.filter(
    ({ kind, verdict }) => kind !== 'content' && verdict.indication === 'TOTAL-PASSED',
  )
  if (counting.length === 0) return 'B-B'
  const archived = counting.filter(({ kind }) => kind === 'archive')
  // Without trust nobody knows where the path would end, so data about the signer have to do.
  const asked = trusted ? path : path.slice(0, 2)
  const carries =
    trusted || asked.length > 1
      ? carriesRevocation(signature, asked)
      : namesSigner(signature, path[0])
  if (!carries) return 'B-T'
  // Data that were added after the last archive timestamp are not proven by it.
  const covering = archived.some(
    ({ description: { covers } }) => covers.crls.length + covers.ocsps.length > 0,
  )
  return covering ? 'B-LTA' : 'B-LT'
}

/** The issuer is an anchor that the signature leaves out: data in its name have to do. */
function namesSigner(signature: SignatureDescription, signer: Certificate | undefined): boolean {
  if (signer === undefined) return false
  const materials = materialsOf(signature)
  const pool = readRevocations({
    crls: materials.flatMap(({ crls }) => crls),
    ocsps: materials.flatMap(({ ocsps }) => ocsps),
  })
  return (
    pool.crls.some(({ issuer }) => sameBytes(issuer, signer.issuer)) ||
    pool.ocsps.some(({ answers }) => answers.some(({ serial }) => serial === signer.serial))
  )
}

function carriesRevocation(signature: SignatureDescription, path: readonly Certificate[]): boolean {
  const materials = materialsOf(signature)
  const known = materials.flatMap(({ certificates }) => certificates)
  const pool = readRevocations({
    crls: materials.flatMap(({ crls }) => crls),
    ocsps: materials.flatMap(({ ocsps }) => ocsps),
  })
  if (pool.crls.length + pool.ocsps.length === 0) return false
  return path.slice(0, -1).every((certificate, index) => {
    const issuer = path[index + 1]
    if (issuer === undefined || needsNoRevocation(certificate)) return true
    const question = { certificate, issuer, known, leadsToAnchor: () => true }
    return factsAbout(pool, question).facts.length > 0
  })
}

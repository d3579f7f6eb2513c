// Fetches what signatures are judged and kept by: issuers, lists of revoked certificates, answers about them.
import { type Collect, type FetchBytes, collectValidationData } from '@rimaq/signatures'
import type { TrustAnchor } from '@rimaq/signatures'
import type { Egress } from '#platform'

/** Milliseconds that one address may take. */
const time = 10_000

/** The way out is the city's own: public addresses, or those the operator allowed. */
export function fetchBytesBy(egress: Egress): FetchBytes {
  return async ({ url, method, body, contentType, mostBytes }) => {
    const answer = await egress.fetch(url, {
      ...{ method, bytes: mostBytes, time },
      ...(body === null ? {} : { body }),
      ...(contentType === null ? {} : { headers: { 'content-type': contentType } }),
    })
    if (answer.status !== 200) throw new Error(`HTTP ${answer.status}`)
    return answer.body
  }
}

/** For signatures that are to last: everything up to the roots that count here. */
export function collectBy(egress: Egress, trust: readonly TrustAnchor[]): Collect {
  const fetch = fetchBytesBy(egress)
  const anchors = trust.map(({ certificate }) => certificate)
  return (wanted) => collectValidationData({ ...wanted, fetch, anchors })
}

// What tests of signatures that last share: certificates that name a list of revoked ones, and a batch signed with a key.
import type { Signer } from '@rimaq/signatures'
import type { ActParts } from '../../src/case-files/acts/act-parts.ts'
import { handIn } from '../../src/case-files/acts/hand-in.ts'
import { openBatch } from '../../src/case-files/acts/open-batch.ts'
import { prepareBatch } from '../../src/case-files/acts/prepare-batch.ts'
import { readAct } from '../../src/case-files/acts/store-acts.ts'
import type { TestActs } from './acts.ts'

/** Where the list is said to lie. */
export const lists = 'http://listas.example/revocados.crl'

/** CRLDistributionPoints with one address (RFC 5280, 4.2.1.13). */
export function withList(): Uint8Array {
  const der = (tag: number, ...parts: Uint8Array[]): Buffer => {
    const body = Buffer.concat(parts)
    return Buffer.concat([Buffer.from([tag, body.length]), body])
  }
  const address = der(0x86, Buffer.from(lists))
  const points = der(0x30, der(0x30, der(0xa0, der(0xa0, address))))
  return der(0x30, der(0x06, Buffer.from([0x55, 0x1d, 0x1f])), der(0x04, points))
}

/** By the chief, as the agent on the own machine would. */
export async function signBatch(
  parts: ActParts,
  city: Pick<TestActs, 'chief'>,
  acts: readonly string[],
  signer: Signer,
): ReturnType<typeof handIn> {
  const chosen = []
  for (const act of acts) {
    const { textVersion = 0 } = (await readAct(parts.database.kysely, act)) ?? {}
    chosen.push({ act, textVersion })
  }
  const { code } = await openBatch(parts, await city.chief.actor(), { chosen, way: 'agent' })
  const { certificates, algorithm } = signer
  const signatures = []
  for (const { act, toSign } of await prepareBatch(parts, {
    ...{ code, key: { certificates, algorithm } },
  })) {
    if (toSign !== null) signatures.push({ act, signature: await signer.sign(toSign) })
  }
  return handIn(parts, { code, signatures })
}

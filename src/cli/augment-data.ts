// Gets what raises a signature's level: lists of revoked certificates and answers about them, from the network or from files.
import { createEgress, systemClock } from '#platform'
import {
  type Certificate,
  type Collect,
  collectValidationData,
  type ValidationMaterial,
} from '@rimaq/signatures'
import { settingsOf } from './open-shop.ts'
import { readSmall } from './signature-input.ts'
import { certificatesOf } from './verify-trust.ts'
import type { VerbCall, VerbOption } from './verb.ts'

export const materialOptions: Record<string, VerbOption> = {
  chain: { type: 'string', value: 'FILE', multiple: true },
  crl: { type: 'string', value: 'FILE', multiple: true },
  ocsp: { type: 'string', value: 'FILE', multiple: true },
}

export const dataOptions: Record<string, VerbOption> = {
  ...materialOptions,
  offline: { type: 'boolean' },
}

/** What `--chain`, `--crl` and `--ocsp` bring. Throws UsageError. */
export function materialOf(call: VerbCall): ValidationMaterial {
  const bytesOf = (name: string) => call.texts(name).map((file) => derOf(readSmall(file)))
  return {
    certificates: call.texts('chain').flatMap(certificatesOf),
    crls: bytesOf('crl'),
    ocsps: bytesOf('ocsp'),
  }
}

/** DER as it is, or out of PEM. */
function derOf(bytes: Buffer): Uint8Array {
  const found = /-----BEGIN [A-Z0-9 ]+-----([A-Za-z0-9+/=\s]+)-----END/.exec(
    bytes.toString('latin1'),
  )
  return new Uint8Array(found === null ? bytes : Buffer.from(found[1] ?? '', 'base64'))
}

/**
 * Asks the addresses that certificates name, through the one way out: public ones, and those of the
 * setting RIMAQ_OWN_NETWORK. With `--offline` only files count.
 */
export function collectOver(call: VerbCall, anchors: readonly Certificate[]): Collect {
  const known = materialOf(call)
  const { ownNetwork } = settingsOf(call)
  const egress = createEgress({ clock: systemClock(), allow: ownNetwork })
  return async ({ certificates, at }) => {
    const found = await collectValidationData({
      certificates,
      at,
      known,
      anchors,
      async fetch({ url, method, body, contentType, mostBytes }) {
        if (call.has('offline')) throw new Error('nothing is asked of the network (--offline)')
        const answer = await egress.fetch(url, {
          method,
          bytes: mostBytes,
          ...(body === null ? {} : { body }),
          ...(contentType === null ? {} : { headers: { 'content-type': contentType } }),
        })
        if (answer.status !== 200) throw new Error(`HTTP ${answer.status}`)
        return answer.body
      },
    })
    // What is at hand is not asked for again, and belongs into the document all the same.
    return {
      ...found,
      crls: [...known.crls, ...found.crls],
      ocsps: [...known.ocsps, ...found.ocsps],
    }
  }
}

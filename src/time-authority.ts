// Asks an outside authority for timestamps of the ledger's heads, and reads them (RFC 3161).
import type { TimestampOptions } from '@rimaq/signatures'
import type { RecordsOptions } from '#records'
import type { Egress } from '#platform'

/**
 * The way out is the city's own: public addresses, or those the operator allowed. Most commands of the
 * shell meet no stamp, so what reads them is loaded at the first one.
 */
export function timestampsBy(
  server: string | null,
  egress: Egress,
): NonNullable<RecordsOptions['timestamps']> {
  return {
    authority:
      server === null
        ? null
        : {
            async ask(digest) {
              const { askTimestamp } = await import('@rimaq/signatures')
              return askTimestamp(
                { digest: 'sha256', bytes: digest },
                { servers: [server], send: (to, request) => send(egress, to, request) },
              )
            },
          },
    async read(bytes, digest) {
      const { checkToken, readToken } = await import('@rimaq/signatures')
      try {
        const token = readToken(bytes)
        const { fault } = checkToken(token, (name) =>
          name === 'sha256' ? digest : new Uint8Array(),
        )
        return fault === null ? { time: token.time } : { fault }
      } catch (error) {
        return { fault: error instanceof Error ? error.message : String(error) }
      }
    },
  }
}

/** Servers for documents, asked one after the other; null for none. */
export function timestampServers(
  servers: readonly string[],
  egress: Egress,
): TimestampOptions | null {
  if (servers.length === 0) return null
  // Whoever files waits for the receipt a moment only, so one that is slow is passed over.
  return { servers, send: (to, request) => send(egress, to, request), timeoutMs: 5_000 }
}

async function send(egress: Egress, to: string, request: Uint8Array): Promise<Uint8Array> {
  const { status, body } = await egress.fetch(to, {
    method: 'POST',
    headers: { 'content-type': 'application/timestamp-query' },
    body: request,
    bytes: 1_048_576,
    time: 10_000,
  })
  if (status !== 200) throw new Error(`HTTP ${status}`)
  return body
}

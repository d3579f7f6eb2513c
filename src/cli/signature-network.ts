// Lets the signing verbs reach the servers named on the command line, and nothing else, through the one way out.
import { createEgress, systemClock } from '#platform'
import { type CscOptions, type TimestampOptions, timestampSender } from '@rimaq/signatures'
import { UsageError } from './verb.ts'

/** The operator names these servers, so they may lie in the operator's own network. */
function egressTo(servers: readonly string[]): ReturnType<typeof createEgress> {
  const allow = servers.map((server) => {
    const { hostname, port, protocol } = new URL(server)
    return `${hostname}:${port || (protocol === 'https:' ? '443' : '80')}`
  })
  return createEgress({ clock: systemClock(), allow })
}

/** An address of http(s) without a password in it. Throws UsageError. */
export function checkServer(word: string): void {
  const url = URL.canParse(word) ? new URL(word) : null
  if (url === null || !/^https?:$/.test(url.protocol) || url.username + url.password !== '')
    throw new UsageError('server', { word })
}

/** How timestamp servers are asked. */
export function timestampsOver(
  servers: readonly string[],
  login?: { user: string; password: string },
): TimestampOptions {
  const egress = egressTo(servers)
  const send = timestampSender({
    ...(login === undefined ? {} : { login }),
    async post(url, { headers, body }) {
      const answer = await egress.fetch(url, { method: 'POST', headers, body, bytes: 2 ** 20 })
      return { ...answer, type: answer.headers['content-type'] ?? null }
    },
  })
  return { servers, send }
}

/** How a remote signing service is called. */
export function callOver(server: string): NonNullable<CscOptions['call']> {
  const egress = egressTo([server])
  return async (url, { headers, body }) => {
    const limits = { bytes: 2 ** 20, time: 30_000 }
    const answer = await egress.fetch(url, { method: 'POST', headers, body, ...limits })
    return { status: answer.status, body: Buffer.from(answer.body).toString('utf8') }
  }
}

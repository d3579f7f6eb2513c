// Stands in for the push service of a browser's maker: takes messages over http on loopback, and can refuse.
import { createServer } from 'node:http'
import type { IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface PushServiceStandIn {
  /** `127.0.0.1:port` */
  host: string
  /** Address of a device. */
  endpoint(name: string): string
  received: { name: string; headers: IncomingHttpHeaders; body: Buffer }[]
  /** What it answers for a device; default 201. */
  answers: Map<string, number>
  close(): Promise<void>
}

export async function pushServiceStandIn(): Promise<PushServiceStandIn> {
  const received: PushServiceStandIn['received'] = []
  const answers = new Map<string, number>()
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const name = (request.url ?? '').split('/').at(-1) ?? ''
      received.push({ name, headers: request.headers, body: Buffer.concat(chunks) })
      const status = answers.get(name) ?? 201
      response
        .writeHead(status, status === 302 ? { location: 'http://127.0.0.1:9/other' } : {})
        .end()
    })
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    ...{ host, received, answers },
    endpoint: (name) => `http://${host}/send/${name}`,
    async close() {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}

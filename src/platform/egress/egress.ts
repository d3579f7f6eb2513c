// The only way out of the program: fetches from public addresses of the internet, and nothing else.
import { lookup } from 'node:dns/promises'
import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import type { Clock, Egress } from '../ground.ts'
import { isPublicAddress } from './addresses.ts'
import { mayReach } from './may-reach.ts'

export { mayReach } from './may-reach.ts'

export type EgressErrorCode =
  | 'bad-address'
  | 'scheme-not-allowed'
  | 'credentials-in-address'
  | 'address-not-public'
  | 'host-not-allowed'
  | 'port-not-allowed'
  | 'name-not-found'
  | 'too-many-redirects'
  | 'answer-too-large'
  | 'took-too-long'
  | 'connection-failed'

/** Why nothing was fetched; `detail.host` is the host asked for, never a path with its secrets. */
export class EgressError extends Error {
  readonly code: EgressErrorCode
  readonly detail: { host: string }
  constructor(code: EgressErrorCode, host: string, options?: ErrorOptions) {
    super(`${code} (${host})`, options)
    this.name = 'EgressError'
    this.code = code
    this.detail = { host }
  }
}

export interface EgressOptions {
  clock: Clock
  /**
   * `host:port` that may be reached although private: a service of the operator, such as a test
   * server. Compared with the address as written; redirects to it count too.
   */
  allow?: string[]
  /** All addresses of a name; for tests. Default: the system's resolver. */
  resolve?: (host: string) => Promise<string[]>
}

type FetchOptions = NonNullable<Parameters<Egress['fetch']>[1]>
type Answer = Awaited<ReturnType<Egress['fetch']>>

const most = { redirects: 5, bytes: 10 * 1024 * 1024, time: 10_000 }

/**
 * Rule 21. Each hop: parse; http(s) without credentials on a web port; every address of the name
 * public; connect to the checked address itself, so that a second answer of DNS changes nothing.
 */
export function createEgress(options: EgressOptions): Egress {
  const { clock } = options
  const resolve = options.resolve ?? resolveAll
  const allowed = new Set(options.allow)

  async function check(url: URL): Promise<string> {
    const host = url.hostname
    if (url.protocol !== 'http:' && url.protocol !== 'https:') {
      throw new EgressError('scheme-not-allowed', host)
    }
    if (url.username !== '' || url.password !== '') {
      throw new EgressError('credentials-in-address', host)
    }
    const port = url.port || (url.protocol === 'https:' ? '443' : '80')
    const free = allowed.has(`${host}:${port}`)
    if (!free && !['80', '443', '8080', '8443'].includes(port)) {
      throw new EgressError('port-not-allowed', host)
    }
    // The URL parser has turned 0x7f.1, 2130706433 and 0177.0.0.1 into 127.0.0.1 already.
    const bare = host.replace(/^\[|\]$/g, '')
    const addresses = isIP(bare) ? [bare] : await resolveName(bare)
    if (!free && !addresses.every(isPublicAddress)) {
      throw new EgressError('address-not-public', host)
    }
    return addresses[0] as string
  }

  async function resolveName(host: string): Promise<string[]> {
    let addresses: string[]
    try {
      addresses = await resolve(host)
    } catch (cause) {
      throw new EgressError('name-not-found', host, { cause })
    }
    if (addresses.length === 0) throw new EgressError('name-not-found', host)
    return addresses
  }

  async function fetch(address: string, call: FetchOptions = {}): Promise<Answer> {
    if (!URL.canParse(address)) throw new EgressError('bad-address', address.slice(0, 80))
    let url = new URL(address)
    let method = call.method ?? 'GET'
    let { body } = call
    let headers: Record<string, string> = { ...call.headers }
    const time = call.time ?? most.time
    const end = clock.now().getTime() + time
    const signal = AbortSignal.timeout(time)
    for (let hop = 0; hop <= most.redirects; hop++) {
      if (call.hosts && !mayReach(call.hosts, url.href)) {
        throw new EgressError('host-not-allowed', url.hostname)
      }
      if (clock.now().getTime() >= end) throw new EgressError('took-too-long', url.hostname)
      const pinned = await withinTime(check(url), signal, url.hostname)
      const bytes = call.bytes ?? most.bytes
      const answer = await ask(url, pinned, { method, headers, body, bytes, signal })
      const location = answer.headers.location
      if (![301, 302, 303, 307, 308].includes(answer.status) || location === undefined) {
        return answer
      }
      if (!URL.canParse(location, url)) throw new EgressError('bad-address', url.hostname)
      const next = new URL(location, url)
      // What was meant for one site is not told to another (Fetch standard, HTTP-redirect fetch).
      if (next.origin !== url.origin) headers = withoutSecrets(headers)
      if (answer.status === 303 || (answer.status < 303 && method === 'POST')) {
        method = method === 'HEAD' ? 'HEAD' : 'GET'
        body = undefined
      }
      url = next
    }
    throw new EgressError('too-many-redirects', url.hostname)
  }

  return { fetch }
}

async function resolveAll(host: string): Promise<string[]> {
  return (await lookup(host, { all: true })).map((entry) => entry.address)
}

/** The system's resolver cannot be stopped, but nobody has to wait for it. */
function withinTime<T>(work: Promise<T>, signal: AbortSignal, host: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = () => reject(new EgressError('took-too-long', host))
    if (signal.aborted) late()
    signal.addEventListener('abort', late, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', late))
  })
}

function withoutSecrets(headers: Record<string, string>): Record<string, string> {
  const secret = /^(authorization|cookie|proxy-authorization|x-api-key)$/i
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !secret.test(name)))
}

interface Ask {
  method: string
  headers: Record<string, string>
  body: Uint8Array | string | undefined
  bytes: number
  signal: AbortSignal
}

async function ask(url: URL, pinned: string, call: Ask): Promise<Answer> {
  const host = url.hostname
  // Loaded at the first request: most commands of the shell make none, and it takes as long as a database.
  const { request } = await (url.protocol === 'https:' ? import('node:https') : import('node:http'))
  return new Promise((resolve, reject) => {
    const fail = (cause: unknown) => {
      if (cause instanceof EgressError) reject(cause)
      else if (call.signal.aborted) reject(new EgressError('took-too-long', host, { cause }))
      else reject(new EgressError('connection-failed', host, { cause }))
    }
    const outgoing = request(
      {
        // The name stays for Host, SNI and the certificate; the connection goes to the address.
        hostname: pinned,
        servername: isIP(host.replace(/^\[|\]$/g, '')) ? '' : host,
        port: url.port || undefined,
        path: `${url.pathname}${url.search}`,
        method: call.method,
        headers: {
          'user-agent': 'rimaq',
          'accept-encoding': 'gzip, deflate, br',
          ...call.headers,
          host: url.host,
        },
        agent: false,
        signal: call.signal,
        maxHeaderSize: 16_384,
      },
      (incoming) => {
        readBody(incoming, call.bytes, host).then((body) => {
          const status = incoming.statusCode ?? 0
          resolve({ status, headers: plainHeaders(incoming), body })
        }, fail)
      },
    )
    outgoing.once('error', fail)
    outgoing.end(call.body)
  })
}

function plainHeaders(incoming: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value
  }
  return headers
}

/** The cap counts unpacked bytes, so that a small answer cannot become a large one. */
async function readBody(
  incoming: IncomingMessage,
  bytes: number,
  host: string,
): Promise<Uint8Array> {
  const tooLarge = () => new EgressError('answer-too-large', host)
  if (Number(incoming.headers['content-length'] ?? 0) > bytes) {
    incoming.destroy()
    throw tooLarge()
  }
  const source = unpack(incoming)
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of source) {
    size += chunk.length
    if (size > bytes) {
      incoming.destroy()
      throw tooLarge()
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function unpack(incoming: IncomingMessage): AsyncIterable<Uint8Array> {
  const encoding = incoming.headers['content-encoding']?.toLowerCase()
  const unpackers: Record<string, () => NodeJS.ReadWriteStream> = {
    gzip: createGunzip,
    'x-gzip': createGunzip,
    deflate: createInflate,
    br: createBrotliDecompress,
  }
  const create = encoding === undefined ? undefined : unpackers[encoding]
  if (!create) return incoming
  const unpacker = create()
  incoming.once('error', (error) => unpacker.emit('error', error))
  return incoming.pipe(unpacker) as unknown as AsyncIterable<Uint8Array>
}

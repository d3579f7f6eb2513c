// Asks over HTTP with connections that stay open, and reads every answer to its end.
import { Agent, request } from 'node:http'
import { connect } from 'node:net'

export interface HttpClient {
  /** The body as bytes; an error for every status but 200. `seconds` stops reading and keeps what came. */
  get(path: string, seconds?: number): Promise<{ bytes: number; text: string; whole: boolean }>
  json(path: string): Promise<Record<string, unknown>>
  /**
   * Bytes of a body that says its length, read into one buffer and counted, as curl does: a stream of
   * Node's takes as much to read as a server to send. An error for every status but 200.
   */
  count(path: string): Promise<number>
  close(): void
}

export function httpClient(port: number): HttpClient {
  const agent = new Agent({ keepAlive: true, maxSockets: 128 })
  const get: HttpClient['get'] = (path, seconds) =>
    new Promise((resolve, reject) => {
      const sent = request({ host: '127.0.0.1', port, path, agent }, (answer) => {
        const parts: Buffer[] = []
        let bytes = 0
        const end = seconds ? performance.now() + seconds * 1000 : Infinity
        answer.on('data', (part: Buffer) => {
          bytes += part.length
          if (!seconds) parts.push(part)
          if (performance.now() < end) return
          resolve({ bytes, text: '', whole: false })
          sent.destroy()
        })
        answer.on('error', reject)
        answer.on('end', () => {
          const text = Buffer.concat(parts).toString('utf8')
          if (answer.statusCode === 200) resolve({ bytes, text, whole: true })
          else reject(new Error(`${answer.statusCode} ${path} ${text.slice(0, 300)}`))
        })
      })
      sent.on('error', reject)
      sent.end()
    })
  return {
    get,
    count: (path) => countBytes(port, path),
    json: async (path) => JSON.parse((await get(path)).text) as Record<string, unknown>,
    close: () => agent.destroy(),
  }
}

function countBytes(port: number, path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    let head = ''
    let expected = -1
    let bytes = 0
    const callback = (count: number, buffer: Uint8Array): boolean => {
      if (expected < 0) {
        head += Buffer.from(buffer.subarray(0, count)).toString('latin1')
        const end = head.indexOf('\r\n\r\n')
        if (end < 0) return true
        const length = /^content-length: (\d+)/im.exec(head.slice(0, end))
        if (!head.startsWith('HTTP/1.1 200 ') || !length) {
          socket.destroy(new Error(`${path}: ${head.slice(0, 300)}`))
          return false
        }
        expected = Number(length[1])
        bytes = head.length - end - 4
      } else bytes += count
      if (bytes >= expected) socket.end()
      return true
    }
    const onread = { buffer: Buffer.alloc(1 << 16), callback }
    const socket = connect({ port, host: '127.0.0.1', onread })
    socket.on('error', reject)
    socket.on('close', () => {
      if (bytes === expected) resolve(bytes)
      else reject(new Error(`${path}: ${bytes} bytes of ${expected}`))
    })
    socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`)
  })
}

/** Asks until there is an answer; the last error when there is none after `seconds`, or once `given`. */
export async function until<T>(
  ask: () => Promise<T>,
  seconds: number,
  given: () => boolean = () => false,
): Promise<T> {
  const end = performance.now() + seconds * 1000
  for (;;) {
    try {
      return await ask()
    } catch (error) {
      if (performance.now() > end || given()) throw error
      await new Promise((wake) => setTimeout(wake, 20))
    }
  }
}

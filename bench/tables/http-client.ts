// Asks over HTTP with connections that stay open, and reads every answer to its end.
import { Agent, request } from 'node:http'

export interface HttpClient {
  /** The body as bytes; an error for every status but 200. `seconds` stops reading and keeps what came. */
  get(path: string, seconds?: number): Promise<{ bytes: number; text: string; whole: boolean }>
  json(path: string): Promise<Record<string, unknown>>
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
    json: async (path) => JSON.parse((await get(path)).text) as Record<string, unknown>,
    close: () => agent.destroy(),
  }
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

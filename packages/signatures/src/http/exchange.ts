// Requests and answers of HTTP without a framework, so that any server can carry our handlers.
import type { IncomingMessage, ServerResponse } from 'node:http'

export interface HttpRequest {
  method: string
  /** Path and query, or the whole address. */
  url: string
  /** Names in lower case. */
  headers: Readonly<Record<string, string | undefined>>
  body: Uint8Array
}

export interface HttpAnswer {
  status: number
  headers: Record<string, string>
  body: Uint8Array
}

export type HttpHandler = (request: HttpRequest) => Promise<HttpAnswer>

/** Thrown while a body is read that is longer than allowed. */
export class BodyTooLong extends Error {
  constructor(most: number) {
    super(`the body is longer than ${most} bytes`)
    this.name = 'BodyTooLong'
  }
}

/** All of a stream of bytes, or BodyTooLong as soon as it passes `most`. */
export async function readLimited(
  stream: AsyncIterable<Uint8Array> | null,
  most: number,
): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let length = 0
  for await (const part of stream ?? []) {
    length += part.length
    if (length > most) throw new BodyTooLong(most)
    parts.push(part)
  }
  return new Uint8Array(Buffer.concat(parts))
}

/** An answer of plain text. */
export function textAnswer(status: number, text: string): HttpAnswer {
  const headers = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' }
  return { status, headers, body: new Uint8Array(Buffer.from(text)) }
}

/** An error as a warning of the process, so that it is never lost. */
function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : String(error))
}

/**
 * The handler as a listener of node:http. A body longer than `most` is answered with 413, an error of
 * the handler with 500 and no word about it; `tell` is told.
 */
export function listenerFor(
  handler: HttpHandler,
  most: number,
  tell: (error: unknown) => void = warn,
): (request: IncomingMessage, response: ServerResponse) => void {
  const answerTo = async (request: IncomingMessage): Promise<HttpAnswer> => {
    const { method = 'GET', url = '/' } = request
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [
        name,
        Array.isArray(value) ? value.join(', ') : value,
      ]),
    )
    return handler({ method, url, headers, body: await readLimited(request, most) })
  }
  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    let answer: HttpAnswer
    try {
      answer = await answerTo(request)
    } catch (error) {
      const long = error instanceof BodyTooLong
      if (!long) tell(error)
      answer = textAnswer(long ? 413 : 500, '')
    }
    // What is left of a body that was not read would be taken for the next request.
    if (!request.complete) response.setHeader('connection', 'close')
    response.writeHead(answer.status, answer.headers).end(answer.body)
  }
  return (request, response) => void respond(request, response)
}

/** Whether nobody on the way can read what is sent: over TLS, or within this machine. */
export function isPrivate({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname)
}

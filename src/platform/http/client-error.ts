// Answers what is not HTTP, arrives too slowly or has too large a head, before any route is known.
import { randomUUID } from 'node:crypto'
import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { Logger } from 'pino'
import type { Locale } from '../ground.ts'

const kinds: Record<string, { status: number; message: string }> = {
  HPE_HEADER_OVERFLOW: { status: 431, message: 'head-too-large' },
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, message: 'too-slow' },
}

/** For the server's `clientError`: a problem (RFC 9457) in Spanish, as no language was read yet. */
export function createClientErrorAnswer(options: {
  locale: Locale
  log: Logger
}): (error: NodeJS.ErrnoException, socket: Socket) => void {
  const t = options.locale.for('es')
  return function answerClientError(error, socket) {
    if (error.code === 'ECONNRESET' || socket.destroyed) return
    const { status, message } = kinds[error.code ?? ''] ?? { status: 400, message: 'malformed' }
    const id = randomUUID()
    options.log.debug({ id, status, code: error.code }, 'request refused')
    const body = JSON.stringify({
      type: 'about:blank',
      title: t('platform.problem.invalid-input.title'),
      status,
      detail: t(`platform.problem.${message}`),
      instance: `urn:uuid:${id}`,
      code: 'invalid-input',
    })
    const head = [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      'Content-Type: application/problem+json; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Cache-Control: no-store',
      'X-Content-Type-Options: nosniff',
      'Connection: close',
    ]
    if (socket.writable) socket.write(`${head.join('\r\n')}\r\n\r\n${body}`)
    socket.destroySoon()
  }
}

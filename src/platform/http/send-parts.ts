// Sends a body that comes in parts, each at the reader's speed, and says of each when it is sent.
import type { FastifyReply } from 'fastify'

/**
 * Writes head and parts. `sentPart` is called with a part once the operating system has all bytes of it:
 * whoever made the part may use its memory again. A source that fails before its first part is an
 * error like any other; later, or when the reader goes away, the connection ends where it is.
 */
export async function sendParts(
  source: AsyncIterable<Uint8Array>,
  reply: FastifyReply,
  sentPart?: (part: Uint8Array) => void,
): Promise<FastifyReply> {
  const parts = source[Symbol.asyncIterator]()
  const first = await parts.next()
  const { raw, log, request } = reply
  reply.hijack()
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (value !== undefined) raw.setHeader(name, value)
  }
  raw.writeHead(reply.statusCode)
  const rest = async (): Promise<void> => {
    for (let step = first; !step.done; step = await parts.next()) {
      await written(raw, step.value)
      sentPart?.(step.value)
    }
    raw.end()
  }
  rest().catch(async (error: unknown) => {
    const gone = error instanceof ReaderGone
    if (!gone) log.warn({ id: request.id, err: error }, 'answer broken off')
    raw.destroy()
    await parts.return?.()
  })
  return reply
}

class ReaderGone extends Error {}

function written(raw: FastifyReply['raw'], part: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    const gone = () => reject(new ReaderGone())
    if (raw.destroyed) return gone()
    raw.once('close', gone)
    raw.write(part, (error) => {
      raw.off('close', gone)
      if (error) gone()
      else resolve()
    })
  })
}

// Asks the server without a network, for tests of the rooms.
import type { FastifyInstance } from 'fastify'

export interface InjectedRequest {
  method?: string
  url: string
  headers?: Record<string, string>
  /** Text or bytes as they are; an object is sent as JSON. */
  body?: string | Uint8Array | object
  /** Address of the asker; default 127.0.0.1. */
  ip?: string
}

export interface InjectedAnswer {
  status: number
  headers: Record<string, string>
  text: string
  bytes: Uint8Array
  json<T = unknown>(): T
}

/** One request through the whole server, hooks and all. */
export async function inject(
  app: FastifyInstance,
  sent: InjectedRequest | string,
): Promise<InjectedAnswer> {
  const request = typeof sent === 'string' ? { url: sent } : sent
  const { body } = request
  const answer = await app.inject({
    method: (request.method ?? 'GET') as 'GET',
    url: request.url,
    headers: request.headers ?? {},
    ...(body !== undefined && {
      payload: body instanceof Uint8Array ? Buffer.from(body) : body,
    }),
    ...(request.ip && { remoteAddress: request.ip }),
  })
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(answer.headers)) headers[name] = String(value)
  return {
    status: answer.statusCode,
    headers,
    text: answer.body,
    bytes: answer.rawPayload,
    json: <T>() => JSON.parse(answer.body) as T,
  }
}

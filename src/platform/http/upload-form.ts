// Reads a form with one file as it comes (RFC 7578): fields first, then the file, streamed.
import { Busboy } from '@fastify/busboy'
import { Readable } from 'node:stream'
import { Refusal } from './refusal.ts'

export interface UploadForm {
  fields: Record<string, string>
  /** Name of the file as the browser sent it; empty where none was chosen. */
  name: string
  file: AsyncIterable<Uint8Array>
  /** Reads the rest and keeps nothing, so that the sender hears why it was refused. */
  drop(): void
}

/** Fields of a form that carries a file: few and short; the file comes after them. */
const limits = { fields: 30, fieldSize: 4096, files: 1, headerPairs: 20 }

/**
 * Resolves when the file begins; what follows it is not read as fields. `body` is that of a route with
 * `uploadBody`.
 * @throws Refusal `unsupported-type` for another media type, `invalid-input` for a form without file
 */
export function readUploadForm(
  body: AsyncIterable<Uint8Array>,
  contentType: string,
): Promise<UploadForm> {
  const fields: Record<string, string> = Object.create(null)
  return new Promise((resolve, reject) => {
    if (!/^multipart\/form-data\s*;.*boundary=/i.test(contentType)) {
      reject(new Refusal('unsupported-type'))
      return
    }
    const missing = { in: 'body' as const, name: 'file', reason: 'missing' as const, values: {} }
    const none = (): void => reject(new Refusal('invalid-input', { faults: [missing] }))
    const parser = new Busboy({ headers: { 'content-type': contentType }, limits })
    parser.on('field', (name, value) => void (fields[name] = value))
    const source = Readable.from(body, { objectMode: false })
    // Whoever began to read the file has taken its flow over: the body itself is read to its end.
    const drop = (): void => {
      source.unpipe(parser)
      source.resume()
    }
    parser.on('file', (_field, file, name) => {
      // Heard by whoever reads the file; until then it must not end the process.
      file.on('error', () => undefined)
      parser.on('error', (error) => file.destroy(error as Error))
      const bytes = file as AsyncIterable<Uint8Array>
      resolve({ fields, name: name ?? '', file: bytes, drop })
    })
    parser.on('finish', none)
    parser.on('error', none)
    source.on('error', (error) => parser.destroy(error))
    source.pipe(parser)
  })
}

// Takes a password or PIN from a prompt without echo, a file descriptor or a variable, never from the words of a command.
import { closeSync, openSync, readSync, writeSync } from 'node:fs'
import { ReadStream } from 'node:tty'
import { UsageError, type VerbCall, type VerbOption } from './verb.ts'

/** Longer secrets do not occur. */
const MOST = 4096

/** Other people see the words of a command in the list of processes, so no option takes the secret itself. */
export const secretOptions: Record<string, VerbOption> = {
  'secret-fd': { type: 'string', value: 'NUMBER' },
  'secret-env': { type: 'string', value: 'NAME' },
}

/**
 * The secret, asked for once. `question` is a whole sentence for the person at the terminal.
 * Throws UsageError when there is neither option nor terminal, or when the option leads nowhere.
 */
export async function readSecret(call: VerbCall, question: string): Promise<string> {
  const name = call.text('secret-env')
  const descriptor = call.number('secret-fd', 0)
  if (name !== undefined && descriptor !== undefined)
    throw new UsageError('clash', { a: '--secret-env', b: '--secret-fd' })
  if (name !== undefined) return fromVariable(call.env, name)
  if (descriptor !== undefined) return fromDescriptor(descriptor)
  return fromTerminal(question)
}

/** A variable that must be there. Throws UsageError. */
export function fromVariable(env: NodeJS.ProcessEnv, name: string): string {
  const value = env[name]
  if (value === undefined) throw new UsageError('no-variable', { variable: name })
  return value
}

/** What came behind the line that was asked for, by descriptor: the next secret. */
const rests = new Map<number, Buffer>()

/** The next line. */
function fromDescriptor(descriptor: number): string {
  const bytes = Buffer.alloc(MOST)
  let length = rests.get(descriptor)?.copy(bytes) ?? 0
  try {
    while (length < MOST && !bytes.subarray(0, length).includes(0x0a)) {
      const got = readSync(descriptor, bytes, length, MOST - length, null)
      if (got === 0) break
      length += got
    }
  } catch (cause) {
    throw new UsageError('secret-fd', { number: descriptor }, { cause })
  }
  // An empty secret would be one wrong attempt at a card or a service.
  if (length === 0) throw new UsageError('secret-fd', { number: descriptor })
  const end = bytes.subarray(0, length).indexOf(0x0a)
  const line = bytes.toString('utf8', 0, end === -1 ? length : end).replace(/\r$/, '')
  rests.set(descriptor, Buffer.from(bytes.subarray(end === -1 ? length : end + 1, length)))
  bytes.fill(0)
  return line
}

/** The terminal itself, so that documents may come by standard input. */
async function fromTerminal(question: string): Promise<string> {
  let descriptor: number
  try {
    descriptor = openSync('/dev/tty', 'r+')
  } catch (cause) {
    throw new UsageError('no-terminal', {}, { cause })
  }
  const stream = new ReadStream(descriptor)
  writeSync(descriptor, `${question} `)
  stream.setRawMode(true)
  try {
    return await typedLine(stream)
  } finally {
    stream.setRawMode(false)
    writeSync(descriptor, '\n')
    stream.destroy()
    try {
      closeSync(descriptor)
    } catch {
      // The stream has closed it already.
    }
  }
}

/** In raw mode the keys come as they are: Enter ends, Backspace takes back, Ctrl-C gives up. */
export function typedLine(stream: NodeJS.ReadableStream): Promise<string> {
  return new Promise((resolve, reject) => {
    let typed = ''
    const end = (): void => void stream.removeListener('data', take).pause()
    const take = (chunk: Buffer | string): void => {
      for (const sign of chunk.toString()) {
        if (sign === '\r' || sign === '\n') {
          end()
          return resolve(typed)
        }
        if (sign === '\u0003' || sign === '\u0004') {
          end()
          return reject(new UsageError('given-up'))
        }
        if (sign === '\u007f' || sign === '\b') typed = [...typed].slice(0, -1).join('')
        else if (typed.length < MOST) typed += sign
      }
    }
    stream.on('data', take)
    stream.once('end', () => reject(new UsageError('given-up')))
    stream.resume()
  })
}

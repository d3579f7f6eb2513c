// Asks clamd whether bytes are infected, by its command INSTREAM (clamd(8), section COMMANDS).
import { connect } from 'node:net'
import type { NetConnectOpts } from 'node:net'

export type Verdict =
  | { state: 'clean' | 'too-large'; finding: null }
  | { state: 'infected'; finding: string }

/** The scanner is there and does not answer, or not as it should. */
export class ScannerDown extends Error {}

/** Bytes of a piece, each with its length before it (four bytes, the highest first). */
const pieceBytes = 65_536

/**
 * `time` is that of the whole answer, in milliseconds. A stream beyond StreamMaxLength is told as
 * `too-large`: clamd closes the connection after it said so.
 * @throws ScannerDown
 */
export function askClamd(
  at: NetConnectOpts,
  bytes: AsyncIterable<Uint8Array>,
  time: number,
): Promise<Verdict> {
  return new Promise((resolve, reject) => {
    const socket = connect(at)
    let answer = ''
    const down = (cause: unknown): void => {
      socket.destroy()
      reject(new ScannerDown('clamd does not answer', { cause }))
    }
    const late = setTimeout(() => down(new Error(`no answer in ${time} ms`)), time)
    const end = (): void => {
      clearTimeout(late)
      const verdict = verdictOf(answer)
      if (verdict === null) down(new Error(`answered ${JSON.stringify(answer.slice(0, 200))}`))
      else {
        socket.destroy()
        resolve(verdict)
      }
    }
    socket.on('data', (chunk: Buffer) => {
      answer += chunk.toString('utf8')
      // The answer to a command that begins with z ends with a zero byte.
      if (answer.includes('\0')) end()
    })
    socket.once('error', (error) => {
      clearTimeout(late)
      // Told that it is too much, we may still have been writing.
      if (verdictOf(answer) === null) down(error)
      else end()
    })
    socket.once('close', () => end())
    socket.once('connect', () => {
      send(socket, bytes).catch((error: unknown) => {
        if (!socket.destroyed) down(error)
      })
    })
  })
}

async function send(
  socket: ReturnType<typeof connect>,
  bytes: AsyncIterable<Uint8Array>,
): Promise<void> {
  socket.write('zINSTREAM\0')
  for await (const chunk of bytes) {
    for (let from = 0; from < chunk.length; from += pieceBytes) {
      if (socket.destroyed) return
      const piece = chunk.subarray(from, from + pieceBytes)
      const length = Buffer.alloc(4)
      length.writeUInt32BE(piece.length)
      socket.write(length)
      if (!socket.write(piece)) await drained(socket)
    }
  }
  socket.write(Buffer.alloc(4))
}

function drained(socket: ReturnType<typeof connect>): Promise<void> {
  return new Promise((resolve) => {
    const go = (): void => {
      socket.off('drain', go).off('close', go)
      resolve()
    }
    socket.once('drain', go).once('close', go)
  })
}

/** `stream: OK`, `stream: NAME FOUND`, or an error; null for what is none of these. */
export function verdictOf(answer: string): Verdict | null {
  const text = answer.replaceAll('\0', '').trim()
  if (text === 'stream: OK') return { state: 'clean', finding: null }
  if (/INSTREAM size limit exceeded/.test(text)) return { state: 'too-large', finding: null }
  const finding = /^stream: (.+) FOUND$/.exec(text)?.[1]
  return finding === undefined ? null : { state: 'infected', finding: finding.slice(0, 200) }
}

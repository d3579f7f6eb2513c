// A stand-in for clamd: speaks its command INSTREAM and knows one virus, the harmless test file of EICAR.
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { type Socket, createServer } from 'node:net'

/** The test file of EICAR, put together here so that no scanner finds it in the repository. */
export function eicar(): Buffer {
  return Buffer.from(
    ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR', 'STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join('-'),
  )
}

export interface ClamdStandIn {
  /** How many streams it judged. */
  judged(): number
  close(): Promise<void>
}

/** Listens on a socket in the file system, as clamd does. `most` bytes of one stream. */
export async function clamdStandIn(path: string, most = 1_000_000): Promise<ClamdStandIn> {
  rmSync(path, { force: true })
  let judged = 0
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket)).on('error', () => {})
    let waiting = Buffer.alloc(0)
    let begun = false
    const parts: Buffer[] = []
    let size = 0
    const end = (answer: string): void => {
      judged += 1
      socket.end(`${answer}\0`)
    }
    socket.on('data', (chunk: Buffer) => {
      waiting = Buffer.concat([waiting, chunk])
      if (!begun) {
        const command = 'zINSTREAM\0'
        if (waiting.length < command.length) return
        if (waiting.subarray(0, command.length).toString() !== command)
          return end('UNKNOWN COMMAND')
        waiting = waiting.subarray(command.length)
        begun = true
      }
      while (waiting.length >= 4) {
        const length = waiting.readUInt32BE(0)
        if (length === 0) {
          const found = Buffer.concat(parts).includes(eicar())
          return end(found ? 'stream: Eicar-Test-Signature FOUND' : 'stream: OK')
        }
        if (waiting.length < 4 + length) return
        parts.push(waiting.subarray(4, 4 + length))
        size += length
        waiting = waiting.subarray(4 + length)
        if (size > most) return end('INSTREAM size limit exceeded. ERROR')
      }
    })
  })
  server.listen(path)
  await once(server, 'listening')
  return {
    judged: () => judged,
    async close() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

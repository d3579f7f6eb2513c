// Finds the virus scanner of this machine and asks it: clamd by its socket, or clamscan, or nobody.
import { existsSync } from 'node:fs'
import type { NetConnectOpts } from 'node:net'
import { type ContentHash, type FileStore, runProgram } from '#platform'
import { ScannerDown, type Verdict, askClamd } from './clamd.ts'

export type ScannerPlace =
  | { kind: 'clamd'; at: NetConnectOpts }
  | { kind: 'program'; program: string }
  | { kind: 'absent' }

/** Where packages of systems put the socket of clamd. */
const usualSockets = [
  '/run/clamav/clamd.ctl',
  '/var/run/clamav/clamd.ctl',
  '/run/clamd.scan/clamd.sock',
]

/** Milliseconds for one file; clamscan loads its signatures each time. */
const patience = { clamd: 60_000, program: 180_000 }
const memory = 3_000_000_000

/**
 * The setting RIMAQ_CLAMAV: `auto`, `none`, a path of a socket, `host:port`, or a program's name or
 * path that ends in clamscan. Null for `auto`.
 */
export function placeOf(setting: string): ScannerPlace | null {
  if (setting === 'auto') return null
  if (setting === 'none') return { kind: 'absent' }
  if (/clamscan$/.test(setting)) return { kind: 'program', program: setting }
  if (setting.startsWith('/')) return { kind: 'clamd', at: { path: setting } }
  const [host = '', port = ''] = setting.split(/:(?=\d+$)/)
  return { kind: 'clamd', at: { host, port: Number(port) } }
}

export class Scanner {
  readonly #files: Pick<FileStore, 'read' | 'local'>
  readonly #named: ScannerPlace | null
  /** What was found once is expected from then on: a socket that is gone is a scanner that is down. */
  #found: ScannerPlace | null = null

  constructor(files: Pick<FileStore, 'read' | 'local'>, setting: string) {
    this.#files = files
    this.#named = placeOf(setting)
  }

  async place(): Promise<ScannerPlace> {
    if (this.#named !== null) return this.#named
    if (this.#found !== null) return this.#found
    const socket = usualSockets.find((path) => existsSync(path))
    if (socket !== undefined) this.#found = { kind: 'clamd', at: { path: socket } }
    else if (await isProgram('clamscan')) this.#found = { kind: 'program', program: 'clamscan' }
    return this.#found ?? { kind: 'absent' }
  }

  /** Null where there is no scanner. @throws ScannerDown */
  async inspect(sha256: ContentHash): Promise<Verdict | null> {
    const place = await this.place()
    if (place.kind === 'absent') return null
    if (place.kind === 'clamd') {
      return askClamd(place.at, await this.#files.read(sha256), patience.clamd)
    }
    return askProgram(place.program, await this.#files.local(sha256))
  }
}

async function isProgram(program: string): Promise<boolean> {
  const task = { program, args: ['--version'], reads: [], writes: [], time: 10_000, memory }
  return (await runProgram(task).catch(() => null)) !== null
}

/** Codes of clamscan(1): 0 nothing found, 1 something found, else an error. */
async function askProgram(program: string, path: string): Promise<Verdict> {
  const args = ['--no-summary', '--stdout', path]
  const reads = [path, '/var/lib/clamav'].filter((each) => existsSync(each))
  const limits = { time: patience.program, memory }
  const answer = await runProgram({ program, args, reads, writes: [], ...limits }).catch(
    (cause: unknown) => {
      throw new ScannerDown(`${program} did not end well`, { cause })
    },
  )
  if (answer?.code === 0) return { state: 'clean', finding: null }
  const finding = /: (.+) FOUND$/m.exec(answer?.out ?? '')?.[1]
  if (answer?.code === 1 && finding !== undefined) {
    return { state: 'infected', finding: finding.slice(0, 200) }
  }
  throw new ScannerDown(`${program} ended with ${answer?.code ?? 'nothing'}: ${answer?.err ?? ''}`)
}

// Places for logs in memory, and the one-file verifier that looks at them.
import { LedgerError, formatVerifierKey, generateSignerKey, toVerifier } from '@rimaq/ledger'
import type { LedgerStorage, OpenOptions, Remembered, RememberedHead } from '@rimaq/ledger'
import type { TortureOptions } from '../shared/report.ts'

export interface Counted extends TortureOptions {
  /** How many times. */
  count: number
}

export interface Told {
  what: string
  passed: boolean
  figures: string
}

export const origin = 'log.example/torture'
export const logKeys = [
  generateSignerKey(origin, 'ed25519'),
  generateSignerKey(origin, 'ml-dsa-44'),
]
export const witnessKey = generateSignerKey('witness.example/w1', 'cosignature')
/** As a reader of the public log has them. */
export const publicKeys = [...logKeys, witnessKey].map(toVerifier).map(formatVerifierKey)

export type Files = Map<string, Uint8Array>

/** The interface of storage without a disk: nothing survives, everything is quick. */
export function inMemory(files: Files = new Map()): LedgerStorage {
  let locked = false
  return {
    read: (path) => Promise.resolve(files.get(path) ?? null),
    write(changed) {
      for (const { path, bytes } of changed) files.set(path, new Uint8Array(bytes))
      return Promise.resolve()
    },
    remove(paths) {
      for (const path of paths) {
        for (const name of files.keys()) {
          if (name === path || name.startsWith(`${path}/`)) files.delete(name)
        }
      }
      return Promise.resolve()
    },
    list: (folder) => Promise.resolve(namesIn(files, folder)),
    lock() {
      if (locked) return Promise.reject(new LedgerError('locked'))
      locked = true
      return Promise.resolve(() => {
        locked = false
        return Promise.resolve()
      })
    },
  }
}

function namesIn(files: Files, folder: string): string[] {
  const inside = [...files.keys()].filter((path) => path.startsWith(`${folder}/`))
  return [...new Set(inside.map((path) => path.slice(folder.length + 1).split('/')[0] ?? ''))]
}

export interface Memory extends Remembered {
  head: RememberedHead | null
}

export function memory(head: RememberedHead | null = null): Memory {
  return {
    head,
    load() {
      return Promise.resolve(this.head)
    },
    replace(expected, next) {
      if (JSON.stringify(this.head) !== JSON.stringify(expected)) return Promise.resolve(false)
      this.head = next
      return Promise.resolve(true)
    },
  }
}

export function optionsFor(storage: LedgerStorage, remembered: Remembered): OpenOptions {
  const witnessKeys = [toVerifier(witnessKey)]
  return { origin, storage, remembered, signers: logKeys, witnessKeys, create: true }
}

export function entriesOf(label: string, count: number): Uint8Array[] {
  return Array.from({ length: count }, (_, at) =>
    Buffer.from(`{"act":"torture","at":${at},"in":"${label}"}`),
  )
}

export interface Verdict {
  ok: boolean
  problems: { where: string; what: string }[]
}

interface Verifier {
  verifyLog(options: {
    read(path: string): Promise<Uint8Array | null>
    list(path: string): Promise<string[]>
    keys: readonly string[]
    origin: string
    witnessed?: string
  }): Promise<Verdict>
}

export const verifierFile = new URL(
  '../../../packages/ledger/verify/rimaq-verify.mjs',
  import.meta.url,
)

const verifier = (await import(verifierFile.href)) as Verifier

/** What the one-file verifier says of public files; it sees nothing else but keys and `witnessed`. */
export function verify(files: Files, witnessed?: string, keys = publicKeys): Promise<Verdict> {
  const { read, list } = inMemory(files)
  const seen = witnessed === undefined ? {} : { witnessed }
  return verifier.verifyLog({ read, list, keys, origin, ...seen })
}

// Loads the one-file verifier and says what it offers, so that tests can set it against the library.
import { fileURLToPath } from 'node:url'

export interface Problem {
  where: string
  what: string
}

export interface Verifier {
  verifyLog(options: {
    read(path: string): Promise<Uint8Array | null>
    list?(path: string): Promise<string[]>
    keys: readonly string[]
    witnessKeys?: readonly string[]
    quorum?: number
    origin?: string
    witnessed?: string
  }): Promise<{ ok: boolean; size: number; root: string; signers: string[]; problems: Problem[] }>
  verifyReceipt(
    receipt: string | Uint8Array,
    options: {
      keys: readonly string[]
      witnessKeys?: readonly string[]
      quorum?: number
      origin?: string
      entry?: Uint8Array
      all?: boolean
    },
  ): Promise<{ ok: boolean; index: number; entry: Uint8Array | null; problems: Problem[] }>
  plainSha256(bytes: Uint8Array): Uint8Array
  describe(problem: Problem, lang?: 'es' | 'en'): string
}

const address = new URL('../verify/rimaq-verify.mjs', import.meta.url)

export const verifierPath: string = fileURLToPath(address)

export async function loadVerifier(): Promise<Verifier> {
  return (await import(address.href)) as Verifier
}

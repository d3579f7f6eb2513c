// The keys of this ledger and of its witness: made at the first start, kept outside the database.
import { randomBytes, randomUUID } from 'node:crypto'
import { chmod, link, mkdir, open, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type KeyKind,
  LedgerError,
  type SignerKey,
  formatSignerKey,
  formatVerifierKey,
  generateSignerKey,
  parseSignerKey,
  toVerifier,
} from '@rimaq/ledger'
import { RecordsError } from '../errors.ts'

export interface LedgerKeys {
  /** Name of the ledger, as in its checkpoints; given once. */
  origin: string
  /** Ed25519 for all, ML-DSA-44 beside it for the time of quantum computers; both sign. */
  signers: readonly [SignerKey, SignerKey]
  /** With which heads of other institutions are cosigned. */
  witness: readonly [SignerKey, SignerKey]
}

/** The first is written last: where it is, the others are. */
const files: readonly { file: string; kind: KeyKind; suffix: string }[] = [
  { file: 'ledger-ed25519.key', kind: 'ed25519', suffix: '' },
  { file: 'ledger-ml-dsa-44.key', kind: 'ml-dsa-44', suffix: '' },
  { file: 'witness-ed25519.key', kind: 'cosignature', suffix: '/witness' },
  { file: 'witness-ml-dsa-44.key', kind: 'ml-dsa-44', suffix: '/witness' },
]

/**
 * Reads the keys of the folder, or makes them: files 0600 in a folder 0700. `name` counts at the
 * first time only; null makes one up. One process at a time. @throws RecordsError key-broken
 */
export async function loadKeys(folder: string, name: string | null): Promise<LedgerKeys> {
  const first = await readKey(folder, files[0]?.file ?? '')
  if (first === null)
    await makeKeys(folder, name ?? `rimaq-${randomBytes(6).toString('hex')}/ledger`)
  const keys = await Promise.all(
    files.map(async ({ file }) => {
      const key = await readKey(folder, file)
      if (key === null) throw new RecordsError('key-broken', { path: join(folder, file) })
      return key
    }),
  )
  const [one, two, three, four] = keys as [SignerKey, SignerKey, SignerKey, SignerKey]
  return { origin: one.name, signers: [one, two], witness: [three, four] }
}

async function readKey(folder: string, file: string): Promise<SignerKey | null> {
  const path = join(folder, file)
  try {
    return parseSignerKey((await readFile(path, 'utf8')).trim())
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw new RecordsError('key-broken', { path }, { cause })
  }
}

async function makeKeys(folder: string, origin: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await chmod(folder, 0o700)
  for (const { file, kind, suffix } of files.toReversed()) {
    const path = join(folder, file)
    // What a first start that was killed left behind has signed nothing yet.
    await rm(path, { force: true })
    await writeSecret(path, `${formatSignerKey(keyNamed(`${origin}${suffix}`, kind))}\n`)
  }
  const handle = await open(folder, 'r')
  await handle.sync()
  await handle.close()
}

/** @throws RecordsError bad-peer for a name that cannot be one. */
function keyNamed(name: string, kind: KeyKind): SignerKey {
  try {
    return generateSignerKey(name, kind)
  } catch (cause) {
    if (cause instanceof LedgerError) throw new RecordsError('bad-peer', { text: name }, { cause })
    throw cause
  }
}

async function writeSecret(path: string, text: string): Promise<void> {
  const temporary = `${path}.${randomUUID()}`
  const handle = await open(temporary, 'wx', 0o600)
  await handle.writeFile(text)
  await handle.sync()
  await handle.close()
  await link(temporary, path)
  await rm(temporary)
}

/** Lines for those who verify: the ledger's keys, then those of its witness. */
export function verifierLines(keys: LedgerKeys): { ledger: string[]; witness: string[] } {
  const lines = (signers: readonly SignerKey[]): string[] =>
    signers.map((key) => formatVerifierKey(toVerifier(key)))
  return { ledger: lines(keys.signers), witness: lines(keys.witness) }
}

// The key of the entity's seal: a key file, a card or HSM by the settings, an imported one, or one made at the first start.
import { randomUUID } from 'node:crypto'
import { chmod, link, mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type Signer,
  SignatureError,
  describeSignatureError,
  issueIdentity,
  keySigner,
  openPkcs11,
  openPkcs12,
  readCertificates,
} from '@rimaq/signatures'
import { CaseFilesError } from '../errors.ts'

export interface SealPlace {
  /** Data folder: an imported or self-made key lies in its folder `seal`. */
  data: string
  /** RIMAQ_SEAL: a PKCS#12 file, or `pkcs11:MODULE?token=LABEL&label=WORD`; null for none. */
  place: string | null
  /** Password of the file or PIN of the card. */
  secret: string | null
}

export interface SealKey {
  signer: Signer
  /** Where the key is: settings, imported, or made here. */
  origin: 'setting' | 'imported' | 'self-made'
}

/** Key and certificates in one file, so that they change together. */
const file = 'seal.pem'

/**
 * Opens the key, and makes one where none is set and none was imported.
 * @param name whose seal a self-made one is
 * @throws CaseFilesError seal-broken with the place and the reason in words
 */
export async function openSealKey(
  at: SealPlace,
  { name, now }: { name: string; now: Date },
): Promise<SealKey> {
  const found = await findSealKey(at, now)
  if (found !== null) return found
  const folder = sealFolder(at.data)
  const identity = issueIdentity({
    ...{ name: `${name} (sello de prueba)`, role: 'signer', kind: 'p-256' },
    notBefore: new Date(now.getTime() - 3_600_000),
    notAfter: new Date(now.getTime() + 5 * 365 * 86_400_000),
  })
  const key = identity.key.export({ format: 'pem', type: 'pkcs8' }).toString()
  await writeSealKey(folder, { key, certificates: [identity.certificate], replace: false })
  const made = await readKept(folder)
  if (made === null) throw new CaseFilesError('seal-broken', { place: folder, why: 'is gone' })
  return made
}

/** The key that is set or was imported or made; null where there is none. @throws CaseFilesError seal-broken */
export async function findSealKey(at: SealPlace, now: Date): Promise<SealKey | null> {
  if (at.place === null) return readKept(sealFolder(at.data))
  return { signer: await openPlace(at, at.place, now), origin: 'setting' }
}

function sealFolder(data: string): string {
  return join(data, 'seal')
}

/** Puts the key of a PKCS#12 file into the data folder. @throws CaseFilesError seal-broken */
export async function importSealKey(
  { data }: Pick<SealPlace, 'data'>,
  given: { place: string; bytes: Uint8Array; password: string },
): Promise<Signer> {
  const { key, certificates } = said(given.place, () => openPkcs12(given.bytes, given.password))
  const signer = said(given.place, () => keySigner({ key, certificates }))
  const pem = key.export({ format: 'pem', type: 'pkcs8' }).toString()
  await writeSealKey(sealFolder(data), { key: pem, certificates, replace: true })
  return signer
}

async function openPlace({ secret }: SealPlace, place: string, time: Date): Promise<Signer> {
  const [, module, words = ''] = /^pkcs11:([^?]+)(?:\?(.*))?$/.exec(place) ?? []
  try {
    if (module === undefined) {
      const bytes = new Uint8Array(await readFile(place))
      return keySigner(openPkcs12(bytes, secret ?? ''))
    }
    const more = new URLSearchParams(words)
    const [token, label] = [more.get('token'), more.get('label')]
    return await openPkcs11({
      ...{ module, time, pin: async () => secret ?? '' },
      ...(token === null ? {} : { token }),
      ...(label === null ? {} : { label }),
    })
  } catch (error) {
    throw broken(place, error)
  }
}

async function readKept(folder: string): Promise<SealKey | null> {
  const path = join(folder, file)
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw broken(path, error)
  }
  const at = text.indexOf('-----BEGIN CERTIFICATE-----')
  const [key, certificates] = [text.slice(0, Math.max(at, 0)), text.slice(Math.max(at, 0))]
  const signer = said(path, () => keySigner({ key, certificates }))
  return { signer, origin: isSelfSigned(signer) ? 'self-made' : 'imported' }
}

/** Nobody but itself vouches for it. */
export function isSelfSigned({ certificates }: Pick<Signer, 'certificates'>): boolean {
  const [own] = certificates
  if (own === undefined) return true
  const [read] = readCertificates(own)
  return read === undefined || Buffer.compare(read.issuer, read.subject) === 0
}

/** A file 0600 in a folder 0700. Of two first starts at once the first one counts. */
async function writeSealKey(
  folder: string,
  given: { key: string; certificates: readonly Uint8Array[]; replace: boolean },
): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await chmod(folder, 0o700)
  const path = join(folder, file)
  const temporary = `${path}.${randomUUID()}`
  const handle = await open(temporary, 'wx', 0o600)
  await handle.writeFile(given.key + given.certificates.map(pemOf).join(''))
  await handle.sync()
  await handle.close()
  if (given.replace) await rename(temporary, path)
  else {
    await link(temporary, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    })
    await rm(temporary)
  }
  const entry = await open(folder, 'r')
  await entry.sync()
  await entry.close()
}

function pemOf(der: Uint8Array): string {
  const lines = Buffer.from(der)
    .toString('base64')
    .replaceAll(/(.{64})/g, '$1\n')
    .trimEnd()
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`
}

function said<T>(place: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw broken(place, error)
  }
}

function broken(place: string, cause: unknown): CaseFilesError {
  const why =
    cause instanceof SignatureError
      ? describeSignatureError(cause, 'es')
      : cause instanceof Error
        ? cause.message
        : String(cause)
  return new CaseFilesError('seal-broken', { place, why }, { cause })
}

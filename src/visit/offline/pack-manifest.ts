// What a device keeps of the city: a signed list of files with their hashes, and how it is checked.

export interface PackFile {
  /** Address to fetch it from. */
  path: string
  /** SHA-256 in lower-case hex. */
  sha256: string
  bytes: number
  type: string
  /** Kept at once, so that the emergency page looks right before anything else was taken along. */
  shell: boolean
}

export interface PackManifest {
  format: 1
  /** When the server made it, as 2026-11-28T10:00:00.000Z. */
  made: string
  /** Version of the tables it holds. */
  version: string
  city: { name: string; institution: string }
  timeZone: string
  /** Names of built files and their addresses. */
  assets: Readonly<Record<string, string>>
  content: string
  /** Null where the city has no street graph. */
  streets: string | null
  /** Archive of map tiles; null where the city has none, or one too large to be taken along. */
  tiles?: string | null
  files: readonly PackFile[]
}

export interface SignedManifest {
  /** The manifest as text: exactly these bytes are signed. */
  manifest: string
  /** ECDSA P-256 over SHA-256, as IEEE P1363, in base64. */
  signature: string
  /** Public key, SPKI in base64; a device trusts the one it saw first. */
  key: string
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256' } as const

/** The manifest, or null where the signature does not fit the text and the key. */
export async function openManifest(signed: SignedManifest): Promise<PackManifest | null> {
  const key = await crypto.subtle.importKey('spki', bytesOf(signed.key), algorithm, false, [
    'verify',
  ])
  const text = new TextEncoder().encode(signed.manifest)
  const good = await crypto.subtle.verify(
    { name: 'ECDSA', hash: 'SHA-256' },
    key,
    bytesOf(signed.signature),
    text,
  )
  return good ? (JSON.parse(signed.manifest) as PackManifest) : null
}

export async function sha256(bytes: ArrayBuffer): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
}

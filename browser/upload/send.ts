// Sends one file by the tus protocol 1.0: asks how far it got, sends pieces, and tries again for as long as it takes.

export interface Sending {
  file: File
  /** Where uploads of this draft begin. */
  address: string
  /** What else the server is told, for instance for which requirement it is. */
  metadata: Record<string, string>
  /** One that was begun before, to go on with. */
  known?: string
  /** Bytes that are safe or on their way. */
  progress(bytes: number): void
  /** The line is down, or up again. */
  waiting(down: boolean): void
  signal: AbortSignal
}

/** What the server says cannot be mended by trying again; `message` is its sentence, maybe empty. */
export class Refused extends Error {}

/** Bytes of a piece: the next one takes about as long as somebody is willing to lose. */
const piece = { least: 262_144, first: 1_048_576, most: 8_388_608, milliseconds: 5_000 }

/** Milliseconds before trying again: 1, 2, 4 … 30 seconds. */
export function pauseBefore(attempt: number): number {
  return Math.min(30_000, 1_000 * 2 ** Math.min(attempt, 10))
}

/** Bytes of the next piece, after one of `bytes` took `milliseconds`. */
export function nextPiece(bytes: number, milliseconds: number): number {
  const wanted = (bytes * piece.milliseconds) / Math.max(1, milliseconds)
  return Math.round(Math.min(piece.most, Math.max(piece.least, Math.min(wanted, bytes * 2))))
}

export async function sendFile(sending: Sending): Promise<void> {
  const { file, signal } = sending
  let address = sending.known ?? null
  let offset: number | null = address === null ? 0 : null
  let size = piece.first
  for (let attempt = 0; ;) {
    try {
      address ??= await begin(sending)
      offset ??= await askOffset(address)
      while (offset < file.size) {
        const begun = performance.now()
        offset = await sendPiece(sending, { address, offset, size })
        size = nextPiece(size, performance.now() - begun)
        attempt = 0
        sending.waiting(false)
      }
      return
    } catch (error) {
      if (error instanceof Refused || signal.aborted) throw error
      sending.waiting(true)
      await pause(pauseBefore(attempt), signal)
      attempt += 1
      // What arrived is known by the server alone.
      offset = null
      size = Math.max(piece.least, size >> 1)
    }
  }
}

async function begin({ file, address, metadata, signal }: Sending): Promise<string> {
  const pairs = Object.entries({ ...metadata, filename: file.name })
  const answer = await fetch(address, {
    method: 'POST',
    signal,
    headers: {
      'tus-resumable': '1.0.0',
      'upload-length': String(file.size),
      'upload-metadata': pairs.map(([name, value]) => `${name} ${base64(value)}`).join(','),
    },
  })
  if (answer.status !== 201) throw failure(answer.status, await answer.text())
  return new URL(answer.headers.get('location') ?? '', location.href).href
}

async function askOffset(address: string): Promise<number> {
  const answer = await fetch(address, { method: 'HEAD', headers: { 'tus-resumable': '1.0.0' } })
  if (answer.status !== 200) throw failure(answer.status, '')
  return Number(answer.headers.get('upload-offset'))
}

/** By XMLHttpRequest, since fetch does not tell how much of a body has left. */
async function sendPiece(
  { file, progress, signal }: Sending,
  { address, offset, size }: { address: string; offset: number; size: number },
): Promise<number> {
  const blob = file.slice(offset, offset + size)
  const checksum = await checksumOf(blob)
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('PATCH', address)
    request.setRequestHeader('tus-resumable', '1.0.0')
    request.setRequestHeader('content-type', 'application/offset+octet-stream')
    request.setRequestHeader('upload-offset', String(offset))
    if (checksum !== null) request.setRequestHeader('upload-checksum', `sha256 ${checksum}`)
    request.upload.addEventListener('progress', ({ loaded }) => progress(offset + loaded))
    request.addEventListener('error', () => reject(new TypeError('the line is down')))
    request.addEventListener('abort', () => reject(signal.reason as Error))
    request.addEventListener('load', () => {
      const { status, responseText } = request
      if (status === 204) resolve(Number(request.getResponseHeader('upload-offset')))
      else reject(failure(status, responseText))
    })
    signal.addEventListener('abort', () => request.abort(), { once: true })
    request.send(blob)
  })
}

/** Where the page is served openly browsers hash nothing; TCP's own sums must do then. */
async function checksumOf(blob: Blob): Promise<string | null> {
  if (!('crypto' in globalThis) || crypto.subtle === undefined) return null
  const digest = await crypto.subtle.digest('SHA-256', await blob.arrayBuffer())
  return btoa(String.fromCodePoint(...new Uint8Array(digest)))
}

/** Offsets, checksums, haste and a server that is down are tried again; the rest is refused. */
function failure(status: number, body: string): Error {
  if ([409, 423, 429, 460].includes(status) && !body.includes('filed-meanwhile')) {
    return new Error(`${status}`)
  }
  if (status >= 500 || status === 0) return new Error(`${status}`)
  try {
    return new Refused((JSON.parse(body) as { detail?: string }).detail ?? '')
  } catch {
    return new Refused('')
  }
}

function base64(text: string): string {
  return btoa(String.fromCodePoint(...new TextEncoder().encode(text)))
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const wake = (): void => {
      clearTimeout(timer)
      window.removeEventListener('online', wake)
      if (signal.aborted) reject(signal.reason as Error)
      else resolve()
    }
    const timer = setTimeout(wake, milliseconds)
    window.addEventListener('online', wake)
    signal.addEventListener('abort', wake, { once: true })
  })
}

// Reads the name a person signs in with: an e-mail address or a DNI.

export interface SignInName {
  name: string
  kind: 'email' | 'dni'
}

/** Null for what is neither. Spaces and points in a DNI, and capitals in an e-mail, do not matter. */
export function readSignInName(written: string): SignInName | null {
  const bare = written.normalize('NFKC').trim().toLowerCase()
  const digits = bare.replace(/[\s.-]/g, '')
  if (/^\d{8}$/.test(digits)) return { name: digits, kind: 'dni' }
  if (bare.length <= 254 && /^[^@\s]+@[^@\s.]+(\.[^@\s.]+)+$/.test(bare)) {
    return { name: bare, kind: 'email' }
  }
  return null
}

// Reads and writes the few cookies of signed-in people; visitors get none.

type Headers = Record<string, string | string[] | undefined>

/**
 * Over HTTPS the name begins with `__Host-`, which browsers only take from us, whole and secure
 * (RFC 6265bis clause 4.1.3.2). On plain http://localhost, where not every browser takes that, it
 * stands alone.
 */
export function cookieName(name: string, origin: string): string {
  return origin.startsWith('https:') ? `__Host-${name}` : name
}

/** The value of a cookie, or null. Sent twice, it counts as not sent: one of them is not ours. */
export function readCookie(headers: Headers, name: string, origin: string): string | null {
  const wanted = `${cookieName(name, origin)}=`
  const found = String(headers.cookie ?? '')
    .split(/; */)
    .filter((pair) => pair.startsWith(wanted))
  const [only] = found
  if (only === undefined || found.length > 1) return null
  const value = only.slice(wanted.length)
  return /^[\w-]{1,128}$/.test(value) ? value : null
}

/** `Set-Cookie` for as long as the browser is open; scripts cannot read it, other sites' posts lack it. */
export function setCookie(name: string, value: string, origin: string): string {
  const secure = origin.startsWith('https:') ? '; Secure' : ''
  return `${cookieName(name, origin)}=${value}; Path=/; HttpOnly; SameSite=Lax${secure}`
}

/** `Set-Cookie` that takes it away. */
export function clearCookie(name: string, origin: string): string {
  return `${setCookie(name, '', origin)}; Max-Age=0`
}

// Says which addresses may stand in a link: the web, mail, telephone, and places on our own site.

const schemes: ReadonlySet<string> = new Set(['http', 'https', 'mailto', 'tel', 'geo', 'webcal'])

/** Shown instead of an address that could run code in the reader's page. */
export const refusedAddress = 'about:invalid#refused'

/**
 * The address itself, or `about:invalid#refused` if its scheme could run or forge a page
 * (javascript:, data:, vbscript:, blob: …). Tabs, line ends and leading controls are removed
 * before the scheme is read, as browsers do (WHATWG URL, basic URL parser, steps 1 to 3).
 */
export function safeAddress(address: string): string {
  const scheme = schemeOf(address)
  return scheme === null || schemes.has(scheme) ? address : refusedAddress
}

/** Lower-case scheme, or null for a relative address. */
export function schemeOf(address: string): string | null {
  const colon = address.indexOf(':')
  if (colon < 0) return null
  // oxlint-disable-next-line no-control-regex
  const before = address.slice(0, colon).replace(/[\u0000-\u0020]/g, '')
  return /^[a-z][a-z0-9+.-]*$/i.test(before) ? before.toLowerCase() : null
}

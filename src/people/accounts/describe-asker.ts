// Says in few words where a session comes from: browser, system, beginning of the address.

const browsers: [RegExp, string][] = [
  [/\bEdgA?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(Firefox|FxiOS)\//, 'Firefox'],
  [/\b(Chrome|CriOS|HeadlessChrome)\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
]

const systems: [RegExp, string][] = [
  [/\bAndroid\b/, 'Android'],
  [/\b(iPhone|iPad)\b/, 'iOS'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux'],
]

/** `Firefox · Windows`; what is not known is left out, and nothing known is `–`. */
export function deviceOf(userAgent: string): string {
  const named = [browsers, systems].map((list) => list.find(([sign]) => sign.test(userAgent))?.[1])
  return named.filter(Boolean).join(' · ') || '–'
}

/** The beginning of an address: enough to recognise a place, not a household. */
export function placeOf(ip: string): string {
  const four = /(\d+\.\d+\.\d+)\.\d+$/.exec(ip)
  if (four) return `${four[1]}.0/24`
  const groups = (ip.split('%')[0] ?? '').split('::')[0]?.split(':').filter(Boolean) ?? []
  return `${groups.slice(0, 3).join(':') || '::'}${groups.length > 0 ? '::' : ''}/48`
}

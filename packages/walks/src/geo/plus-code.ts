// Tells a place as a Plus Code, short enough to be said on the telephone.
import { checkPoint, type LonLat } from './earth.ts'

/** Digits without vowels and without what is easily mistaken (Open Location Code specification). */
const digits = '23456789CFGHJMPQRVWX'

/** Whole numbers of 1/8000 degree: the fifth pair of digits. */
const steps = 8000

/**
 * Open Location Code of ten digits, a square of about 14 by 14 metres.
 * @throws WalksError `malformed-point`
 */
export function plusCode(point: LonLat): string {
  checkPoint(point)
  let lon = Math.floor(round((point[0] + 180) * steps)) % (360 * steps)
  // The north pole belongs to the square below it.
  let lat = Math.min(Math.floor(round((point[1] + 90) * steps)), 180 * steps - 1)
  let code = ''
  for (let pair = 0; pair < 5; pair++) {
    code = digits.charAt(lat % 20) + digits.charAt(lon % 20) + code
    lat = Math.floor(lat / 20)
    lon = Math.floor(lon / 20)
  }
  return `${code.slice(0, 8)}+${code.slice(8)}`
}

/** Decimal degrees are not exact in binary: what is a whole number but for that is one. */
function round(value: number): number {
  return Math.round(value * 1e6) / 1e6
}

/** The middle of the square, or null where the text is no full code of ten digits. */
export function plusCodePlace(code: string): LonLat | null {
  const text = code.trim().toUpperCase()
  if (!/^[2-9CFGHJMPQRVWX]{8}\+[2-9CFGHJMPQRVWX]{2}$/.test(text)) return null
  let lat = 0
  let lon = 0
  const bare = text.replace('+', '')
  for (let at = 0; at < bare.length; at += 2) {
    lat = lat * 20 + digits.indexOf(bare.charAt(at))
    lon = lon * 20 + digits.indexOf(bare.charAt(at + 1))
  }
  if (lat >= 180 * steps || lon >= 360 * steps) return null
  return [(lon + 0.5) / steps - 180, (lat + 0.5) / steps - 90]
}

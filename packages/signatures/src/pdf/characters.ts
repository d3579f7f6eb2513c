// Which bytes are space, delimiters and digits in a PDF (ISO 32000-2, 7.2.3).

/** 0 regular, 1 white space, 2 delimiter. */
const kinds = new Uint8Array(256)
for (const code of [0, 9, 10, 12, 13, 32]) kinds[code] = 1
for (const sign of '()<>[]{}/%') kinds[sign.charCodeAt(0)] = 2

export function isSpace(code: number | undefined): boolean {
  return code !== undefined && kinds[code] === 1
}

export function isRegular(code: number | undefined): boolean {
  return code !== undefined && kinds[code] === 0
}

export function isDigit(code: number | undefined): boolean {
  return code !== undefined && code >= 0x30 && code <= 0x39
}

/** The value of a hexadecimal digit, or −1. */
export function hexDigit(code: number | undefined): number {
  if (code === undefined) return -1
  if (code >= 0x30 && code <= 0x39) return code - 0x30
  const lower = code | 0x20
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1
}

// Reads text written by old DOS programs (code page 850), still found in municipal archives.

// IBM code page 850, bytes 0x80 to 0xFF.
const LETTERS =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´­±‗¾¶§÷¸°¨·¹³²■ '

/** Bytes of Spanish letters in code page 850 and in windows-1252. */
const DOS = [0x82, 0xa0, 0xa1, 0xa2, 0xa3, 0xa4, 0xa5, 0x90, 0xb5, 0xd6, 0xe0]
/** é ó ñ Ñ: in windows-1252 these are signs no Spanish text uses. */
const TELLING = [0x82, 0xa2, 0xa4, 0xa5]
const WINDOWS = [
  0xc1, 0xc9, 0xcd, 0xd1, 0xd3, 0xda, 0xe1, 0xe9, 0xed, 0xf1, 0xf3, 0xfa, 0xfc, 0xdc, 0xb0, 0xba,
  0xaa, 0xb4, 0x92, 0x93, 0x94, 0x96,
]

/** True when the bytes above 127 are Spanish letters of code page 850 and not of windows-1252. */
export function looksDos(histogram: Uint32Array): boolean {
  const sum = (bytes: number[]): number =>
    bytes.reduce((total, byte) => total + histogram[byte]!, 0)
  const dos = sum(DOS)
  const distinct = DOS.filter((byte) => histogram[byte]! > 0).length
  return distinct >= 2 && sum(TELLING) > 0 && dos >= 3 && dos > 4 * sum(WINDOWS)
}

/** Text of bytes in code page 850. */
export function decodeDos(bytes: Uint8Array): string {
  const parts: string[] = []
  for (let start = 0; start < bytes.length; start += 8192) {
    const codes: number[] = []
    for (const byte of bytes.subarray(start, start + 8192)) {
      codes.push(byte < 0x80 ? byte : LETTERS.charCodeAt(byte - 0x80))
    }
    parts.push(String.fromCharCode(...codes))
  }
  return parts.join('')
}

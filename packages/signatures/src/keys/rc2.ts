// RC2, which old key files need and OpenSSL no longer offers (RFC 2268). For reading only.

/** RFC 2268, 2: a permutation made from the digits of pi. */
const pi = Buffer.from(
  'd978f9c419ddb5ed28e9fd794aa0d89dc67e37832b76538e624c6488448bfba2' +
    '179a59f587b34f1361456d8d09817d32bd8f40eb86b77b0bf09521225c6b4e82' +
    '54d66593ce60b21c7356c014a78cf1dc1275ca1f3bbee4d1423dd430a33cb626' +
    '6fbf0eda4669075727f21d9bbc944303f811c7f690ef3ee706c3d52fc8661ed7' +
    '08e8eade8052eef784aa72ac354d6a2a961ad2715a1549744b9fd05e0418a4ec' +
    'c2e0416e0f51cbcc2491af50a1f47039997c3a8523b8b47afc02365b25559731' +
    '2d5dfa98e38a92ae05df2910676cbac9d300e6cfe19ea82c6316013f58e289a9' +
    '0d38341bab33ffb0bb480c5fb9b1cd2ec5f3db47e5a59c770aa62068fe7fc1ad',
  'hex',
)

const BLOCK = 8
const rotations = [1, 2, 3, 5] as const

/** 64 words of 16 bits (2). */
function expand(key: Uint8Array, effectiveBits: number): Uint16Array {
  const bytes = new Uint8Array(128)
  bytes.set(key)
  const at = (index: number): number => bytes[index] ?? 0
  const effective = Math.ceil(effectiveBits / 8)
  const mask = 255 % 2 ** (8 + effectiveBits - 8 * effective)
  for (let i = key.length; i < 128; i++) bytes[i] = pi[(at(i - 1) + at(i - key.length)) & 255] ?? 0
  bytes[128 - effective] = pi[at(128 - effective) & mask] ?? 0
  for (let i = 127 - effective; i >= 0; i--) bytes[i] = pi[at(i + 1) ^ at(i + effective)] ?? 0
  return Uint16Array.from({ length: 64 }, (_, i) => at(2 * i) + 256 * at(2 * i + 1))
}

/** One block (3.3): the rounds of encryption backwards. */
function decryptBlock(words: Uint16Array, block: Uint8Array): Uint8Array {
  const r = Uint16Array.from(
    { length: 4 },
    (_, i) => (block[2 * i] ?? 0) + 256 * (block[2 * i + 1] ?? 0),
  )
  const near = (i: number, back: number): number => r[(i - back + 4) & 3] ?? 0
  let j = 63
  const mix = (times: number): void => {
    for (let round = 0; round < times; round++)
      for (let i = 3; i >= 0; i--) {
        const by = rotations[i] ?? 1
        const value = r[i] ?? 0
        const turned = ((value >>> by) | (value << (16 - by))) & 0xffff
        const kept = (near(i, 1) & near(i, 2)) + (~near(i, 1) & near(i, 3))
        r[i] = turned - (words[j--] ?? 0) - kept
      }
  }
  const mash = (): void => {
    for (let i = 3; i >= 0; i--) r[i] = (r[i] ?? 0) - (words[near(i, 1) & 63] ?? 0)
  }
  mix(5)
  mash()
  mix(6)
  mash()
  mix(5)
  return new Uint8Array(r.buffer)
}

/** Blocks chained by CBC, padding included; null when they are not whole. */
export function decryptRc2(given: {
  key: Uint8Array
  effectiveBits: number
  iv: Uint8Array
  data: Uint8Array
}): Uint8Array | null {
  const { key, effectiveBits, iv, data } = given
  if (data.length % BLOCK !== 0) return null
  const words = expand(key, effectiveBits)
  const out = new Uint8Array(data.length)
  let before = iv
  for (let at = 0; at < data.length; at += BLOCK) {
    const block = data.subarray(at, at + BLOCK)
    const plain = decryptBlock(words, block)
    for (let i = 0; i < BLOCK; i++) out[at + i] = (plain[i] ?? 0) ^ (before[i] ?? 0)
    before = block
  }
  return out
}

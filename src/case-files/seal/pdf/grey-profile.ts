// The colour profile that says what our greys mean, so that every device prints them alike (ICC.1:2001-04; ISO 19005-2, 6.2.3).

/** A display of greys with gamma 2.2, version 2.4. */
export function greyProfile(): Uint8Array {
  const tags = [
    ['desc', description('Rimaq grey, gamma 2.2')],
    ['cprt', Buffer.concat([signature('text'), Buffer.from('No rights reserved\0')])],
    ['wtpt', Buffer.concat([signature('XYZ '), white])],
    // One value of a curve is its gamma, in eighths of a byte (6.5.3).
    ['kTRC', Buffer.concat([signature('curv'), words(1), Buffer.from([2, 0x33])])],
  ] as const
  const parts: Buffer[] = []
  const directory: Buffer[] = [words(tags.length)]
  let at = 128 + 4 + tags.length * 12
  for (const [name, data] of tags) {
    const padded = Buffer.concat([data, Buffer.alloc((4 - (data.length % 4)) % 4)])
    directory.push(Buffer.from(name), words(at, data.length))
    parts.push(padded)
    at += padded.length
  }
  return new Uint8Array(Buffer.concat([header(at), ...directory, ...parts]))
}

/** D50 as numbers of 16.16, the white all profiles are connected by. */
const white = words(0xf6d6, 0x10000, 0xd32d)

/** 6.1; a fixed date, since the profile is always the same. */
function header(size: number): Buffer {
  const head = Buffer.alloc(128)
  head.writeUInt32BE(size, 0)
  head.writeUInt32BE(0x02400000, 8)
  head.write('mntrGRAYXYZ ', 12, 'latin1')
  for (const [at, part] of [2026, 1, 1].entries()) head.writeUInt16BE(part, 24 + at * 2)
  head.write('acsp', 36, 'latin1')
  white.copy(head, 68)
  return head
}

/** 6.5.17: in ASCII, with no other spellings. */
function description(text: string): Buffer {
  const ascii = Buffer.from(`${text}\0`)
  return Buffer.concat([signature('desc'), words(ascii.length), ascii, Buffer.alloc(78)])
}

function signature(name: string): Buffer {
  return Buffer.concat([Buffer.from(name), Buffer.alloc(4)])
}

function words(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4)
  for (const [at, value] of values.entries()) bytes.writeUInt32BE(value, at * 4)
  return bytes
}

// Writes and reads zip archives: the ordinary ones, the hostile ones, and bytes at random.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { crc32, deflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import { SignatureError } from '../signature-error.ts'
import { defaultZipLimits, readZip } from './read-zip.ts'
import { writeZip } from './write-zip.ts'

const time = new Date('2026-03-01T12:00:00Z')
const text = (of: string): Uint8Array => new Uint8Array(Buffer.from(of))

interface Raw {
  name: string
  data: Uint8Array
  /** What the headers claim, where they lie. */
  size?: number
  localName?: string
  flags?: number
  method?: number
  at?: number
}

/** An archive written byte by byte, so that it can lie (APPNOTE.TXT 4.3). */
function archive(list: Raw[], prefix = ''): Uint8Array {
  const parts: Buffer[] = [Buffer.from(prefix)]
  const directory: Buffer[] = []
  let position = prefix.length
  for (const {
    name,
    data,
    size = data.length,
    localName = name,
    flags = 0,
    method = 8,
    at,
  } of list) {
    const packed = method === 8 ? deflateRawSync(data) : Buffer.from(data)
    const tail = Buffer.alloc(22)
    tail.writeUInt16LE(flags, 2)
    tail.writeUInt16LE(method, 4)
    tail.writeUInt32LE(crc32(data), 10)
    tail.writeUInt32LE(packed.length, 14)
    tail.writeUInt32LE(size, 18)
    const head = (start: string, called: string): Buffer => {
      const fixed = Buffer.alloc(4)
      fixed.writeUInt16LE(Buffer.byteLength(called), 0)
      return Buffer.concat([Buffer.from(start, 'latin1'), tail, fixed])
    }
    const local = Buffer.concat([head('PK\x03\x04', localName), Buffer.from(localName), packed])
    const central = Buffer.alloc(14)
    central.writeUInt32LE(at ?? position, 10)
    directory.push(
      Buffer.from('PK\x01\x02\x14\x00', 'latin1'),
      head('', name),
      central,
      Buffer.from(name),
    )
    parts.push(local)
    position += local.length
  }
  const end = Buffer.alloc(18)
  const bytes = Buffer.concat(directory)
  end.writeUInt16LE(list.length, 4)
  end.writeUInt16LE(list.length, 6)
  end.writeUInt32LE(bytes.length, 8)
  end.writeUInt32LE(position, 12)
  return new Uint8Array(Buffer.concat([...parts, bytes, Buffer.from('PK\x05\x06', 'latin1'), end]))
}

test('what is written is read again, in its order, the first one stored at the very front', async () => {
  const bytes = await writeZip(
    [
      { name: 'mimetype', bytes: text('application/x'), stored: true },
      { name: 'ñandú/á.txt', bytes: text('x'.repeat(3000)) },
      { name: 'empty', bytes: new Uint8Array() },
    ],
    time,
  )
  const entries = await readZip(bytes)
  assert.deepEqual(
    entries.map(({ name, stored, extraBytes }) => [name, stored, extraBytes]),
    [
      ['mimetype', true, 0],
      ['ñandú/á.txt', false, 0],
      ['empty', false, 0],
    ],
  )
  assert.equal(entries[0]?.offset, 0)
  assert.equal(Buffer.from(bytes.subarray(38, 51)).toString(), 'application/x')
  assert.equal(Buffer.from(entries[1]?.bytes ?? []).toString(), 'x'.repeat(3000))
})

test('an archive written byte by byte is read', async () => {
  const [one] = await readZip(archive([{ name: 'a', data: text('hello') }]))
  assert.equal(Buffer.from(one?.bytes ?? []).toString(), 'hello')
})

const hostile: [string, Uint8Array, string][] = [
  ['a name that climbs', archive([{ name: '../a', data: text('x') }]), 'malformed-container'],
  ['an absolute name', archive([{ name: '/etc/passwd', data: text('x') }]), 'malformed-container'],
  ['a name of Windows', archive([{ name: 'C:\\a', data: text('x') }]), 'malformed-container'],
  [
    'a name with a control character',
    archive([{ name: 'a\u0001', data: text('x') }]),
    'malformed-container',
  ],
  [
    'a name twice',
    archive([
      { name: 'a', data: text('x') },
      { name: 'a', data: text('y') },
    ]),
    'malformed-container',
  ],
  [
    'a size that lies',
    archive([{ name: 'a', data: text('xxxx'), size: 2 }]),
    'malformed-container',
  ],
  [
    'two names for one entry',
    archive([{ name: 'a', data: text('x'), localName: 'b' }]),
    'malformed-container',
  ],
  [
    'an encrypted entry',
    archive([{ name: 'a', data: text('x'), flags: 1 }]),
    'malformed-container',
  ],
  [
    'an unknown packing',
    archive([{ name: 'a', data: text('x'), method: 12 }]),
    'malformed-container',
  ],
  [
    'entries over each other',
    archive([
      { name: 'a', data: text('x') },
      { name: 'a', data: text('x'), at: 0 },
    ]),
    'malformed-container',
  ],
  [
    'an entry outside',
    archive([{ name: 'a', data: text('x'), at: 1_000_000 }]),
    'malformed-container',
  ],
  ['a bomb', archive([{ name: 'a', data: new Uint8Array(8 * 2 ** 20) }]), 'too-large'],
  ['no archive', text('hello'), 'malformed-container'],
]

for (const [what, bytes, code] of hostile)
  test(`${what} is refused`, async () => {
    await assert.rejects(readZip(bytes), (error) => {
      assert.ok(error instanceof SignatureError)
      assert.equal(error.code, code)
      return true
    })
  })

test('two entries that share their bytes are refused', async () => {
  const bytes = archive([
    { name: 'a', data: text('xyz') },
    { name: 'b', data: text('xyz'), localName: 'b' },
  ])
  const shared = Buffer.from(bytes)
  // The directory entry of b points at a, and a's own header is renamed there for nobody.
  const second = shared.lastIndexOf(Buffer.from('PK\x01\x02', 'latin1'))
  shared.writeUInt32LE(0, second + 42)
  await assert.rejects(readZip(new Uint8Array(shared)), { code: 'malformed-container' })
})

test('more entries or bytes than allowed are refused before they are unpacked', async () => {
  const list = ['a', 'b', 'c'].map((name) => ({ name, data: text('xx') }))
  const bytes = archive(list)
  await assert.rejects(readZip(bytes, { ...defaultZipLimits, entries: 2 }), { code: 'too-large' })
  await assert.rejects(readZip(bytes, { ...defaultZipLimits, bytes: 5 }), { code: 'too-large' })
})

test('a changed checksum is found', async () => {
  const bytes = Buffer.from(archive([{ name: 'a', data: text('hello'), method: 0 }]))
  bytes.write('j', bytes.indexOf('hello'))
  await assert.rejects(readZip(new Uint8Array(bytes)), { code: 'malformed-container' })
})

test('whatever the bytes are, entries or our own error come back', async () => {
  const good = archive([
    { name: 'mimetype', data: text('x'), method: 0 },
    { name: 'b', data: text('hello hello hello') },
  ])
  const changed = fc
    .array(fc.tuple(fc.nat({ max: good.length - 1 }), fc.nat({ max: 255 })), {
      minLength: 1,
      maxLength: 6,
    })
    .map((edits) => {
      const copy = Uint8Array.from(good)
      for (const [at, value] of edits) copy[at] = value
      return copy
    })
  const any = fc.oneof(
    { weight: 4, arbitrary: changed },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }) },
  )
  await fc.assert(
    fc.asyncProperty(any, async (bytes) => {
      try {
        await readZip(bytes)
      } catch (error) {
        if (!(error instanceof SignatureError)) throw error
      }
    }),
    { numRuns: 600, seed: 7 },
  )
})

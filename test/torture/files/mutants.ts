// Takes valid files of each format and damages them by a seed: bits, cuts, copies, numbers, noise.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Random } from '../shared/random.ts'
import { seededRandom } from '../shared/random.ts'
import { xzBytes } from './bombs.ts'
import type { Family } from './family.ts'
import { plainCsv } from './family.ts'
import { plainParquet } from './strange-files.ts'
import { odsBytes, odsRow, plainXlsx } from './workbooks.ts'
import { zipBytes } from './zip-bytes.ts'

interface Valid {
  file: string
  bytes: Buffer
  /** A checksum guards the content: damage is either found or harmless. */
  rows?: number
}

async function validFiles(): Promise<Valid[]> {
  const folder = mkdtempSync(join(tmpdir(), 'rimaq-valid-'))
  try {
    await plainParquet(join(folder, 'x.parquet'))
    const parquet = readFileSync(join(folder, 'x.parquet'))
    const csv = plainCsv(120)
    const json = JSON.stringify(Array.from({ length: 90 }, (_, at) => ({ a: at, b: `Peña ${at}` })))
    const ods = odsBytes(odsRow(['a', 'b']) + odsRow(['x', 'y'], 3).repeat(20))
    return [
      { file: 'm.csv', bytes: Buffer.from(csv) },
      { file: 'm-latin.csv', bytes: Buffer.from(csv.replaceAll(',', ';'), 'latin1') },
      { file: 'm.json', bytes: Buffer.from(json) },
      { file: 'm.ndjson', bytes: Buffer.from(json.slice(1, -1).replaceAll('},', '}\n')) },
      { file: 'm.parquet', bytes: parquet },
      { file: 'm.xlsx', bytes: plainXlsx(80), rows: 80 },
      { file: 'm.ods', bytes: ods, rows: 60 },
      { file: 'm.zip', bytes: zipBytes([{ name: 'm.csv', data: csv }]), rows: 120 },
      { file: 'm.csv.gz', bytes: gzipSync(csv), rows: 120 },
      { file: 'm.csv.xz', bytes: xzBytes(Buffer.from(csv)), rows: 120 },
    ]
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** One to four kinds of damage, each at its own place. */
const damages: ((bytes: Buffer, random: Random) => Buffer)[] = [
  (bytes, random) => {
    bytes[random.below(bytes.length)]! ^= 1 << random.below(8)
    return bytes
  },
  (bytes, random) => bytes.subarray(0, random.below(bytes.length)),
  (bytes, random) => {
    const at = random.below(bytes.length)
    return bytes.fill(random.pick([0, 0xff, 0x22, 0x0a, 0x20]), at, at + random.below(64))
  },
  (bytes, random) => {
    const [from, to] = [random.below(bytes.length), random.below(bytes.length)]
    const piece = bytes.subarray(from, from + random.below(200))
    return Buffer.concat([bytes.subarray(0, to), piece, bytes.subarray(to)])
  },
  (bytes, random) => {
    const at = random.below(bytes.length)
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + random.below(100))])
  },
  (bytes, random) => {
    const at = random.below(Math.max(1, bytes.length - 4))
    const number = random.pick([0, 1, 0x7fffffff, 0x80000000, 0xffffffff, 0xfffffffe])
    if (bytes.length >= 4) bytes.writeUInt32LE(number, at)
    return bytes
  },
  (bytes, random) => {
    const at = random.below(bytes.length)
    return Buffer.concat([
      bytes.subarray(0, at),
      random.bytes(random.below(50)),
      bytes.subarray(at),
    ])
  },
  (bytes, random) => Buffer.concat([bytes, random.bytes(random.below(300))]),
]

/** Without end; the n-th of a seed is always the same. */
export async function* mutants(seed: number): AsyncGenerator<Family> {
  const files = await validFiles()
  for (let turn = 0; ; turn++) {
    const random = seededRandom(seed * 1_000_003 + turn)
    const valid = files[turn % files.length]!
    let bytes: Buffer = Buffer.from(valid.bytes)
    for (let left = 1 + random.below(4); left > 0 && bytes.length > 0; left--) {
      bytes = Buffer.from(random.pick(damages)(bytes, random))
    }
    yield {
      name: `${valid.file} damaged, turn ${turn}`,
      file: valid.file,
      make: () => bytes,
      expect: 'either',
      ...(valid.rows === undefined ? {} : { rowsIfPublished: valid.rows }),
    }
  }
}

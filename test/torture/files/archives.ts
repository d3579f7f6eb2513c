// Hostile and broken archives: bombs, names that lead elsewhere, lies about sizes, damage.
import { gzipSync } from 'node:zlib'
import { deflateBomb, gzipBomb, xzBomb, xzBytes } from './bombs.ts'
import { plainCsv } from './family.ts'
import type { Family } from './family.ts'
import { type ZipEntry, zipBytes } from './zip-bytes.ts'

const mebibyte = 1 << 20
const csv = plainCsv(40)
const lines = Buffer.from('1,2,3\n'.repeat(mebibyte / 6))
const table = (more: Partial<ZipEntry> = {}): ZipEntry => ({
  name: 'datos.csv',
  data: csv,
  ...more,
})
const zip = (entry: Partial<ZipEntry>) => () => zipBytes([table(entry)])

function bombEntry(mebibytes: number): Partial<ZipEntry> {
  const { packed, size, crc } = deflateBomb(lines, mebibytes)
  return { packed, size, crc }
}

function nested(depth: number): Buffer {
  let inner: Buffer = Buffer.from(csv)
  for (let level = 0; level < depth; level++) {
    const name = level === 0 ? 'datos.csv' : `nivel-${level}.zip`
    inner = zipBytes([{ name, data: inner }])
  }
  return inner
}

function many(count: number): Buffer {
  const entries = Array.from({ length: count }, (_, at) => ({ name: `d${at}.csv`, data: 'a\n1\n' }))
  return zipBytes(entries)
}

/** Where an archive says that its member belongs. */
export const leadingElsewhere: [what: string, name: string][] = [
  ['a path upwards', '../../../../../../tmp/rimaq-torture-escape.csv'],
  ['a path upwards in the middle', 'a/b/../../../../../../tmp/rimaq-torture-escape.csv'],
  ['an absolute path', '/tmp/rimaq-torture-escape.csv'],
  ['a Windows path upwards', '..\\..\\..\\rimaq-torture-escape.csv'],
  ['a Windows drive', 'C:\\rimaq-torture-escape.csv'],
]

const bombs: Family[] = [
  {
    name: 'zip bomb, flat, 1 GiB',
    make: zip(bombEntry(1024)),
    file: 'bomba.zip',
    expect: 'refused',
  },
  {
    name: 'zip bomb, flat, 48 GiB behind a size of 4 GiB',
    make: () => zipBytes([table({ ...bombEntry(12 * 1024), size: 0xfffffffe })]),
    file: 'bomba-48.zip',
    expect: 'refused',
    heavy: true,
  },
  { name: 'zip in zip, 12 deep', make: () => nested(12), file: 'cebolla.zip', expect: 'refused' },
  {
    name: 'zip of 20,000 entries',
    make: () => many(20_000),
    file: 'muchos.zip',
    expect: 'refused',
  },
  { name: 'zip of 900 tables', make: () => many(900), file: 'tablas.zip', expect: 'refused' },
  {
    name: 'zip whose entries are one and the same bytes',
    make: () =>
      zipBytes(
        Array.from({ length: 500 }, (_, at) => ({
          name: `d${at}.csv`,
          data: csv,
          overlaps: at > 0,
        })),
      ),
    file: 'encima.zip',
    expect: 'refused',
  },
  {
    name: 'gz bomb, 2 GiB',
    make: () => gzipBomb(lines, 2048),
    file: 'bomba.csv.gz',
    expect: 'refused',
  },
  {
    name: 'gz in gz, 12 deep',
    make: () =>
      Array.from({ length: 12 }).reduce<Buffer>((inner) => gzipSync(inner), Buffer.from(csv)),
    file: 'cebolla.csv.gz',
    expect: 'refused',
  },
  { name: 'xz bomb, 2 GiB', make: () => xzBomb(2048), file: 'bomba.csv.xz', expect: 'refused' },
  {
    name: 'xz that asks for a dictionary of 4 GiB',
    make: () => xzBytes(Buffer.from(csv), 40),
    file: 'diccionario.csv.xz',
    expect: 'either',
  },
]

const lies: Family[] = [
  { name: 'zip that says less', make: zip({ size: 10 }), file: 'menos.zip', expect: 'refused' },
  { name: 'zip that says more', make: zip({ size: 999_999 }), file: 'mas.zip', expect: 'refused' },
  {
    name: 'zip whose packed size reaches beyond the file',
    make: zip({ packedSize: 0x7fffffff }),
    file: 'fuera.zip',
    expect: 'refused',
  },
  { name: 'zip with a wrong checksum', make: zip({ crc: 1 }), file: 'suma.zip', expect: 'refused' },
  {
    name: 'stored zip with one byte changed',
    make: () => {
      const bytes = zipBytes([table({ method: 0 })])
      return Buffer.from(bytes.toString('latin1').replace('C00017', 'C00018'), 'latin1')
    },
    file: 'cambiado.zip',
    expect: 'refused',
  },
  {
    name: 'zip said to be encrypted',
    make: zip({ flags: 1 }),
    file: 'clave.zip',
    expect: 'refused',
  },
  {
    name: 'zip by an unknown method',
    make: zip({ method: 99 }),
    file: 'metodo.zip',
    expect: 'refused',
  },
  {
    name: 'zip whose entry is a symbolic link',
    make: zip({ data: '/etc/passwd', mode: 0o120777, method: 0 }),
    file: 'enlace.zip',
    expect: 'refused',
  },
  {
    name: 'zip that promises 60,000 entries',
    make: () => zipBytes([table()], { count: 60_000 }),
    file: 'promesa.zip',
    expect: 'refused',
  },
  {
    name: 'zip whose directory lies elsewhere',
    make: () => zipBytes([table()], { directoryAt: 0x7ffffff0 }),
    file: 'directorio.zip',
    expect: 'refused',
  },
  { name: 'zip without entries', make: () => zipBytes([]), file: 'vacio.zip', expect: 'refused' },
  {
    name: 'zip of an empty file',
    make: zip({ data: '', method: 0 }),
    file: 'nada.zip',
    expect: 'refused',
  },
  ...leadingElsewhere.map(([what, name]): Family => ({
    name: `zip with ${what}`,
    make: zip({ name }),
    file: 'ruta.zip',
    expect: 'refused',
  })),
]

const damage: Family[] = [
  {
    name: 'zip cut in half',
    make: () => half(zipBytes([table()])),
    file: 'mitad.zip',
    expect: 'refused',
  },
  {
    name: 'gz cut in half',
    make: () => half(gzipSync(plainCsv(3000))),
    file: 'mitad.csv.gz',
    expect: 'refused',
  },
  {
    name: 'gz with a wrong checksum',
    make: () => {
      const bytes = gzipSync(csv)
      bytes[bytes.length - 6]! ^= 0xff
      return bytes
    },
    file: 'suma.csv.gz',
    expect: 'refused',
  },
  {
    name: 'gz of two parts, as cat makes',
    make: () => Buffer.concat([gzipSync('a,b\n1,2\n'), gzipSync('3,4\n5,6\n')]),
    file: 'partes.csv.gz',
    expect: 3,
    cells: 6,
  },
  {
    name: 'xz cut in half',
    make: () => half(xzBytes(Buffer.from(plainCsv(3000)))),
    file: 'mitad.csv.xz',
    expect: 'refused',
  },
  {
    name: 'xz with one byte changed',
    make: () => {
      const bytes = xzBytes(Buffer.from(csv))
      bytes[200]! ^= 1
      return bytes
    },
    file: 'cambiado.csv.xz',
    expect: 'refused',
  },
  {
    name: 'xz that is whole',
    make: () => xzBytes(Buffer.from(csv)),
    file: 'bien.csv.xz',
    expect: 40,
  },
  { name: 'zip that is whole', make: zip({}), file: 'bien.zip', expect: 40, cells: 160 },
]

export const archives: Family[] = [...bombs, ...lies, ...damage]

function half(bytes: Buffer): Buffer {
  return bytes.subarray(0, Math.floor(bytes.length / 2))
}

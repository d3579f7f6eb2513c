// What is no file, or does not stay the same while it is read; and Parquet that lies.
import { execFileSync } from 'node:child_process'
import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { DuckDBInstance } from '@duckdb/node-api'
import { literal } from '../../../packages/tables/src/build/duck.ts'
import type { Family } from './family.ts'
import { plainCsv } from './family.ts'

const numbers = "SELECT range AS n, range % 7 AS r, 'x' || range AS t FROM range(5000)"

async function parquetAt(path: string, select: string): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  await connection.run(`COPY (${select}) TO ${literal(path)} (FORMAT parquet)`)
  connection.closeSync()
  instance.closeSync()
}

/** The bytes of a valid file, for damage. */
export async function plainParquet(path: string): Promise<void> {
  await parquetAt(path, numbers)
}

function damaged(change: (bytes: Buffer) => Buffer, select = numbers): Family['make'] {
  return {
    async at(path) {
      await parquetAt(path, select)
      const { readFileSync } = await import('node:fs')
      writeFileSync(path, change(readFileSync(path)))
    },
  }
}

const withFooterLength = (length: number) => (bytes: Buffer) => {
  bytes.writeUInt32LE(length, bytes.length - 8)
  return bytes
}

const parquet: Family[] = [
  {
    name: 'Parquet cut in half',
    make: damaged((bytes) => bytes.subarray(0, bytes.length / 2)),
    file: 'mitad.parquet',
    expect: 'refused',
  },
  {
    name: 'Parquet whose footer says 4 GiB',
    make: damaged(withFooterLength(0xffffffff)),
    file: 'pie.parquet',
    expect: 'refused',
  },
  {
    name: 'Parquet whose footer says nothing',
    make: damaged(withFooterLength(0)),
    file: 'pie-0.parquet',
    expect: 'refused',
  },
  {
    name: 'Parquet whose footer is noise',
    make: damaged((bytes) => bytes.fill(0xa5, bytes.length - 200, bytes.length - 8)),
    file: 'ruido.parquet',
    expect: 'refused',
  },
  {
    name: 'Parquet whose pages are noise',
    make: damaged((bytes) => bytes.fill(0xff, 4, 400)),
    file: 'paginas.parquet',
    expect: 'refused',
  },
  {
    name: 'Parquet of its first letters alone',
    make: () => 'PAR1',
    file: 'letras.parquet',
    expect: 'refused',
  },
  {
    name: 'Parquet without rows',
    make: damaged((bytes) => bytes, 'SELECT 1 AS a WHERE false'),
    file: 'sin-filas.parquet',
    expect: 'either',
  },
  {
    name: 'Parquet of 5,000 columns',
    make: damaged(
      (bytes) => bytes,
      `SELECT ${Array.from({ length: 5000 }, (_, at) => `${at} AS c${at}`).join(', ')}`,
    ),
    file: 'ancho.parquet',
    expect: 'refused',
  },
  {
    name: 'Parquet of nested values, bytes and halves',
    make: damaged(
      (bytes) => bytes,
      `SELECT {'a': [1, 2], 'b': MAP {'x': 'y'}} AS s, '\\xAA'::BLOB AS b, 'NaN'::DOUBLE AS d, INTERVAL 3 DAY AS i, 340282366920938463463374607431768211455::UHUGEINT AS u FROM range(20)`,
    ),
    file: 'anidado.parquet',
    expect: 20,
  },
  {
    name: 'Parquet that is whole',
    make: damaged((bytes) => bytes),
    file: 'bien.parquet',
    expect: 5000,
    cells: 15_000,
  },
]

const places: Family[] = [
  {
    name: 'a folder',
    make: { at: (path) => mkdirSync(path) },
    file: 'carpeta',
    expect: 'refused',
  },
  {
    name: 'a FIFO nobody writes to',
    make: { at: (path) => void execFileSync('mkfifo', [path]) },
    file: 'tubo.csv',
    expect: 'refused',
  },
  {
    name: 'a socket',
    make: {
      at: (path) =>
        new Promise((done) => {
          const server = createServer().listen(path, () => done())
          server.unref()
        }),
    },
    file: 'enchufe.csv',
    expect: 'refused',
  },
  {
    name: 'a device without end',
    make: () => '',
    path: '/dev/zero',
    file: 'zero',
    expect: 'refused',
  },
  {
    name: 'a file that is not there',
    make: { at: () => {} },
    file: 'ausente.csv',
    expect: 'refused',
  },
]

const csv = plainCsv(60_000)
const phases = ['unpack', 'read', 'types', 'store']

const moving: Family[] = phases.flatMap((phase): Family[] => [
  {
    name: `a file deleted at ${phase}`,
    make: () => csv,
    file: `borrado-${phase}.csv`,
    expect: 'either',
    meanwhile: { phase, act: (path) => rmSync(path, { force: true }) },
  },
  {
    name: `a file that grows from ${phase} on`,
    make: () => csv,
    file: `crece-${phase}.csv`,
    expect: 'either',
    meanwhile: {
      phase,
      act(path) {
        const grow = () => appendFileSync(path, 'C99999,Nueva,1.05,2024-03-01\n')
        grow()
        const timer = setInterval(grow, 5)
        return () => clearInterval(timer)
      },
    },
  },
  {
    name: `a file rewritten at ${phase}`,
    make: () => csv,
    file: `otro-${phase}.csv`,
    expect: 'either',
    meanwhile: { phase, act: (path) => writeFileSync(path, plainCsv(100)) },
  },
])

export const strangeFiles: Family[] = [...parquet, ...places, ...moving]

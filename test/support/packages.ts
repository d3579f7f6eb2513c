// Packages of cases of one test installation, brought into another, for the tests of export and import.
import { createHash } from 'node:crypto'
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ZipFile } from 'yazl'
import { folderSink } from '../../src/case-files/archive/bag-sinks.ts'
import {
  type ExportParts,
  packageStream,
  prepareExport,
  writePackage,
} from '../../src/case-files/archive/export-case.ts'
import {
  type ImportParts,
  type ImportReport,
  importCase,
} from '../../src/case-files/archive/import-case.ts'
import { keepIndexes } from '../../src/case-files/archive/sign-index.ts'
import { CaseFilesError } from '../../src/case-files/errors.ts'
import { type TestArchive, testArchive } from './archive.ts'
import { plainPdf } from './plain-pdf.ts'

export const operator = { kind: 'operator' } as const

export const partsOf = (on: TestArchive): ExportParts & ImportParts => ({
  ...on.parts,
  office: 'mesa-de-partes',
})

export interface TwoPlaces {
  here: TestArchive
  there: TestArchive
  folder: string
  /** A path that is not there yet. */
  place(ending?: string): string
  zipOf(on: TestArchive, id: string): Promise<string>
  folderOf(on: TestArchive, id: string): Promise<string>
  /** A sealed case of three documents and ten folios. */
  sealedCase(): Promise<string>
  bring(path: string, dryRun?: boolean): Promise<ImportReport>
  close(): Promise<void>
}

export async function twoPlaces(): Promise<TwoPlaces> {
  const here = await testArchive()
  const there = await testArchive()
  const folder = mkdtempSync(join(tmpdir(), 'rimaq-package-'))
  let count = 0
  const place = (ending = ''): string => join(folder, `${++count}${ending}`)
  return {
    ...{ here, there, folder, place },
    async zipOf(on, id) {
      const path = place('.zip')
      const exported = await prepareExport(partsOf(on), operator, { id })
      await pipeline(packageStream(on.parts, exported), createWriteStream(path))
      return path
    },
    async folderOf(on, id) {
      const path = place()
      const exported = await prepareExport(partsOf(on), operator, { id })
      await writePackage(on.parts, exported, folderSink(path))
      return path
    },
    async sealedCase() {
      const { id } = await here.file([2, 3])
      await here.add(id, plainPdf(5, `informe ${++count}`))
      const { database, clock } = here.parts
      await keepIndexes({ database, clock, seal: here.seal })
      return id
    },
    async bring(path, dryRun = false) {
      // It is later there, whatever was done here in between.
      const [now, then] = [here.on.people.clock.now(), there.on.people.clock.now()]
      if (then <= now) there.on.people.clock.set(new Date(now.getTime() + 3_600_000))
      return importCase(partsOf(there), operator, { path, dryRun })
    },
    async close() {
      await here.close()
      await there.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export const refuses =
  (why: string) =>
  (error: unknown): boolean =>
    error instanceof CaseFilesError && error.code === 'bad-package' && error.detail['why'] === why

/** Writes the manifests anew, as somebody would who knows how bags are made. */
export async function rebag(path: string): Promise<void> {
  const names = readFileSync(join(path, 'manifest-sha256.txt'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.slice(66))
  const list = (algorithm: string, of: readonly string[]): string =>
    of
      .map(
        (name) =>
          `${createHash(algorithm)
            .update(readFileSync(join(path, name)))
            .digest('hex')}  ${name}\n`,
      )
      .join('')
  for (const algorithm of ['sha256', 'sha512']) {
    await writeFile(join(path, `manifest-${algorithm}.txt`), list(algorithm, names))
  }
  const sum = names.reduce((total, name) => total + readFileSync(join(path, name)).length, 0)
  const info = readFileSync(join(path, 'bag-info.txt'), 'utf8')
  await writeFile(
    join(path, 'bag-info.txt'),
    info.replace(/Payload-Oxum: .*/, `Payload-Oxum: ${sum}.${names.length}`),
  )
  const tags = ['bagit.txt', 'bag-info.txt', 'manifest-sha256.txt', 'manifest-sha512.txt']
  for (const algorithm of ['sha256', 'sha512']) {
    await writeFile(join(path, `tagmanifest-${algorithm}.txt`), list(algorithm, tags))
  }
}

/** An archive of these files, whatever they are called. */
export async function archive(
  path: string,
  entries: [name: string, bytes: Buffer, mode?: number][],
  compress = false,
): Promise<string> {
  const zip = new ZipFile()
  for (const [name, bytes, mode = 0o100644] of entries)
    zip.addBuffer(bytes, name, { compress, mode })
  zip.end()
  await pipeline(zip.outputStream.pipe(new PassThrough()), createWriteStream(path))
  return path
}

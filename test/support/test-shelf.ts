// A shelf on a real database, file store, jobs and sandbox, for the tests of rooms that need one.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type FileStore,
  type Jobs,
  createFileStore,
  createJobs,
  createLog,
  createSandbox,
  systemClock,
} from '#platform'
import type { Clock, Sandbox } from '#platform'
import { createJournal, eraseContentsOf, isHeldHere } from '#records'
import { type OpenShelf, type ShelfOptions, createShelf } from '#datasets'
import { type TestDatabase, testDatabase, roomsWithTables } from './database.ts'

export interface TestShelf {
  shelf: OpenShelf
  database: TestDatabase
  files: FileStore
  jobs: Jobs
  folder: string
  /** Another shelf on the same database and files, as another process would have it. */
  another(): OpenShelf
  /** Writes a file into the test's folder and answers its path. */
  file(name: string, content: string | Uint8Array): Promise<string>
  close(): Promise<void>
}

const organisation = {
  slug: 'municipalidad',
  title: { es: 'Municipalidad de prueba', en: 'Test municipality' },
}

/** Empty but for one organisation, `municipalidad`, and the licence `cc-by-4.0`. */
export async function testShelf(
  options: { clock?: Clock; limits?: ShelfOptions['limits']; sandbox?: Sandbox } = {},
): Promise<TestShelf> {
  const database = await testDatabase(roomsWithTables())
  const folder = await mkdtemp(join(tmpdir(), 'rimaq-shelf-'))
  const log = createLog({ level: 'fatal' })
  const clock = options.clock ?? systemClock()
  const files = createFileStore({ folder: join(folder, 'files') })
  const jobs = createJobs(database, log, clock)
  const common: ShelfOptions = {
    database,
    files,
    jobs,
    sandbox: options.sandbox ?? createSandbox(log),
    clock,
    journal: createJournal(clock),
    keeping: keepingOf(clock),
    data: folder,
    defaultOrganisation: organisation.slug,
    ...(options.limits === undefined ? {} : { limits: options.limits }),
  }
  const shelf = createShelf(common)
  const pack = join(folder, 'pack')
  await writePack(pack)
  await shelf.as({ kind: 'operator' }).importPack(new URL(`file://${pack}/`))
  const others: OpenShelf[] = []
  return {
    shelf,
    database,
    files,
    jobs,
    folder,
    another() {
      const other = createShelf(common)
      others.push(other)
      return other
    },
    async file(name, content) {
      const path = join(folder, name)
      await writeFile(path, content)
      return path
    },
    async close() {
      for (const each of [shelf, ...others]) await each.close()
      await jobs.stop()
      await database.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** As the rooms are joined in the city. */
export function keepingOf(clock: Clock): ShelfOptions['keeping'] {
  return {
    isHeld: isHeldHere,
    eraseContents: (trx, erasure) => eraseContentsOf(trx, clock, erasure),
  }
}

/** An empty pack with the organisation of the tests. */
export async function writePack(folder: string): Promise<void> {
  await mkdir(folder)
  const identity = {
    name: 'Prueba',
    institution: organisation.title.es,
    slogan: '',
    logo: null,
    colours: { brand: null, brandText: null },
    contact: { email: null, phone: null, address: null },
    timeZone: 'America/Lima',
    territory: { label: 'Lima', bbox: [-77.2, -12.6, -76.6, -11.5] },
    defaultOrganisation: organisation.slug,
    organisations: [organisation],
  }
  const licences = [
    {
      id: 'cc-by-4.0',
      title: { es: 'Atribución 4.0', en: 'Attribution 4.0' },
      url: 'https://creativecommons.org/licenses/by/4.0/',
      open: true,
    },
  ]
  const themes = [
    { slug: 'transporte', title: { es: 'Transporte', en: 'Transport' }, euTheme: 'TRAN' },
    { slug: 'salud', title: { es: 'Salud', en: 'Health' }, euTheme: 'HEAL' },
  ]
  await writeFile(join(folder, 'pack.json'), JSON.stringify(identity))
  await writeFile(join(folder, 'licences.json'), JSON.stringify(licences))
  await writeFile(join(folder, 'themes.json'), JSON.stringify(themes))
}

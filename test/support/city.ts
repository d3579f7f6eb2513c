// Starts a whole city on this machine for tests: its own data folder, a free port, a messy file published.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Clock, type RouteDefinition, createLog, readSettings } from '#platform'
import { openCity } from '../../src/main.ts'
import type { City } from '../../src/main.ts'
import { serve } from '../../src/serve.ts'
import { copyCityTemplate } from './city-template.ts'
import { messyFile } from './messy-file.ts'

export interface TestCity {
  city: City
  /** `http://127.0.0.1:port` */
  origin: string
  /** Every address that it answers. */
  routes(): readonly RouteDefinition[]
  /** Publishes the messy file as `lugares`, repaired; twice, with changes, for a second version. */
  publishPlaces(): Promise<void>
  close(): Promise<void>
}

/** The embedded database, the pack and the server take some seconds: one city per test file. */
export async function testCity(
  more: Record<string, string> = {},
  clock?: Clock,
): Promise<TestCity> {
  const data = await mkdtemp(join(tmpdir(), 'rimaq-city-'))
  // A test with a clock of its own may begin before the template was made.
  if (clock === undefined) await copyCityTemplate(join(data, 'data'))
  const settings = readSettings({
    RIMAQ_DATA: join(data, 'data'),
    RIMAQ_PORT: '0',
    RIMAQ_LOG: 'fatal',
    RIMAQ_CHILDREN: '2',
    ...more,
  })
  const log = createLog({ level: 'fatal' })
  const city = await openCity({ settings, log, ...(clock === undefined ? {} : { clock }) })
  try {
    const serving = await serve(city)
    return {
      city,
      origin: serving.url,
      routes: () => serving.server.routes(),
      publishPlaces: () => publishPlaces(city, data),
      async close() {
        await serving.close()
        await city.close()
        await rm(data, { recursive: true, force: true })
      },
    }
  } catch (error) {
    await city.close()
    await rm(data, { recursive: true, force: true })
    throw error
  }
}

async function publishPlaces(city: City, folder: string): Promise<void> {
  const shelf = city.shelf.as({ kind: 'operator' })
  for (const edition of [1, 2] as const) {
    const path = join(folder, `lugares-${edition}.csv`)
    await writeFile(path, messyFile({ rows: 1200, edition }))
    await shelf.publishFile({
      path,
      name: 'lugares.csv',
      dataset: 'lugares',
      title: 'Lugares de interés',
      key: ['codigo'],
      repairs: 'all',
    })
  }
  await city.jobs.drain(['datasets.index'])
}

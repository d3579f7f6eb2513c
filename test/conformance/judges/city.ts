// Starts a real city in a temporary folder, filled by `rimaq publish`, for the judges to question.
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { createLog, readSettings } from '#platform'
import { openCity } from '../../../src/main.ts'
import type { City } from '../../../src/main.ts'
import { serve } from '../../../src/serve.ts'
import { sharedData } from '../support/shared-data.ts'

const run = promisify(execFile)
const root = resolve(import.meta.dirname, '../../..')

/** Real files, published as the first thing a stranger would do. */
const published: [file: string, dataset: string][] = [
  ['peru/ubigeo_departamento.csv', 'departamentos'],
  ['peru/ubigeo_provincia.csv', 'provincias'],
  ['peru/lima_distritos_covid_poblacion_superficie_2021-01-24.csv', 'distritos-de-lima-2021'],
  ['peru/mincetur_inventario_recursos_turisticos_2026-01-13.csv', 'recursos-turisticos'],
]

export interface RunningCity {
  url: string
  folder: string
  city: City
  /** How it was started, for the page of results. */
  about: string
  close(): Promise<void>
}

export async function startCity(): Promise<RunningCity> {
  const folder = await mkdtemp(join(tmpdir(), 'rimaq-judges-'))
  const data = join(folder, 'data')
  const env = { ...process.env, RIMAQ_DATA: data, RIMAQ_PORT: '0', RIMAQ_LOG: 'fatal' }
  const files = published.filter(([file]) => existsSync(join(sharedData, file)))
  for (const [file, dataset] of files) {
    const args = ['publish', join(sharedData, file), '--dataset', dataset, '--json']
    await run(join(root, 'bin/rimaq'), args, { env, maxBuffer: 2 ** 26 })
  }
  const settings = readSettings({ RIMAQ_DATA: data, RIMAQ_PORT: '0' })
  const city = await openCity({ settings, log: createLog({ level: 'fatal' }) })
  const serving = await serve(city)
  // The start brings the pack in the background; judges want it whole.
  await city.shelf.as({ kind: 'operator' }).importPack(city.pack)
  // As clients name it: the Host header decides the addresses in answers.
  const url = `http://localhost:${new URL(serving.url).port}`
  await untilStill(url)
  return {
    url,
    folder,
    city,
    about: `${files.length} files published by \`rimaq publish\`, and the pack of the city.`,
    async close() {
      await serving.close()
      await city.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** The city publishes what it measures of itself after its start; records are compared after that. */
async function untilStill(url: string): Promise<void> {
  let last = ''
  let still = 0
  for (let turn = 0; turn < 120 && still < 8; turn++) {
    await new Promise((wake) => setTimeout(wake, 500))
    const answer = await fetch(`${url}/api/3/action/package_search?rows=1000`)
    const { result } = (await answer.json()) as { result: { results: object[] } }
    const now = JSON.stringify(result.results)
    still = now === last ? still + 1 : 0
    last = now
  }
}

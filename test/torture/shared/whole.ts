// Looks at an installation from outside and tells what is not whole: versions, rows, stored files.
import { createHash } from 'node:crypto'
import { createReadStream, existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Installation } from './installation.ts'

export interface Found {
  /** Number of the newest version; 0 when nothing is published. */
  version: number
  rows: number
  /** The value that every row of the newest version has in the column `ronda`. */
  round: number
  wrong: string[]
}

interface Versions {
  versions: { number: number; rows: number; hash?: string }[]
}

/** Asks the running server for everything it has of the dataset; reads the whole export. */
export async function lookAt(on: Installation, slug: string): Promise<Found> {
  const nothing: Found = { version: 0, rows: 0, round: 0, wrong: [] }
  const answer = await fetch(`${on.origin}/api/v1/datasets/${slug}`)
  const text = await answer.text()
  if (answer.status === 404) return nothing
  if (!answer.ok) return { ...nothing, wrong: [`${answer.status}: ${text.slice(0, 200)}`] }
  const { resources } = JSON.parse(text) as { resources: { id: string }[] }
  const [resource] = resources
  if (resource === undefined || resources.length !== 1) {
    return { ...nothing, wrong: [`${resources.length} resources`] }
  }
  const { versions } = await on.ask<Versions>(`/api/v1/resources/${resource.id}/versions`)
  const wrong: string[] = []
  versions.forEach(({ number }, at) => {
    if (number !== versions.length - at) wrong.push(`version ${number} at place ${at}`)
  })
  const [newest] = versions
  if (newest === undefined) return { ...nothing, wrong: ['a resource without versions'] }
  const exported = await fetch(`${on.origin}/api/v1/resources/${resource.id}/export.csv`)
  const csv = await exported.text()
  let lines = csv.trimEnd().split(/\r?\n/).slice(1)
  // Exports are prepared on the disk: on a full one they are refused in words, and pages still answer.
  if (exported.status === 503 && csv.includes('disk-full')) lines = await rowsOf(on, resource.id)
  else if (!exported.ok) wrong.push(`export: ${exported.status} ${csv.slice(0, 200)}`)
  if (lines.length !== newest.rows) wrong.push(`${lines.length} rows exported of ${newest.rows}`)
  const rounds = new Set(lines.map((line) => Number(line.split(',')[2])))
  if (rounds.size !== 1) wrong.push(`rows of rounds ${[...rounds].join(', ')} together`)
  lines.forEach((line, at) => {
    if (!line.startsWith(`C${at},${at * 3},`)) wrong.push(`row ${at} is ${line}`)
  })
  return { version: newest.number, rows: newest.rows, round: [...rounds][0] ?? 0, wrong }
}

/** Every row by pages of the API, as lines of CSV. */
async function rowsOf(on: Installation, id: string): Promise<string[]> {
  const lines: string[] = []
  for (;;) {
    const { rows } = await on.ask<{ rows: unknown[][] }>(
      `/api/v1/resources/${id}/rows?columns=codigo,monto,ronda&limit=500&offset=${lines.length}`,
    )
    if (rows.length === 0) return lines
    lines.push(...rows.map((row) => row.join(',')))
  }
}

/** A file of `rows` rows that all carry the round; `lookAt` knows it again. */
export function roundCsv(round: number, rows: number): string {
  const lines = Array.from({ length: rows }, (_, at) => `C${at},${at * 3},${round}`)
  return `codigo,monto,ronda\n${lines.join('\n')}\n`
}

/** Every stored file whose content is not what its name says. */
export async function damagedFiles(data: string): Promise<string[]> {
  const damaged: string[] = []
  const folder = join(data, 'files')
  for (const two of existsSync(folder) ? readdirSync(folder) : []) {
    if (two.length !== 2) continue
    for (const name of readdirSync(join(folder, two))) {
      const hash = createHash('sha256')
      for await (const part of createReadStream(join(folder, two, name)))
        hash.update(part as Buffer)
      if (hash.digest('hex') !== two + name) damaged.push(`files/${two}/${name}`)
    }
  }
  return damaged
}

/** What lies in the folders for files on their way. */
export function leftovers(data: string): string[] {
  return ['temp', 'files/tmp'].flatMap((folder) => {
    const path = join(data, folder)
    return existsSync(path) ? readdirSync(path).map((name) => `${folder}/${name}`) : []
  })
}

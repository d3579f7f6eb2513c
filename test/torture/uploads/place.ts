// A shelf that hostile files are sent to, with everything around it that must stay as it was.
import { createHash } from 'node:crypto'
import { createReadStream, existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { ContentHash } from '#platform'
import type { Version } from '#datasets'
import { type TestShelf, testShelf } from '../../support/test-shelf.ts'
import { leadingElsewhere } from '../files/archives.ts'
import { plainCsv } from '../files/family.ts'

/** Limits of reading one file here: milliseconds, and bytes as the product has them. */
export const limits = { time: 60_000, memory: 2 ** 31 }

const rowsOfBase = 25

export interface Place {
  on: TestShelf
  /** Slug of a dataset whose newest version is the plain one. */
  target(): Promise<string>
  /** What is wrong with the target after a refusal; empty when all is as before. */
  changes(slug: string): Promise<string[]>
  /** What is wrong with the newest version of the target after a publication. */
  faults(slug: string, expected: { rows: number }): Promise<string[]>
  newest(slug: string): Promise<Version | null>
  /** Files that lie where none should. */
  strays(): string[]
  close(): Promise<void>
}

export async function openPlace(): Promise<Place> {
  const on = await testShelf({ limits })
  const base = await on.file('base.csv', plainCsv(rowsOfBase))
  const known = new Map<string, Version>()
  let count = 0
  let open: string | null = null

  async function newest(slug: string): Promise<Version | null> {
    const dataset = await on.another().dataset(slug)
    return dataset?.resources[0]?.version ?? null
  }

  async function target(): Promise<string> {
    if (open !== null) return open
    const slug = `torturado-${++count}`
    await on.shelf
      .as({ kind: 'operator' })
      .publishFile({ path: base, name: 'base.csv', dataset: slug, key: ['codigo'] })
    const version = await newest(slug)
    if (version === null) throw new Error('the plain file was not published')
    known.set(slug, version)
    open = slug
    return slug
  }

  async function changes(slug: string): Promise<string[]> {
    const [before, after] = [known.get(slug), await newest(slug)]
    if (before === undefined || after === null) return ['the published version is gone']
    if (before.id !== after.id) return ['another version is published']
    return damageOf(after)
  }

  async function damageOf(version: Version): Promise<string[]> {
    const wrong: string[] = []
    for (const hash of [version.originalHash, version.parquetHash, version.manifestHash]) {
      const path = await on.files.local(hash as ContentHash).catch(() => null)
      if (path === null) wrong.push('a file of the version is missing')
      else if ((await hashOf(path)) !== hash) wrong.push('a file of the version is damaged')
    }
    return wrong
  }

  return {
    on,
    target,
    changes,
    newest,
    async faults(slug, { rows }) {
      open = null
      const version = await newest(slug)
      if (version === null) return ['nothing is published']
      const wrong = await damageOf(version)
      if (version.rows !== rows) wrong.push(`${version.rows} rows on the shelf, ${rows} reported`)
      return wrong
    },
    strays() {
      const temp = join(on.folder, 'temp')
      const left = existsSync(temp) ? readdirSync(temp).map((name) => `temp/${name}`) : []
      const stored = join(on.folder, 'files', 'tmp')
      if (existsSync(stored)) left.push(...readdirSync(stored).map((name) => `files/tmp/${name}`))
      return [...left, ...escaped().filter((path) => existsSync(path))]
    },
    async close() {
      for (const path of escaped()) rmSync(path, { force: true })
      await on.close()
    },
  }

  /** Where the names in the archives would lead if they were believed. */
  function escaped(): string[] {
    const temp = join(on.folder, 'temp')
    return leadingElsewhere.flatMap(([, name]) => [
      join('/', name),
      join(temp, name),
      join(process.cwd(), name),
    ])
  }
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer)
  return hash.digest('hex')
}

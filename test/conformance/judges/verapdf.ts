// veraPDF as a judge: fetched by Maven and compiled once outside the repository, then asked about files.
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { cp, mkdir, readFile, rename, rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const here = join(import.meta.dirname, 'verapdf')

export const veraRelease = '1.28.2'

export interface PdfaAnswer {
  compliant: boolean
  /** Clauses of ISO 19005-2 that are broken, with what veraPDF says of each. */
  broken: string
}

/** The judge, set up once; or the sentence why it cannot be had here. */
export async function veraPdf(): Promise<
  ((files: readonly string[]) => Promise<Map<string, PdfaAnswer>>) | string
> {
  const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache')
  const sources = await Promise.all(
    ['pom.xml', 'Pdfa.java'].map((name) => readFile(join(here, name))),
  )
  const hash = createHash('sha256').update(Buffer.concat(sources)).digest('hex').slice(0, 12)
  const folder = join(cache, 'rimaq-judges', `verapdf-${veraRelease}-${hash}`)
  if (!existsSync(join(folder, 'Pdfa.class'))) {
    const temporary = `${folder}.${process.pid}`
    try {
      await build(temporary)
      await rename(temporary, folder)
    } catch (error) {
      const line = String(error instanceof Error ? error.message : error).split('\n')[0]
      return `veraPDF cannot be set up here (it needs Java and Maven): ${line}`
    } finally {
      await rm(temporary, { recursive: true, force: true })
    }
  }
  return (files) => ask(folder, files)
}

async function build(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  await cp(join(here, 'pom.xml'), join(folder, 'pom.xml'))
  const options = { cwd: folder, timeout: 500_000, maxBuffer: 2 ** 26 }
  const copy = ['dependency:copy-dependencies', '-DoutputDirectory=jars', '-DincludeScope=runtime']
  await run('mvn', ['--quiet', '--batch-mode', ...copy], options)
  const classes = ['-encoding', 'UTF-8', '-cp', join(folder, 'jars', '*'), '-d', folder]
  await run('javac', [...classes, join(here, 'Pdfa.java')], options)
}

async function ask(folder: string, files: readonly string[]): Promise<Map<string, PdfaAnswer>> {
  const path = [folder, join(folder, 'jars', '*')].join(delimiter)
  const words = ['-Xmx1g', '-XX:+UseSerialGC', '-Dfile.encoding=UTF-8', '-cp', path, 'Pdfa']
  const options = { timeout: 300_000, maxBuffer: 2 ** 26 }
  const { stdout } = await run('java', [...words, ...files], options)
  const answers = new Map<string, PdfaAnswer>()
  for (const line of stdout.split('\n')) {
    const [file, word, broken = ''] = line.split('\t')
    if (file !== undefined && word !== undefined) {
      answers.set(file, { compliant: word === 'yes', broken })
    }
  }
  return answers
}

// EU DSS as a judge: fetched by Maven and compiled once outside the repository, then asked about files.
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { cp, mkdir, readFile, rename, rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const here = join(import.meta.dirname, 'dss')

export const dssRelease = '6.4'

export interface DssAnswer {
  file: string
  signatures: {
    /** `TOTAL_PASSED`, spelled with an underscore. */
    indication: string
    subIndication: string | null
    format: string | null
    why: string
  }[]
  error: string | null
}

export interface Dss {
  /**
   * Files are judged in one process; a file may be followed by a tab and what it signs. `anchors` and
   * `crls` are folders of single files.
   */
  judge(
    files: readonly string[],
    given: { anchors: string; crls: string },
  ): Promise<Map<string, DssAnswer>>
}

let made: Promise<Dss | string> | null = null

/** The judge, set up once; or the sentence why it cannot be had here. */
export function dss(): Promise<Dss | string> {
  return (made ??= make())
}

async function make(): Promise<Dss | string> {
  const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache')
  const sources = await Promise.all(
    ['pom.xml', 'Judge.java'].map((name) => readFile(join(here, name))),
  )
  const hash = createHash('sha256').update(Buffer.concat(sources)).digest('hex').slice(0, 12)
  const folder = join(cache, 'rimaq-judges', `dss-${dssRelease}-${hash}`)
  if (!existsSync(join(folder, 'Judge.class'))) {
    const temporary = `${folder}.${process.pid}`
    try {
      await build(temporary)
      await rename(temporary, folder)
    } catch (error) {
      const line = String(error instanceof Error ? error.message : error).split('\n')[0]
      return `EU DSS cannot be set up here (it needs Java 17 and Maven): ${line}`
    } finally {
      await rm(temporary, { recursive: true, force: true })
    }
  }
  return { judge: (files, given) => judge(folder, files, given) }
}

async function build(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  await cp(join(here, 'pom.xml'), join(folder, 'pom.xml'))
  const options = { cwd: folder, timeout: 500_000, maxBuffer: 2 ** 26 }
  const copy = ['dependency:copy-dependencies', '-DoutputDirectory=jars', '-DincludeScope=runtime']
  await run('mvn', ['--quiet', '--batch-mode', ...copy], options)
  const classes = ['-encoding', 'UTF-8', '-cp', join(folder, 'jars', '*'), '-d', folder]
  await run('javac', [...classes, join(here, 'Judge.java')], options)
}

async function judge(
  folder: string,
  files: readonly string[],
  { anchors, crls }: { anchors: string; crls: string },
): Promise<Map<string, DssAnswer>> {
  const path = [folder, join(folder, 'jars', '*')].join(delimiter)
  const memory = ['-Xmx1g', '-XX:+UseSerialGC', '-Dfile.encoding=UTF-8']
  const quiet = ['-Dorg.slf4j.simpleLogger.defaultLogLevel=off']
  const args = [...memory, ...quiet, '-cp', path, 'Judge', anchors, crls]
  const child = run('java', args, { timeout: 590_000, maxBuffer: 2 ** 28 })
  child.child.stdin?.end(files.join('\n'))
  const { stdout } = await child
  const answers = stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as DssAnswer)
  return new Map(answers.map((one) => [one.file, one]))
}

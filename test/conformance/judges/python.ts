// Python tools from PyPI in an environment of their own, outside the repository.
import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Releases the results were made with. */
export const releases = {
  ckanapi: '4.11',
  frictionless: '5.21.0',
  rdflib: '7.6.0',
  pyshacl: '0.40.1',
  pyHanko: '0.36.2',
  bagit: '1.8.1',
  icalendar: '7.3.0',
  'recurring-ical-events': '3.8.2',
  gpxpy: '1.6.2',
  pyarrow: '26.0.1',
} as const

/** Its wheel carries the schema of CAP; the program itself asks for tools too old to install. */
export const capSchemaRelease = '0.6.6'

export interface Ran {
  code: number
  stdout: string
  stderr: string
}

export interface Python {
  /** Runs a program of the environment, `python` or one that a tool brought. */
  run(program: string, args: string[], options?: { cwd?: string; input?: string }): Promise<Ran>
}

let made: Promise<Python | string> | null = null

/** The environment, made once; or the sentence why there is none. */
export function python(): Promise<Python | string> {
  return (made ??= make())
}

async function make(): Promise<Python | string> {
  const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache')
  const wanted = Object.entries(releases).map(([name, release]) => `${name}==${release}`)
  const folder = join(cache, 'rimaq-judges', wanted.join('_'))
  const ready = join(folder, 'ready')
  if (!existsSync(ready)) {
    try {
      mkdirSync(folder, { recursive: true })
      await run('python3', ['-m', 'venv', folder], { timeout: 120_000 })
      const pip = join(folder, 'bin', 'pip')
      const quiet = ['install', '--quiet', '--disable-pip-version-check']
      await run(pip, [...quiet, ...wanted], { timeout: 600_000, maxBuffer: 2 ** 26 })
      writeFileSync(ready, '')
    } catch (error) {
      const line = String(error instanceof Error ? error.message : error).split('\n')[0]
      return `the Python tools cannot be installed here: ${line}`
    }
  }
  return {
    async run(program, args, options = {}) {
      const child = run(join(folder, 'bin', program), args, {
        cwd: options.cwd,
        // Tools start others of the same environment by their bare names.
        env: { ...process.env, PATH: `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}` },
        maxBuffer: 2 ** 28,
        timeout: 300_000,
      })
      if (options.input !== undefined) child.child.stdin?.end(options.input)
      try {
        const { stdout, stderr } = await child
        return { code: 0, stdout, stderr }
      } catch (error) {
        const failed = error as { code?: unknown; stdout?: string; stderr?: string }
        const code = typeof failed.code === 'number' ? failed.code : 1
        return { code, stdout: failed.stdout ?? '', stderr: failed.stderr ?? String(error) }
      }
    },
  }
}

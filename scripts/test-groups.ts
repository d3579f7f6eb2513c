// Groups of test files, each a process of its own with an end: what hangs is stopped and named, the rest goes on.
import { spawn } from 'node:child_process'
import { dirname } from 'node:path'

export interface TestGroup {
  /** The folder its files are in, and a number where one folder makes several groups. */
  name: string
  files: string[]
  /** Limit of one test, ms. */
  testLimit: number
  /** Limit of the whole process, ms: it is ended then, with everything it started. */
  limit: number
}

export interface GroupResult {
  group: TestGroup
  code: number
  seconds: number
  stopped: boolean
  output: string
  totals: Record<string, number>
}

/** Files of one room are one group; a room with more than `size` files makes several. */
export function groupFiles(
  files: readonly string[],
  size: number,
  limits: { testLimit: number; limit: number },
): TestGroup[] {
  const rooms = new Map<string, string[]>()
  for (const file of files) {
    const room = roomOf(file)
    rooms.set(room, [...(rooms.get(room) ?? []), file])
  }
  return [...rooms].flatMap(([room, all]) => {
    const parts = Math.ceil(all.length / size)
    return Array.from({ length: parts }, (_, at) => ({
      name: parts === 1 ? room : `${room} ${at + 1}/${parts}`,
      files: all.slice(at * size, (at + 1) * size),
      ...limits,
    }))
  })
}

/** `src/people/accounts/tokens.test.ts` belongs to `src/people`; a systems' room is its own. */
function roomOf(file: string): string {
  const parts = dirname(file).split('/')
  const depth = file.startsWith('src/case-files/') ? 3 : 2
  return parts.slice(0, depth).join('/')
}

/** Runs the groups, `lanes` at a time in their order; each result is told as it comes. */
export async function runGroups(
  groups: readonly TestGroup[],
  { lanes, env }: { lanes: number; env: NodeJS.ProcessEnv },
  tell: (result: GroupResult) => void,
): Promise<GroupResult[]> {
  const results: GroupResult[] = []
  const waiting = [...groups]
  const lane = async () => {
    for (let group = waiting.shift(); group !== undefined; group = waiting.shift()) {
      const result = await runGroup(group, env)
      results.push(result)
      tell(result)
    }
  }
  await Promise.all(Array.from({ length: lanes }, lane))
  return results
}

/** `--test-force-exit`: a test that failed may have left a server open; the verdict stands without waiting for it. */
function runGroup(group: TestGroup, env: NodeJS.ProcessEnv): Promise<GroupResult> {
  const began = performance.now()
  const child = spawn(
    process.execPath,
    [
      '--conditions=source',
      '--disable-warning=ExperimentalWarning',
      '--test',
      '--test-isolation=none',
      '--test-force-exit',
      '--test-reporter=spec',
      `--test-timeout=${group.testLimit}`,
      ...group.files,
    ],
    { cwd: new URL('..', import.meta.url), stdio: ['ignore', 'pipe', 'pipe'], detached: true, env },
  )
  let output = ''
  const keep = (chunk: Buffer) => void (output = (output + chunk.toString()).slice(-4_000_000))
  child.stdout.on('data', keep)
  child.stderr.on('data', keep)
  let stopped = false
  const end = setTimeout(() => {
    stopped = true
    endAll(child.pid)
  }, group.limit)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    // 'exit', not 'close': a database that a killed process left behind may hold the pipe open.
    child.once('exit', (code) => {
      clearTimeout(end)
      setTimeout(() => {
        child.stdout.destroy()
        child.stderr.destroy()
        const seconds = (performance.now() - began) / 1000
        const totals = readTotals(output)
        resolve({ group, code: stopped ? 1 : (code ?? 1), seconds, stopped, output, totals })
      }, 100)
    })
  })
}

function endAll(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // It ended in this moment.
  }
}

/** The closing summary of node:test, for instance `ℹ tests 600`. */
function readTotals(output: string): Record<string, number> {
  const totals: Record<string, number> = {}
  for (const [, name = '', value] of output.matchAll(/^ℹ (\w+) ([\d.]+)$/gm)) {
    totals[name] = Number(value)
  }
  return totals
}

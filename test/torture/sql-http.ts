// Hostile SQL through the three public doors of a started server, while another reader measures.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { escapes, exhaustions } from '../../packages/tables/src/query/sql-attacks.ts'
import { type Installation, install } from './shared/installation.ts'
import { descendantsRunning, watchMemory } from './shared/processes.ts'
import type { Outcome, TortureOptions } from './shared/report.ts'
import { roundCsv } from './shared/whole.ts'
import { run as runOverPool } from './sql.ts'

const mebibyte = 2 ** 20
const slug = 'preguntado'
/** Milliseconds: what the slowest door grants a question, and what may be added on a busy machine. */
const longest = 5000
const grace = 5000
/** Each of the children may hold its limit, and what it takes until it is looked at. */
const memory = 512 * mebibyte

interface Door {
  name: string
  /** What the table is called there. */
  table(id: string): string
  ask(on: Installation, id: string, sql: string): Promise<Response>
  /** Whether an answer says that the question was refused. */
  refused(status: number, body: string): boolean
}

const isRefusal = (status: number): boolean => status >= 400 && status < 500

const doors: Door[] = [
  {
    name: '/api/v1/resources/{id}/sql',
    table: () => 'data',
    ask: (on, id, sql) =>
      fetch(`${on.origin}/api/v1/resources/${id}/sql`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ sql }),
      }),
    refused: isRefusal,
  },
  {
    name: '/api/3/action/datastore_search_sql',
    table: (id) => `"${id}"`,
    ask: (on, _id, sql) =>
      fetch(`${on.origin}/api/3/action/datastore_search_sql`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ sql }),
      }),
    refused: isRefusal,
  },
  {
    name: '/dataset/{slug}/sql',
    table: (id) => `"${id}"`,
    ask: (on, _id, sql) => fetch(`${on.origin}/dataset/${slug}/sql?sql=${encodeURIComponent(sql)}`),
    refused: (status, body) => isRefusal(status) || (status === 200 && !body.includes('<tbody')),
  },
]

/** Over the pool, then through every door. */
export async function sql(options: TortureOptions): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  const lines: string[] = []
  const failure = await runOverPool((line) => {
    lines.push(line)
    options.report(line)
  }).then(
    () => null,
    (error: unknown) => String(error),
  )
  outcomes.push({
    torture: 'sql',
    what: `${escapes.length} escapes and ${exhaustions.length} exhaustions over the pool`,
    passed: failure === null,
    figures: failure ?? `${lines[0]}; ${worstOf(lines)}`,
  })
  const on = await install({
    env: { RIMAQ_CHILD_MEMORY: '512MiB', RIMAQ_QUERY_TIME: '3s' },
  })
  try {
    await on.start()
    const path = join(on.folder, 'tabla.csv')
    await writeFile(path, roundCsv(1, 50_000))
    const { code, out } = await on.run('publish', path, '--dataset', slug, '--json').ended
    if (code !== 0) throw new Error(out)
    const { resource } = JSON.parse(out) as { resource: string }
    for (const door of doors) outcomes.push(await throughDoor(on, door, resource, options))
  } finally {
    await on.close()
  }
  return outcomes
}

async function throughDoor(
  on: Installation,
  door: Door,
  id: string,
  options: TortureOptions,
): Promise<Outcome> {
  const wrong: string[] = []
  const server = on.server()?.pid ?? 0
  const others = readMeanwhile(on, id)
  const watch = watchMemory(() => descendantsRunning(server, 'query/child.ts'))
  const named = (text: string): string => text.replace(/\bFROM "?t"?\b/g, `FROM ${door.table(id)}`)
  for (const [aim, text] of escapes) {
    const answer = await door.ask(on, id, named(text.replaceAll('{parquet}', '/etc/passwd')))
    const body = await answer.text()
    if (!door.refused(answer.status, body)) wrong.push(`${aim}: ${answer.status}`)
    if (/root:x?:0/.test(body)) wrong.push(`${aim}: a file came out`)
  }
  let [slowest, killed] = [0, 0]
  const end = performance.now() + options.seconds * 1000
  for (const [aim, text] of exhaustions) {
    if (performance.now() > end) break
    const begun = performance.now()
    const answer = await door.ask(on, id, named(text))
    const body = await answer.text()
    const took = performance.now() - begun
    slowest = Math.max(slowest, took)
    killed += 1
    options.report(`${door.name}: ${aim}: ${answer.status} in ${took.toFixed(0)} ms`)
    if (took > longest + grace) wrong.push(`${aim} took ${took.toFixed(0)} ms`)
    if (answer.status >= 500 && answer.status !== 503 && answer.status !== 504) {
      wrong.push(`${aim}: ${answer.status} ${body.slice(0, 120)}`)
    }
  }
  const peak = watch.stop()
  const { times, faults } = await others.stop()
  wrong.push(...faults)
  const p99 = times[Math.floor(times.length * 0.99)] ?? 0
  const figures = `${escapes.length} escapes refused, ${killed} exhaustions, slowest ${slowest.toFixed(0)} ms, child at most ${Math.round(peak / mebibyte)} MiB; meanwhile ${times.length} pages for others, p99 ${p99.toFixed(0)} ms`
  if (peak > memory + 160 * mebibyte) wrong.push('more memory than allowed')
  return {
    torture: 'sql',
    what: `the same through ${door.name}`,
    passed: wrong.length === 0,
    figures: wrong.length === 0 ? figures : `${figures}; ${wrong.join('; ')}`,
  }
}

/** Another reader who turns pages of the same table; every answer must be right. */
function readMeanwhile(on: Installation, id: string) {
  const times: number[] = []
  const faults: string[] = []
  let going = true
  const done = (async () => {
    for (let offset = 0; going; offset = (offset + 997) % 49_000) {
      const begun = performance.now()
      const answer = await fetch(
        `${on.origin}/api/v1/resources/${id}/rows?limit=2&offset=${offset}`,
      )
      const text = await answer.text()
      times.push(performance.now() - begun)
      if (answer.status !== 200 || !text.includes(`"C${offset}"`)) {
        faults.push(`page at ${offset}: ${answer.status} ${text.slice(0, 120)}`)
      }
      await wait(50)
    }
  })()
  return {
    async stop() {
      going = false
      await done
      times.sort((a, b) => a - b)
      return { times, faults }
    },
  }
}

/** The longest and the largest of what was told for each exhaustion. */
function worstOf(lines: string[]): string {
  const most = (pattern: RegExp): number =>
    Math.max(0, ...lines.map((line) => Number(pattern.exec(line)?.[1] ?? 0)))
  return `slowest ${most(/ in (\d+) ms/)} ms, child at most ${most(/most (\d+) MiB/)} MiB, slowest page for others ${most(/slowest (\d+) ms$/)} ms`
}

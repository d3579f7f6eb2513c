// Readers that leave, dawdle or come by hundreds: the memory of the server stays bounded.
import { writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { repeatInto } from './files/family.ts'
import { type Installation, install } from './shared/installation.ts'
import { residentBytes, tellsProcesses, watchMemory } from './shared/processes.ts'
import { seededRandom } from './shared/random.ts'
import type { Outcome, TortureOptions } from './shared/report.ts'

const mebibyte = 2 ** 20

/** Bytes the server may grow by while it exports, however large the table is. */
const growth = 200 * mebibyte

export interface ClientsOptions extends TortureOptions {
  /** Rows of the table; default two million. */
  rows?: number
}

interface Scene {
  on: Installation
  /** Address of the whole table as CSV. */
  address: string
  rows: number
  options: ClientsOptions
}

export async function clients(options: ClientsOptions): Promise<Outcome[]> {
  const on = await install()
  const rows = options.rows ?? 2_000_000
  try {
    await on.start()
    const path = join(on.folder, 'grande.csv')
    repeatInto(path, {
      head: 'distrito,tipo,monto,nota\n',
      unit: 'Breña,Museo,12.50,una nota corta\nSan Martín de Porres,Parque,7.25,"otra, con coma"\n',
      times: rows / 2,
    })
    const { code, out } = await on.run('publish', path, '--dataset', 'grande', '--json').ended
    if (code !== 0) throw new Error(out)
    await writeFile(path, '')
    const { resources } = await on.ask<{ resources: { id: string }[] }>('/api/v1/datasets/grande')
    const address = `/api/v1/resources/${resources[0]?.id}/export.csv`
    const scene: Scene = { on, address, rows, options }
    const outcomes: Outcome[] = []
    for (const act of [wholeExport, leavers, dawdlers, crowd]) {
      const outcome = await measured(scene, act)
      options.report(`${outcome.what}: ${outcome.figures}`)
      outcomes.push(outcome)
    }
    return outcomes
  } finally {
    await on.close()
  }
}

interface Act {
  what: string
  wrong: string[]
  figures: string
}

/** Adds what the server held meanwhile, and whether it still answers. */
async function measured(scene: Scene, act: (scene: Scene) => Promise<Act>): Promise<Outcome> {
  const pid = scene.on.server()?.pid ?? 0
  const before = residentBytes(pid)
  const watch = watchMemory(() => [pid])
  const { what, wrong, figures } = await act(scene)
  const peak = watch.stop()
  if (tellsProcesses && peak - before > growth) wrong.push('more than it may')
  const ready = await scene.on.ready(20_000).catch((error: Error) => {
    wrong.push(error.message)
    return 0
  })
  const [from, to] = [before, peak].map((bytes) => Math.round(bytes / mebibyte))
  const told = `${figures}; server ${from} MiB, at most ${to} MiB; ready in ${Math.round(ready)} ms`
  return {
    torture: 'clients',
    what,
    passed: wrong.length === 0,
    figures: wrong.length === 0 ? told : `${told}; ${wrong.join('; ')}`,
  }
}

async function wholeExport({ on, address, rows }: Scene): Promise<Act> {
  const begun = performance.now()
  const answer = await fetch(on.origin + address)
  let [lines, bytes] = [0, 0]
  for await (const chunk of answer.body ?? []) {
    bytes += chunk.length
    for (const byte of chunk) if (byte === 10) lines++
  }
  const seconds = (performance.now() - begun) / 1000
  const figures = `${Math.round(bytes / mebibyte)} MiB in ${seconds.toFixed(1)} s`
  const wrong = lines === rows + 1 ? [] : [`${lines} lines`]
  return { what: `a whole table of ${rows} rows as CSV`, wrong, figures }
}

async function leavers({ on, address, options }: Scene): Promise<Act> {
  const random = seededRandom(options.seed)
  const end = performance.now() + Math.min(options.seconds, 30) * 1000
  let count = 0
  const one = async (): Promise<void> => {
    while (performance.now() < end) {
      const leaving = new AbortController()
      const timer = setTimeout(() => leaving.abort(), random.below(400))
      const answer = await fetch(on.origin + address, { signal: leaving.signal }).catch(() => null)
      await answer?.arrayBuffer().catch(() => {})
      clearTimeout(timer)
      count += 1
    }
  }
  await Promise.all(Array.from({ length: 8 }, one))
  const free = await idleAgain(on)
  return {
    what: 'downloads given up at random moments',
    wrong: free ? [] : ['children are still busy 10 s later'],
    figures: `${count} downloads`,
  }
}

/** Whether no child works any more for somebody who left. */
async function idleAgain(on: Installation): Promise<boolean> {
  for (let turn = 0; turn < 100; turn++) {
    const text = await (await fetch(`${on.origin}/metrics`)).text()
    const busy = /^\w*children\{[^}]*state="busy"[^}]*\} (\d+)/m.exec(text)?.[1]
    if (busy === '0') return true
    if (busy === undefined) throw new Error('the metrics do not tell of children')
    await wait(100)
  }
  return false
}

/** Sockets that take a little and then nothing, while somebody else wants an ordinary page. */
async function dawdlers({ on, address, options }: Scene): Promise<Act> {
  const { hostname, port } = new URL(on.origin)
  const sockets = Array.from({ length: 40 }, () => {
    const socket = connect(Number(port), hostname)
    socket.on('error', () => {})
    socket.write(`GET ${address} HTTP/1.1\r\nHost: ${hostname}:${port}\r\n\r\n`)
    socket.once('data', () => socket.pause())
    return socket
  })
  const times: number[] = []
  const end = performance.now() + Math.min(options.seconds, 15) * 1000
  while (performance.now() < end) {
    const begun = performance.now()
    const answer = await fetch(`${on.origin}/dataset/grande`)
    await answer.text()
    if (answer.status === 200) times.push(performance.now() - begun)
    await wait(50)
  }
  for (const socket of sockets) socket.destroy()
  times.sort((a, b) => a - b)
  const p99 = times[Math.floor(times.length * 0.99)] ?? Infinity
  return {
    what: '40 readers who stop reading',
    wrong: times.length > 0 ? [] : ['nobody else was answered'],
    figures: `${times.length} pages for others, p99 ${Math.round(p99)} ms`,
  }
}

async function crowd({ on, address }: Scene): Promise<Act> {
  const statuses = new Map<string, number>()
  const wrong: string[] = []
  await Promise.all(
    Array.from({ length: 200 }, async (_, at) => {
      const limit = 20_000
      const answer = await fetch(`${on.origin}${address}?limit=${limit}&offset=${at}`).catch(
        (error: Error) => error,
      )
      if (answer instanceof Error) {
        wrong.push(String(answer.cause ?? answer))
        return
      }
      const text = await answer.text().catch(() => '')
      const lines = text.split('\n').length - 2
      const key = answer.status === 200 ? '200' : String(answer.status)
      statuses.set(key, (statuses.get(key) ?? 0) + 1)
      if (answer.status === 200 && lines !== limit) wrong.push(`${lines} lines in a whole answer`)
      // 429 and 503 say: later.
      if (![200, 429, 503].includes(answer.status))
        wrong.push(`${answer.status}: ${text.slice(0, 80)}`)
    }),
  )
  const figures = [...statuses].map(([status, count]) => `${count} × ${status}`).join(', ')
  return { what: '200 exports at once', wrong: [...new Set(wrong)], figures }
}

// Processor time and memory of a program and everything it started, read from /proc.
import { readdirSync, readFileSync } from 'node:fs'

const TICK = 10

/** The processes and all their descendants. */
function tree(roots: number[]): number[] {
  const children = new Map<number, number[]>()
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const parent = Number(stat(Number(name))?.[1])
    if (!Number.isNaN(parent)) children.set(parent, [...(children.get(parent) ?? []), Number(name)])
  }
  const found: number[] = []
  const open = [...roots]
  for (let pid = open.pop(); pid !== undefined; pid = open.pop()) {
    found.push(pid)
    open.push(...(children.get(pid) ?? []))
  }
  return [...new Set(found)]
}

/** Fields of /proc/pid/stat from the third on. */
function stat(pid: number): string[] | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return text.slice(text.lastIndexOf(')') + 2).split(' ')
  } catch {
    return null
  }
}

/** Milliseconds, children that ended included. */
export function processorTime(roots: number[]): number {
  let ticks = 0
  for (const pid of tree(roots)) {
    const fields = stat(pid)
    if (fields) for (const field of fields.slice(11, 15)) ticks += Number(field)
  }
  return ticks * TICK
}

/** Bytes of private memory of all, and of the largest shared memory once. */
function memory(roots: number[]): number {
  let own = 0
  let shared = 0
  for (const pid of tree(roots)) {
    try {
      const text = readFileSync(`/proc/${pid}/status`, 'latin1')
      const kibibytes = (name: string) =>
        Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0)
      own += kibibytes('RssAnon')
      shared = Math.max(shared, kibibytes('RssShmem'))
    } catch {
      // It ended meanwhile.
    }
  }
  return (own + shared) * 1024
}

export interface Watch {
  /** Milliseconds of processor time since the start, and the most bytes seen. */
  stop(): { processor: number; peak: number }
}

/** Looks at the memory five times a second until stopped. */
export function watch(roots: () => number[]): Watch {
  const start = processorTime(roots())
  let peak = memory(roots())
  const timer = setInterval(() => {
    peak = Math.max(peak, memory(roots()))
  }, 200)
  return {
    stop() {
      clearInterval(timer)
      return { processor: processorTime(roots()) - start, peak: Math.max(peak, memory(roots())) }
    },
  }
}

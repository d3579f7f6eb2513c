// Looks at processes from outside (Linux): who was started by whom, with which command, holding how much.
import { readFileSync, readdirSync } from 'node:fs'

/** True where the system tells about processes; without it memory is not measured. */
export const tellsProcesses: boolean = process.platform === 'linux'

export function childrenOf(pid: number): number[] {
  try {
    const threads = readdirSync(`/proc/${pid}/task`)
    return threads.flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, 'ascii')
        .trim()
        .split(' ')
        .filter(Boolean)
        .map(Number),
    )
  } catch {
    return []
  }
}

/** The process and everything it started. */
export function treeOf(pid: number): number[] {
  return [pid, ...childrenOf(pid).flatMap(treeOf)]
}

/** Words of the command line; empty when the process is gone. */
export function commandOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
  } catch {
    return []
  }
}

export function residentBytes(pid: number): number {
  try {
    return Number(readFileSync(`/proc/${pid}/statm`, 'ascii').split(' ')[1]) * 4096
  } catch {
    return 0
  }
}

/** Below `pid`, those whose command names this file. */
export function descendantsRunning(pid: number, file: string): number[] {
  const below = childrenOf(pid).flatMap(treeOf)
  return below.filter((each) => commandOf(each).some((word) => word.endsWith(file)))
}

/** The largest resident memory that any of `pids()` held, looked at every 20 milliseconds. */
export function watchMemory(pids: () => number[]): { stop(): number } {
  let peak = 0
  const timer = setInterval(() => {
    for (const pid of pids()) peak = Math.max(peak, residentBytes(pid))
  }, 20)
  return {
    stop() {
      clearInterval(timer)
      return peak
    },
  }
}

// Measures how much memory a process and its children hold.
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** Resident bytes of the process tree; 0 once it has ended. */
export async function residentBytes(pid: number): Promise<number> {
  return process.platform === 'linux' ? ofTree(pid) : ofPs(pid)
}

/** Read at once: these are no files on a disk, and asked for twenty times a second. */
function ofTree(pid: number): number {
  const own = Number(/^VmRSS:\s+(\d+) kB$/m.exec(textOf(`/proc/${pid}/status`))?.[1] ?? 0) * 1024
  const below = textOf(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean)
  return below.reduce((sum, child) => sum + ofTree(Number(child)), own)
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return ''
  }
}

function ofPs(pid: number): Promise<number> {
  return new Promise((resolve) => {
    execFile('ps', ['-o', 'rss=', '-p', String(pid)], (error, output) => {
      resolve(error ? 0 : Number(output.trim()) * 1024)
    })
  })
}

// Measures how much memory a process and its children hold.
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'

/** Resident bytes of the process tree; 0 once it has ended. */
export async function residentBytes(pid: number): Promise<number> {
  return process.platform === 'linux' ? ofTree(pid) : ofPs(pid)
}

async function ofTree(pid: number): Promise<number> {
  const [status, children] = await Promise.all([
    readFile(`/proc/${pid}/status`, 'utf8').catch(() => ''),
    readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => ''),
  ])
  const own = Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024
  const below = children.split(' ').filter(Boolean).map(Number)
  const sizes = await Promise.all(below.map(ofTree))
  return sizes.reduce((sum, size) => sum + size, own)
}

function ofPs(pid: number): Promise<number> {
  return new Promise((resolve) => {
    execFile('ps', ['-o', 'rss=', '-p', String(pid)], (error, output) => {
      resolve(error ? 0 : Number(output.trim()) * 1024)
    })
  })
}

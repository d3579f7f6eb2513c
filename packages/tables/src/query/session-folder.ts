// Gives an engine a folder of its own for spill files, and sweeps those of engines that died.
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

const pattern = /^tables-(\d+)-/

/**
 * A new folder inside `temp`, named after this process. A killed child or server leaves its spill
 * files: folders of processes that are no more are removed. Several servers may share `temp`.
 */
export function openSessionFolder(temp: string): string {
  mkdirSync(temp, { recursive: true })
  for (const name of readdirSync(temp)) {
    const owner = pattern.exec(name)?.[1]
    if (owner && !isAlive(Number(owner))) {
      rmSync(join(temp, name), { recursive: true, force: true })
    }
  }
  return mkdtempSync(join(temp, `tables-${process.pid}-`))
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // A process of another user answers EPERM: it is there.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}

// The user under which the embedded PostgreSQL runs: it refuses root, so root lends it another one.
import { execFileSync } from 'node:child_process'
import { chownSync, lchownSync, lstatSync, readdirSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { PlatformError } from '../platform-error.ts'

/** null: the user of this process. */
export type PostgresUser = { uid: number; gid: number } | null

const candidates = ['rimaq', 'postgres', 'nobody']

/**
 * Who runs the cluster in this folder (which may not exist yet).
 * @throws PlatformError data-folder-owner, database-no-user
 */
export function postgresUser(folder: string): PostgresUser {
  const self = process.getuid?.() ?? 0
  const owner = statSync(folder, { throwIfNoEntry: false })
  if (self !== 0) {
    if (owner && owner.uid !== self) {
      throw new PlatformError('data-folder-owner', { path: folder, owner: owner.uid, user: self })
    }
    return null
  }
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid }
  const user = candidates.map(lookUp).find((each) => each !== null)
  if (!user) throw new PlatformError('database-no-user', { tried: candidates.join(', ') })
  // A copy made by root (a restore, a moved disk) belongs to root throughout: hand it over.
  if (owner) giveAway(folder, user)
  return user
}

function lookUp(name: string): { uid: number; gid: number } | null {
  try {
    const ask = (flag: string) =>
      Number(execFileSync('id', [flag, name], { stdio: ['ignore', 'pipe', 'ignore'] }))
    const uid = ask('-u')
    return uid > 0 ? { uid, gid: ask('-g') } : null
  } catch {
    return null
  }
}

function giveAway(path: string, user: { uid: number; gid: number }): void {
  const stat = lstatSync(path)
  if (!stat.isDirectory()) return lchownSync(path, user.uid, user.gid)
  for (const name of readdirSync(path)) giveAway(join(path, name), user)
  chownSync(path, user.uid, user.gid)
}

/** May this user read and enter the path and every folder above it? Judged by owner, group and mode. */
export function canReach(user: PostgresUser, path: string): boolean {
  if (!user) return true
  for (let each = resolve(path), last = ''; each !== last; last = each, each = dirname(each)) {
    const stat = statSync(each, { throwIfNoEntry: false })
    if (!stat) return false
    const shift = stat.uid === user.uid ? 6 : stat.gid === user.gid ? 3 : 0
    const needed = each === resolve(path) ? 0o5 : 0o1
    if (((stat.mode >> shift) & needed) !== needed) return false
  }
  return true
}

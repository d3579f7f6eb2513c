// Lists what of a running PostgreSQL's folder belongs into a base backup.
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { absent } from './backup-folder.ts'

export interface ClusterFiles {
  /** Relative paths. */
  folders: string[]
  files: string[]
  /** Numbers of tablespaces that lie outside. */
  tablespaces: string[]
}

/** Folders whose content is made again at the start (PostgreSQL 18, 25.3.4.3 and basebackup.c). */
const emptied = new Set([
  'pg_wal',
  'pg_replslot',
  'pg_dynshmem',
  'pg_notify',
  'pg_serial',
  'pg_snapshots',
  'pg_stat_tmp',
  'pg_subtrans',
])

/** Ours (tablespaces are read through their links), and the log. */
const left = new Set(['archive', 'feed', 'log', 'tablespaces'])

const leftFiles =
  /^(postmaster\.(pid|opts)|backup_label(\.old)?|tablespace_map(\.old)?|backup_manifest|current_logfiles(\.tmp)?|(recovery|standby)\.signal|postgresql\.auto\.conf\.tmp|\.s\.PGSQL\..*|pg_internal\.init.*|pgsql_tmp.*|t\d+_\d+(_\w+)?(\.\d+)?)$/

/** PostgreSQL writes and removes files meanwhile; what is gone by now is left out. */
export async function clusterFiles(folder: string): Promise<ClusterFiles> {
  const found: ClusterFiles = { folders: [], files: [], tablespaces: [] }
  await walk(folder, '', found)
  found.folders.push('pg_wal/archive_status', 'pg_wal/summaries')
  // The control file tells where recovery begins, so it is read last.
  const control = 'global/pg_control'
  found.files = [...found.files.filter((path) => path !== control), control]
  return found
}

async function walk(folder: string, below: string, found: ClusterFiles): Promise<void> {
  const entries = await readdir(join(folder, below), { withFileTypes: true }).catch(absent)
  for (const entry of entries ?? []) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`
    if (below === 'pg_tblspc' && entry.isSymbolicLink()) {
      found.tablespaces.push(entry.name)
      await walk(folder, path, found)
    } else if (entry.isDirectory()) {
      if (entry.name.startsWith('pgsql_tmp') || (below === '' && left.has(entry.name))) continue
      found.folders.push(path)
      if (below !== '' || !emptied.has(entry.name)) await walk(folder, path, found)
    } else if (entry.isFile() && !leftFiles.test(entry.name)) {
      found.files.push(path)
    }
  }
}

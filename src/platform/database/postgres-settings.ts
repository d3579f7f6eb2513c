// The values PostgreSQL is created and started with.
import { totalmem } from 'node:os'

const mebi = 2 ** 20

/** Written into postgresql.conf when a cluster is created; the operator may change them there. */
export function tunedSettings(): Record<string, string> {
  const memory = Math.min(process.constrainedMemory() || Infinity, totalmem()) / mebi
  const share = (part: number, min: number, max: number) =>
    `${Math.round(Math.min(max, Math.max(min, memory * part)))}MB`
  return {
    shared_buffers: share(1 / 8, 64, 1024),
    effective_cache_size: share(1 / 2, 256, 16_384),
    maintenance_work_mem: share(1 / 32, 32, 256),
    work_mem: '16MB',
    max_connections: '120',
    max_wal_size: '2GB',
    min_wal_size: '160MB',
    wal_compression: 'on',
    checkpoint_timeout: '15min',
    random_page_cost: '1.1',
    // Compiling plans costs more than it saves on the short statements of this program.
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    default_text_search_config: 'pg_catalog.spanish',
    log_min_duration_statement: '1s',
    log_lock_waits: 'on',
  }
}

/** Given on the command line at every start, so that no file can loosen them. */
export const fixedSettings: Record<string, string> = {
  // No network: the socket lies inside the cluster folder, which only its owner can enter.
  listen_addresses: '',
  unix_socket_directories: '.',
  unix_socket_permissions: '0700',
  port: '5432',
  // What people typed stays out of the log: neither bound values nor the DETAIL of a broken key.
  log_parameter_max_length: '0',
  log_parameter_max_length_on_error: '0',
  log_error_verbosity: 'terse',
  logging_collector: 'on',
  log_directory: 'log',
  log_filename: 'postgresql-%a.log',
  log_truncate_on_rotation: 'on',
  log_rotation_age: '1d',
  // A finished segment of the journal is kept until Rimaq has it in the backup (see
  // backup/segment-archive.ts); where no backup is wanted it may be reused at once. Where nobody
  // archives at the moment, 200 ends the archiver instead of three attempts a second apart.
  archive_mode: 'on',
  archive_command:
    'test ! -e archive/on && exit 0; i=0; while test $i -lt 40; do ' +
    'test -e archive/%f && exit 0; test -e archive/busy || exit 200; ' +
    'i=$((i+1)); sleep 0.25; done; exit 1',
}

/** For databases that are thrown away (tests): nothing is made durable. */
export const disposableSettings: Record<string, string> = {
  // Every test file of one process has its own database, several programs and their jobs in it.
  max_connections: '500',
  dynamic_shared_memory_type: 'mmap',
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  archive_mode: 'off',
  autovacuum: 'off',
  shared_buffers: '64MB',
  max_wal_size: '256MB',
  log_min_duration_statement: '-1',
}

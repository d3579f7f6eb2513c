// The statements that look at the database server itself, and make the role and database of Rimaq.
import pg from 'pg'
import { clientConfig } from './connection.ts'

export interface ServerFacts {
  /** For instance 180004; PostgreSQL's server_version_num. */
  versionNumber: number
  version: string
  encoding: string
  database: string
}

/** Opens one connection, runs the work, closes it. */
export async function withClient<T>(
  url: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client(clientConfig(url))
  // An error event without a listener would end the process; the statement reports it too.
  client.on('error', () => {})
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

export async function serverFacts(client: pg.Client): Promise<ServerFacts> {
  const { rows } = await client.query<ServerFacts>(`
    select current_setting('server_version_num')::int as "versionNumber",
      current_setting('server_version') as version,
      current_setting('server_encoding') as encoding,
      current_database() as database`)
  return rows[0] as ServerFacts
}

/** The program works as the owner of one database, never as superuser: no files, no programs. */
export async function ensureRoleAndDatabase(client: pg.Client, name: string): Promise<void> {
  const quoted = pg.escapeIdentifier(name)
  // Two processes may open a new folder at once.
  await client.query('select pg_advisory_lock($1)', [creationKey])
  const role = await client.query('select from pg_roles where rolname = $1', [name])
  if (role.rowCount === 0) await client.query(`create role ${quoted} login`)
  const database = await client.query('select from pg_database where datname = $1', [name])
  if (database.rowCount === 0) await client.query(`create database ${quoted} owner ${quoted}`)
  await client.query('select pg_advisory_unlock($1)', [creationKey])
}

const creationKey = 7_241_001
const memberKey = 7_241_002

/** Every process that uses an embedded server holds this lock in common with the others. */
export async function joinMembers(client: pg.Client): Promise<void> {
  await client.query('select pg_advisory_lock_shared($1)', [memberKey])
}

/** Taking the lock alone succeeds only for the last process; nobody can join while it is held. */
export const leaveMembers = {
  text: 'select pg_advisory_unlock_shared($1), pg_try_advisory_lock($1) as alone',
  values: [memberKey],
}

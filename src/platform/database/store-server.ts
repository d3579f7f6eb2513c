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

/**
 * The program never works as superuser (no files, no programs) and not as the owner of its tables
 * either: `owner` changes tables, `program` has only the rights that migrations grant.
 */
export async function ensureRolesAndDatabase(
  client: pg.Client,
  roles: { owner: string; program: string },
): Promise<void> {
  const name = roles.owner
  const quoted = pg.escapeIdentifier(name)
  // Two processes may open a new folder at once.
  await client.query('select pg_advisory_lock($1)', [creationKey])
  for (const role of [roles.owner, roles.program]) {
    const found = await client.query('select from pg_roles where rolname = $1', [role])
    if (found.rowCount === 0) await client.query(`create role ${pg.escapeIdentifier(role)} login`)
  }
  const database = await client.query('select from pg_database where datname = $1', [name])
  if (database.rowCount === 0) await client.query(`create database ${quoted} owner ${quoted}`)
  await client.query('select pg_advisory_unlock($1)', [creationKey])
}

/** Jobs kept by a release that worked as the owner; `client` is a superuser in this database. */
export async function handOverJobs(client: pg.Client, program: string): Promise<void> {
  await client.query(`
    do $$
    declare each record;
    begin
      for each in
        select c.oid::regclass as name from pg_class c
        where c.relnamespace = to_regnamespace('jobs') and c.relkind in ('r', 'p', 'v')
          and pg_get_userbyid(c.relowner) <> ${pg.escapeLiteral(program)}
      loop execute format('alter table %s owner to %I', each.name, ${pg.escapeLiteral(program)}); end loop;
      for each in
        select p.oid::regprocedure as name from pg_proc p
        where p.pronamespace = to_regnamespace('jobs')
          and pg_get_userbyid(p.proowner) <> ${pg.escapeLiteral(program)}
      loop execute format('alter function %s owner to %I', each.name, ${pg.escapeLiteral(program)}); end loop;
      for each in
        select t.oid::regtype as name from pg_type t
        where t.typnamespace = to_regnamespace('jobs') and t.typtype = 'e'
          and pg_get_userbyid(t.typowner) <> ${pg.escapeLiteral(program)}
      loop execute format('alter type %s owner to %I', each.name, ${pg.escapeLiteral(program)}); end loop;
    end $$`)
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

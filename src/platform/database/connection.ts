// Connections to PostgreSQL: how values are read, and what is said when the server is gone.
import pg from 'pg'
import { PlatformError } from '../platform-error.ts'

export interface PoolOptions {
  url: string
  /** Connections at most. */
  connections: number
  /** Milliseconds after which a statement is cancelled; 0 for never. */
  statementTime: number
  /** Called when the server does not answer, before one more attempt; absent: no second attempt. */
  revive?: () => Promise<void>
  /** Called with errors of connections nobody uses at the moment. */
  onIdleError?: (error: Error) => void
  /** The process may end while connections are open (tests). */
  allowExit?: boolean
}

/**
 * Text formats of PostgreSQL to JavaScript: int8 as a number when exact (else PlatformError
 * number-too-large), timestamptz as Date, date and all else without a natural equal as text.
 */
const readers = new Map<number, (text: string) => unknown>([
  [20, readInteger],
  [1016, (text) => readArray(text, readInteger)],
  // date, timestamp, time and interval have no zone; a Date would invent one.
  [1082, asText],
  [1114, asText],
  [1186, asText],
  [1182, (text) => readArray(text, asText)],
  [1115, (text) => readArray(text, asText)],
])

const types = {
  getTypeParser(oid: number, format?: 'text' | 'binary'): (value: string) => unknown {
    const known = format === 'binary' ? undefined : readers.get(oid)
    return known ?? (pg.types.getTypeParser(oid, format) as (value: string) => unknown)
  },
}

/** The configuration of a single connection, for clients outside a pool. */
export function clientConfig(url: string): pg.ClientConfig {
  return {
    connectionString: url,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    application_name: 'rimaq',
    types: types,
  }
}

/** A pool whose lost connections are told as PlatformError database-stopped. */
export function createPool(options: PoolOptions): pg.Pool {
  const pool = new RevivingPool(
    {
      ...clientConfig(options.url),
      Client: PlainClient,
      max: options.connections,
      statement_timeout: options.statementTime,
      idleTimeoutMillis: 60_000,
      allowExitOnIdle: options.allowExit ?? false,
    },
    options.revive,
  )
  pool.on('error', (error) => options.onIdleError?.(error))
  return pool
}

/** Signatures of `query` in pg are many; this program awaits it. */
type Query = (...args: unknown[]) => unknown

class PlainClient extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config)
    // A server that dies under a running statement also emits `error`; unheard it ends the process.
    this.on('error', () => {})
    const query: Query = super.query.bind(this) as Query
    const told: Query = (...args) => {
      const answer = query(...args)
      return answer instanceof Promise
        ? answer.catch((error: unknown) => Promise.reject(tell(error)))
        : answer
    }
    this.query = told as typeof this.query
  }
}

class RevivingPool extends pg.Pool {
  readonly #revive: PoolOptions['revive']

  constructor(config: pg.PoolConfig, revive: PoolOptions['revive']) {
    super(config)
    this.#revive = revive
    const connect = super.connect.bind(this) as (...args: unknown[]) => Promise<pg.PoolClient>
    const withRevival = async (): Promise<pg.PoolClient> => {
      try {
        return await connect()
      } catch (error) {
        if (!this.#revive || this.ending || !isLost(error)) throw tell(error)
        await this.#revive()
        return connect().catch((again: unknown) => Promise.reject(tell(again)))
      }
    }
    const connected = async (...args: unknown[]): Promise<pg.PoolClient> =>
      args.length > 0 ? connect(...args) : surviving(await withRevival(), withRevival)
    this.connect = connected as typeof this.connect
  }
}

/**
 * A connection that lay in the pool may have died unnoticed with its server. The first statement
 * tells; where it only reads or begins a transaction it is said again on another connection.
 */
function surviving(first: pg.PoolClient, another: () => Promise<pg.PoolClient>): pg.PoolClient {
  let client = first
  let fresh = true
  let given = true
  const query: Query = async (...args) => {
    const repeatable =
      fresh && typeof args[0] === 'string' && /^\s*(select|begin|start)\b/i.test(args[0])
    fresh = false
    try {
      return await (client.query as Query)(...args)
    } catch (error) {
      if (!repeatable || !(error instanceof PlatformError)) throw error
      given = false
      client.release(error)
      client = await another()
      given = true
      return (client.query as Query)(...args)
    }
  }
  // Where no other one could be had, nothing is left to be given back.
  const release = (error?: Error | boolean): void => (given ? client.release(error) : undefined)
  return new Proxy(first, {
    get(_, name) {
      if (name === 'query') return query
      if (name === 'release') return release
      const value: unknown = Reflect.get(client, name, client)
      return typeof value === 'function' ? value.bind(client) : value
    },
  })
}

function tell(error: unknown): unknown {
  return isLost(error)
    ? new PlatformError('database-stopped', { reason: reasonOf(error) }, error)
    : error
}

/** SQLSTATE class 08 and 57P01–57P03 (PostgreSQL 18, appendix A), socket errors, and pg's own words. */
function isLost(error: unknown): boolean {
  if (!(error instanceof Error) || error instanceof PlatformError) return false
  const code = (error as { code?: unknown }).code
  if (typeof code === 'string') {
    return /^(08...|57P0[123]|ECONN\w+|ENOENT|EPIPE|ETIMEDOUT|ENOTFOUND|EHOSTUNREACH|EAI_AGAIN)$/.test(
      code,
    )
  }
  return /Connection terminated|Client has encountered a connection error|not queryable/.test(
    error.message,
  )
}

/** The cause in short, without addresses or statements. */
export function reasonOf(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string }
  return code ?? message ?? String(error)
}

function readInteger(text: string): number {
  const value = Number(text)
  if (Number.isSafeInteger(value)) return value
  throw new PlatformError('number-too-large', { value: text, limit: Number.MAX_SAFE_INTEGER })
}

function asText(text: string): string {
  return text
}

function readArray<T>(text: string, read: (element: string) => T): unknown {
  // @types/pg-types describes a function; the package exports an object with `create`.
  const parser = pg.types.arrayParser as unknown as {
    create(source: string, transform: (element: string) => T): { parse(): unknown }
  }
  return parser.create(text, read).parse()
}

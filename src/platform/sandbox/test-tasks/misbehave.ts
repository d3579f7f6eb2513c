// A task for the tests: does what a hostile file would make a parser do.
import { lookup } from 'node:dns/promises'
import { readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'

export interface Deed {
  deed: string
  path?: string
  port?: number
}

class OddError extends Error {
  readonly code = 'broken-json'
  readonly detail = { line: 7 }
  override name = 'TableError'
}

/** What a thread reads; a denial is its own error. */
async function threadReads(path: string): Promise<unknown> {
  const { Worker } = await import('node:worker_threads')
  const script = `const { parentPort, workerData } = require('node:worker_threads')
parentPort.postMessage(require('node:fs').readFileSync(workerData, 'utf8'))`
  const thread = new Worker(script, { eval: true, workerData: path })
  return new Promise((resolve, reject) => {
    thread.once('message', resolve).once('error', reject)
  })
}

export async function run(
  { deed, path = '', port = 0 }: Deed,
  tell: (message: unknown) => void,
): Promise<unknown> {
  switch (deed) {
    case 'read':
      return readFileSync(path, 'utf8')
    case 'write':
      return writeFileSync(path, 'here')
    case 'connect':
      return new Promise((resolve, reject) => {
        connect(port, '127.0.0.1').once('connect', resolve).once('error', reject)
      })
    case 'resolve':
      return lookup('localhost')
    case 'spawn':
      return process.getBuiltinModule('node:child_process').spawnSync('true').error
    case 'thread':
      return threadReads(path)
    case 'drop':
      process.permission?.drop('worker')
      return threadReads(path)
    case 'environment':
      return Object.keys(process.env)
    case 'loop':
      for (;;);
    case 'hoard': {
      const hoard: Buffer[] = []
      for (;;) {
        hoard.push(Buffer.alloc(16_777_216, 1))
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
    }
    case 'crash':
      return process.abort()
    case 'exit':
      return process.exit(3)
    case 'linger':
      setInterval(() => {}, 1000)
      return 'done'
    case 'odd':
      throw new OddError('line 7')
    case 'tell':
      for (let i = 1; i <= 3; i++) tell({ rows: i })
      return new Map([['bytes', new Uint8Array([1, 2, 3])]])
    default: {
      const { DuckDBInstance } = await import('@duckdb/node-api')
      const connection = await (await DuckDBInstance.create(':memory:')).connect()
      return (await connection.runAndReadAll('select 6 * 7 as n')).getRowsJson()
    }
  }
}

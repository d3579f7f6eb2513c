// A whole installation as an operator has it: its own data folder, `bin/rimaq start`, `bin/rimaq publish`.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { access, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { copyCityTemplate } from '../../support/city-template.ts'

const program = resolve(import.meta.dirname, '../../../bin/rimaq')

export interface Ended {
  code: number | null
  signal: NodeJS.Signals | null
  out: string
  err: string
}

export interface Running {
  process: ChildProcess
  ended: Promise<Ended>
}

export interface Installation {
  /** Folder of everything; `data` lies in it. */
  folder: string
  data: string
  origin: string
  /** Starts a command of the program. */
  run(...words: string[]): Running
  /** Starts the server and waits until it is ready; where there is no data yet, on the tests' template if there is one. */
  start(): Promise<void>
  /** The server's process, when it runs. */
  server(): ChildProcess | null
  /** Milliseconds the server may take to be ready again; throws when it is not. */
  ready(time?: number): Promise<number>
  /** JSON of an address, once it answers 200. */
  ask<T>(address: string): Promise<T>
  close(): Promise<void>
}

export interface InstallOptions {
  /** Settings beyond those of every torture. */
  env?: Record<string, string>
  /** Settings that name a place in its folder. */
  more?: (folder: string) => Record<string, string>
  /** Address that says it is ready; a full disk makes the usual one say no, rightly. */
  health?: '/health/ready' | '/health/live'
}

export async function install(options: InstallOptions = {}): Promise<Installation> {
  const { env = {}, health = '/health/ready' } = options
  const folder = await mkdtemp(join(tmpdir(), 'rimaq-torture-'))
  const data = join(folder, 'data')
  const port = await freePort()
  const origin = `http://127.0.0.1:${port}`
  const settings = {
    RIMAQ_DATA: data,
    RIMAQ_PORT: String(port),
    RIMAQ_LOG: 'error',
    RIMAQ_CHILDREN: '2',
    ...env,
    ...options.more?.(folder),
  }
  let server: Running | null = null

  function run(...words: string[]): Running {
    const child = spawn(program, words, {
      env: { PATH: process.env['PATH'] ?? '', ...settings },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const text = { out: '', err: '' }
    child.stdout.on('data', (chunk: Buffer) => (text.out += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => {
      text.err = (text.err + chunk.toString()).slice(-20_000)
    })
    const ended = once(child, 'close').then(([code, signal]): Ended => ({ code, signal, ...text }))
    return { process: child, ended }
  }

  async function ready(time = 60_000): Promise<number> {
    const begun = performance.now()
    while (performance.now() - begun < time) {
      const answer = await fetch(origin + health).catch(() => null)
      await answer?.arrayBuffer().catch(() => {})
      if (answer?.status === 200) return performance.now() - begun
      if (server?.process.exitCode !== null && server !== null) {
        throw new Error(`the server ended: ${(await server.ended).err}`)
      }
      await wait(20)
    }
    throw new Error(`not ready after ${time} ms`)
  }

  return {
    folder,
    data,
    origin,
    run,
    ready,
    server: () => (server !== null && server.process.exitCode === null ? server.process : null),
    async start() {
      const fresh = await access(data).then(
        () => false,
        () => true,
      )
      if (fresh) await copyCityTemplate(data)
      server = run('start')
      await ready()
    },
    async ask<T>(address: string): Promise<T> {
      const answer = await fetch(origin + address)
      if (!answer.ok) throw new Error(`${answer.status} of ${address}: ${await answer.text()}`)
      return (await answer.json()) as T
    },
    async close() {
      if (server !== null && server.process.exitCode === null) {
        server.process.kill('SIGTERM')
        await Promise.race([server.ended, wait(30_000, undefined, { ref: false })])
        server.process.kill('SIGKILL')
      }
      await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

async function freePort(): Promise<number> {
  const listener = createServer().listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const { port } = listener.address() as AddressInfo
  listener.close()
  await once(listener, 'close')
  return port
}

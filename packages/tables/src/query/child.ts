// The child process that runs DuckDB: it answers one question at a time and ends itself at its limit.
import { writeSync } from 'node:fs'
import { constants, setPriority } from 'node:os'
import { DuckDBInstance } from '@duckdb/node-api'
import type { DuckDBConnection } from '@duckdb/node-api'
import { failureOf } from './errors.ts'
import type { ChildSettings, FromChild, Job, PlainQuestion, ToChild } from './protocol.ts'
import { createSandboxes } from './sandbox.ts'
import { select } from './select.ts'
import type { ReadStatement } from './statement-reader.ts'

const settings = JSON.parse(process.argv[2]!) as ChildSettings

/** Between looks at the memory: a thread that fills pages writes about a megabyte a millisecond. */
const watchEvery = 10

function send(message: FromChild): void {
  process.send!(message)
}

/** The word is written at once, since nothing can be sent after SIGKILL. */
function end(reason: 'memory-limit' | 'time-limit'): never {
  writeSync(2, `\n${reason}\n`)
  process.kill(process.pid, 'SIGKILL')
  throw new Error(reason)
}

function watch(time: number): () => void {
  const deadline = performance.now() + time
  const timer = setInterval(() => {
    if (process.memoryUsage.rss() > settings.memory) end('memory-limit')
    // The server kills at the limit; this is for a server too busy to do it.
    if (performance.now() > deadline + 250) end('time-limit')
  }, watchEvery)
  return () => clearInterval(timer)
}

const share = (part: number): number => Math.floor(settings.memory * part)
const duckdbMemory = share(0.6)
const sandboxes = createSandboxes({ memory: duckdbMemory, threads: settings.threads })
let trusted: Promise<DuckDBConnection> | null = settings.strangers ? null : openTrusted()
let active: DuckDBConnection | null = null

async function openTrusted(): Promise<DuckDBConnection> {
  const instance = await DuckDBInstance.create(':memory:', {
    threads: String(settings.threads),
    memory_limit: `${duckdbMemory}B`,
    temp_directory: settings.temp,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    errors_as_json: 'true',
    // The system keeps file pages already; a second copy would count as this child's memory.
    enable_external_file_cache: 'false',
  })
  const connection = await instance.connect()
  // Versions never change, so their footers are read once.
  await connection.run('SET parquet_metadata_cache = true')
  return connection
}

async function answer(job: Job): Promise<string> {
  if (job.do === 'stranger') {
    const selected = await sandboxes.run(job, (connection) => {
      active = connection
    })
    return JSON.stringify([selected])
  }
  if (job.do === 'plain') {
    const found: ReadStatement[] = []
    for (const question of job.questions) found.push(await readStatement(question))
    return JSON.stringify(found)
  }
  active = await (trusted ??= openTrusted())
  if (job.do === 'run') {
    const more = job.memory === 'four fifths'
    if (more) await active.run(`SET memory_limit = '${share(0.8)}B'`)
    try {
      for (const statement of job.statements) await active.run(statement)
    } finally {
      if (more) await active.run(`SET memory_limit = '${duckdbMemory}B'`)
    }
    return '[]'
  }
  const answers = []
  for (const statement of job.statements) {
    answers.push(await select(active, statement, { rows: Infinity, bytes: job.bytes }))
  }
  return JSON.stringify(answers)
}

async function readStatement(question: PlainQuestion): Promise<ReadStatement> {
  try {
    const plain = await sandboxes.plain(question, (connection) => {
      active = connection
    })
    return { plain }
  } catch (error) {
    return failureOf(error, question.sql)
  }
}

async function receive(message: ToChild): Promise<void> {
  if ('cancel' in message) {
    active?.interrupt()
    return
  }
  const stop = watch(message.time)
  try {
    const json = await answer(message.job)
    send({ id: message.id, json })
  } catch (error) {
    const stranger = message.job.do === 'stranger' ? message.job : null
    const hidden = stranger?.tables.map((table) => table.parquet) ?? []
    send({ id: message.id, ...failureOf(error, stranger?.sql ?? null, hidden) })
  } finally {
    active = null
    stop()
  }
}

if (settings.nice > 0) {
  setPriority(0, Math.min(constants.priority.PRIORITY_LOW, settings.nice))
}
process.on('message', (message) => void receive(message as ToChild))
// Without a server nobody waits for the answer: not even DuckDB's threads may go on.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'))
await trusted
send({ ready: true })

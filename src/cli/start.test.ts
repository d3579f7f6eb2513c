// Starts the server as the shell would, where it cannot start: it says why and ends.
import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'

import { createServer } from 'node:net'
import type { AddressInfo, Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type TestDatabase, testDatabase, roomsWithTables } from '../../test/support/database.ts'

let database: TestDatabase
let folder: string
let other: Server

before(async () => {
  database = await testDatabase(roomsWithTables())
  folder = await mkdtemp(join(tmpdir(), 'rimaq-start-'))
  other = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => other.once('listening', resolve))
})
after(async () => {
  other.close()
  await database.close()
  await rm(folder, { recursive: true, force: true })
})

/** `code` is null when the command had to be killed because it did not end. */
function start(env: Record<string, string>): Promise<{ code: number | null; err: string }> {
  const cli = fileURLToPath(new URL('../cli.ts', import.meta.url))
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['--conditions=source', cli, 'start'],
      {
        env: {
          DATABASE_URL: database.url,
          RIMAQ_DATABASE_OWNER_URL: database.ownerUrl,
          RIMAQ_DATA: folder,
          ...env,
        },
        timeout: 30_000,
      },
      (error, _out, err) => {
        const code = error ? (typeof error.code === 'number' ? error.code : null) : 0
        resolve({ code, err })
      },
    )
  })
}

test('a port in use ends the start with a sentence and exit code 3', async () => {
  const { port } = other.address() as AddressInfo
  const { code, err } = await start({ RIMAQ_PORT: String(port), LANG: 'en_US.UTF-8' })
  assert.equal(code, 3)
  assert.match(err, new RegExp(`^rimaq: Port ${port} of 127\\.0\\.0\\.1 is in use`, 'm'))
})

test('an address that is not of this machine ends the start with a sentence', async () => {
  const { code, err } = await start({ RIMAQ_PORT: '0', RIMAQ_HOST: '192.0.2.1' })
  assert.equal(code, 3)
  assert.match(err, /Esta máquina no tiene la dirección 192\.0\.2\.1/)
})

test('told to stop while it is starting, it closes what it had opened', async () => {
  const cli = fileURLToPath(new URL('../cli.ts', import.meta.url))
  const data = join(folder, 'told-early')
  const child = spawn(process.execPath, ['--conditions=source', cli, 'start'], {
    env: {
      DATABASE_URL: database.url,
      RIMAQ_DATABASE_OWNER_URL: database.ownerUrl,
      RIMAQ_DATA: data,
      RIMAQ_PORT: '0',
    },
    stdio: 'ignore',
    timeout: 120_000,
    killSignal: 'SIGKILL',
  })
  const exited = once(child, 'exit')
  // The folder is made at the beginning of opening, some time before the server listens.
  while (child.exitCode === null && child.signalCode === null && !existsSync(data)) await wait(5)
  child.kill('SIGTERM')
  assert.deepEqual(await exited, [0, null])
})

// Tests that hostile work stays in its process: reads, writes, network, time, memory, crashes.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { pino } from 'pino'
import type { SandboxTask } from '../ground.ts'
import { findConfinement } from './confine.ts'
import type { Confinement } from './confine.ts'
import { createSandbox } from './sandbox.ts'
import type { Deed } from './test-tasks/misbehave.ts'

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'rimaq-sandbox-')))
after(() => rmSync(folder, { recursive: true }))
const outside = join(folder, 'outside.txt')
const inside = join(folder, 'inside.txt')
writeFileSync(outside, 'secret')
writeFileSync(inside, 'public')

const module = new URL('./test-tasks/misbehave.ts', import.meta.url)
const log = pino({ level: 'silent' })
const denied = { code: /ERR_ACCESS_DENIED|ENOENT|ECONNREFUSED/ }
const confinements: Confinement[] = ['node']
if ((await findConfinement()) === 'bubblewrap') confinements.push('bubblewrap')

for (const confinement of confinements) {
  const sandbox = createSandbox(log, { confinement })
  const run = (input: Deed, more: Partial<SandboxTask> = {}) =>
    sandbox.run<unknown>({
      module,
      input,
      reads: [inside],
      writes: [],
      time: 20_000,
      memory: 512_000_000,
      ...more,
    })

  describe(`a task confined by ${confinement}`, () => {
    test('answers with any value that can be copied, and tells its progress', async () => {
      const progress: unknown[] = []
      const value = await run({ deed: 'tell' }, { progress: (message) => progress.push(message) })
      assert.deepEqual(progress, [{ rows: 1 }, { rows: 2 }, { rows: 3 }])
      assert.deepEqual(value, new Map([['bytes', new Uint8Array([1, 2, 3])]]))
    })

    test('loads DuckDB', async () => {
      assert.deepEqual(await run({ deed: 'duckdb' }), [[42]])
    })

    test('reads what it was given and nothing else', async () => {
      assert.equal(await run({ deed: 'read', path: inside }), 'public')
      await assert.rejects(run({ deed: 'read', path: outside }), denied)
      await assert.rejects(run({ deed: 'read', path: '/etc/passwd' }), denied)
    })

    test('reads and writes by way of a folder that is a symbolic link', async () => {
      const own = join(folder, `own-${confinement}`)
      const link = join(folder, `link-${confinement}`)
      mkdirSync(own)
      symlinkSync(own, link)
      writeFileSync(join(own, 'file.txt'), 'linked')
      const path = join(link, 'file.txt')
      assert.equal(await run({ deed: 'read', path }, { reads: [path] }), 'linked')
      await assert.rejects(run({ deed: 'read', path: join(link, 'other.txt') }), denied)
      await run({ deed: 'write', path: join(link, 'new.txt') }, { writes: [link] })
      assert.ok(existsSync(join(own, 'new.txt')))
    })

    test('writes only where it may', async () => {
      const path = join(folder, 'new.txt')
      await assert.rejects(run({ deed: 'write', path }))
      assert.equal(existsSync(path), false)
      await run({ deed: 'write', path }, { writes: [folder] })
      assert.equal(existsSync(path), true)
      rmSync(path)
      // Compiled code of ours is run by others: it is written before a task begins, and by it never.
      const compiled = fileURLToPath(new URL('../../../../node_modules/.cache/compiled', module))
      mkdirSync(compiled, { recursive: true })
      const code = join(compiled, 'code')
      await assert.rejects(run({ deed: 'write', path: code }))
      assert.equal(existsSync(code), false)
    })

    test('reaches no network, not even this machine, and starts no process', async () => {
      const server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1')
      await once(server, 'listening')
      const { port } = server.address() as AddressInfo
      let visits = 0
      server.on('connection', () => (visits += 1))
      await assert.rejects(run({ deed: 'connect', port }), denied)
      assert.equal(visits, 0)
      server.close()
      if (confinement === 'node') {
        await assert.rejects(run({ deed: 'resolve' }), denied)
        await assert.rejects(run({ deed: 'spawn' }), denied)
      }
    })

    test('starts a thread only where it may, and none any more once it has dropped that', async () => {
      if (confinement === 'node') {
        await assert.rejects(run({ deed: 'thread', path: inside }), denied)
        await assert.rejects(run({ deed: 'drop', path: inside }, { threads: true }), denied)
      }
      assert.equal(await run({ deed: 'thread', path: inside }, { threads: true }), 'public')
      await assert.rejects(run({ deed: 'thread', path: outside }, { threads: true }), denied)
    })

    test('sees none of our environment', async () => {
      process.env.RIMAQ_TEST_SECRET = 'x'
      const names = await run({ deed: 'environment' })
      delete process.env.RIMAQ_TEST_SECRET
      assert.deepEqual(
        (names as string[]).filter((name) => !/^(TZ|PWD|NODE_CHANNEL_.*)$/.test(name)),
        [],
      )
    })

    test('is killed at its time, even in an endless loop', async () => {
      await assert.rejects(run({ deed: 'loop' }, { time: 500 }), {
        name: 'SandboxError',
        code: 'too-long',
        detail: { seconds: 0.5 },
      })
    })

    test('is killed at its memory', async () => {
      await assert.rejects(run({ deed: 'hoard' }, { memory: 200_000_000 }), {
        code: 'too-much-memory',
        detail: { bytes: 200_000_000 },
      })
    })

    test('that dies is reported, and harms nobody', async () => {
      await assert.rejects(run({ deed: 'crash' }), { code: 'crashed' })
      await assert.rejects(run({ deed: 'exit' }), { code: 'crashed', detail: { how: 'exit 3' } })
      assert.equal(await run({ deed: 'read', path: inside }), 'public')
    })

    test('that leaves timers behind ends with its answer', async () => {
      assert.equal(await run({ deed: 'linger' }), 'done')
    })

    test('throws errors that keep name, code and detail', async () => {
      await assert.rejects(run({ deed: 'odd' }), {
        name: 'TableError',
        message: 'line 7',
        code: 'broken-json',
        detail: { line: 7 },
      })
    })

    test('begins with what is known, and is told the rest when that is known', async () => {
      const { promise, resolve } = Promise.withResolvers<unknown>()
      const more = new Map([['rows', new Uint8Array([1])]])
      // Told only after the child has said that it works already.
      const value = await run({ deed: 'wait' }, { more: promise, progress: () => resolve(more) })
      assert.deepEqual(value, [more])
      assert.deepEqual(await run({ deed: 'wait' }, { more: Promise.resolve(7) }), [7])
      assert.deepEqual(await run({ deed: 'busy' }, { more: Promise.resolve(8) }), [8])
      // More than a pipe holds, for a child that does not read it yet.
      const long = 'x'.repeat(4_000_000)
      const busy = Promise.withResolvers<unknown>()
      const told = run({ deed: 'busy' }, { more: busy.promise, progress: () => busy.resolve(long) })
      assert.deepEqual(await told, [long])
    })

    test('that waits for more is held to its limits', async () => {
      const never = new Promise(() => {})
      await assert.rejects(run({ deed: 'wait' }, { more: never, time: 500 }), { code: 'too-long' })
      await assert.rejects(run({ deed: 'hoard' }, { more: never, memory: 200_000_000 }), {
        code: 'too-much-memory',
      })
      await assert.rejects(run({ deed: 'exit' }, { more: never }), { code: 'crashed' })
      const controller = new AbortController()
      const { signal } = controller
      const progress = () => controller.abort(new Error('enough'))
      await assert.rejects(run({ deed: 'wait' }, { more: never, signal, progress }), /enough/)
    })

    test('is killed where what it waits for cannot be had, or cannot be carried over', async () => {
      const absent = Promise.reject(new Error('no such dataset'))
      await assert.rejects(run({ deed: 'loop' }, { more: absent }), /no such dataset/)
      const cannot = Promise.resolve(() => 1)
      await assert.rejects(run({ deed: 'loop' }, { more: cannot }), /could not be cloned/)
    })

    test('that ends before it is told more answers as ever', async () => {
      const odd = { name: 'TableError', code: 'broken-json' }
      const { promise, resolve } = Promise.withResolvers<unknown>()
      await assert.rejects(run({ deed: 'refuse' }, { more: promise }), odd)
      resolve('too late')
      await assert.rejects(run({ deed: 'refuse' }, { more: Promise.resolve('at once') }), odd)
      const late = Promise.withResolvers<unknown>()
      const task = run({ deed: 'tell' }, { more: late.promise })
      await task
      late.reject(new Error('nobody waits for this'))
      await assert.rejects(late.promise, /nobody waits/)
    })

    test('stops when its caller gives up', async () => {
      const controller = new AbortController()
      const task = run({ deed: 'loop' }, { signal: controller.signal })
      setTimeout(() => controller.abort(new Error('enough')), 100)
      await assert.rejects(task, /enough/)
      await assert.rejects(run({ deed: 'odd' }, { signal: AbortSignal.abort() }), {
        name: 'AbortError',
      })
    })
  })
}

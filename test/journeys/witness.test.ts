// Two instances in two processes witness each other over HTTP, also after one of them was killed.
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { after, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { formatVerifierKey, openCheckpoint, toVerifier } from '@rimaq/ledger'
import { type TestRecords, testRecords } from '../support/test-records.ts'
import { RecordsError } from '../../src/records/errors.ts'
import { readPeers, readWitnesses } from '../../src/records/ledger/peers.ts'

const module = fileURLToPath(new URL('../support/witness-process.ts', import.meta.url))
const running: ChildProcess[] = []
const opened: TestRecords[] = []
after(async () => {
  for (const child of running) child.kill('SIGKILL')
  for (const each of opened) await each.close()
})

interface Instance {
  on: TestRecords
  port: number
}

async function instance(name: string): Promise<Instance> {
  const on = await testRecords({ name })
  opened.push(on)
  const listener = createServer().listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const { port } = listener.address() as AddressInfo
  listener.close()
  await once(listener, 'close')
  return { on, port }
}

async function start(own: Instance, peer: Instance): Promise<ChildProcess> {
  const lines = (keys: readonly Parameters<typeof toVerifier>[0][]): string =>
    keys.map((key) => formatVerifierKey(toVerifier(key))).join(' ')
  const { keys } = peer.on.records.ledger
  const wish = {
    url: own.on.database.url,
    ownerUrl: own.on.database.ownerUrl,
    data: own.on.data,
    port: own.port,
    witnesses: `http://127.0.0.1:${peer.port}/ledger/witness ${lines(keys.witness)}`,
    witnessFor: `${keys.origin} ${lines(keys.signers)}`,
    allow: [`127.0.0.1:${peer.port}`],
  }
  const child = spawn(process.execPath, ['--conditions=source', module, JSON.stringify(wish)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  running.push(child)
  await once(child.stdout, 'data')
  return child
}

/** Waits until the served head of `own` holds `size` entries, signed by its witness with both keys. */
async function witnessed(own: Instance, peer: Instance, size: number): Promise<void> {
  const keys = [...own.on.records.ledger.keys.signers, ...peer.on.records.ledger.keys.witness]
  const { origin } = own.on.records.ledger.keys
  const end = performance.now() + 60_000
  for (;;) {
    const answer = await fetch(`http://127.0.0.1:${own.port}/ledger/checkpoint`)
    const note = answer.ok ? await answer.text() : ''
    const head = note === '' ? null : openCheckpoint(note, keys.map(toVerifier), origin)
    if (head && head.size >= size && head.signatures.length === 4) return
    if (performance.now() > end) throw new Error(`not witnessed: ${note}`)
    await wait(50)
  }
}

test('two instances witness each other, and go on when one was killed', async () => {
  const [lima, callao] = [
    await instance('lima.example/ledger'),
    await instance('callao.example/ledger'),
  ]
  const first = await start(lima, callao)
  await start(callao, lima)
  await Promise.all([lima.on.write(3), callao.on.write(5)])
  await Promise.all([witnessed(lima, callao, 3), witnessed(callao, lima, 5)])
  first.kill('SIGKILL')
  await once(first, 'exit')
  await lima.on.write(2)
  await start(lima, callao)
  await witnessed(lima, callao, 5)
})

test('a setting that names a witness wrongly is refused in words', () => {
  const refused = { name: 'RecordsError', code: 'bad-peer' }
  assert.throws(() => readWitnesses('https://peer.example/ledger'), refused)
  assert.throws(() => readPeers('name half+key'), RecordsError)
  assert.deepEqual(readPeers(null), [])
})

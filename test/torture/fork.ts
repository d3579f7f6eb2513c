// Puts back old backups and starts second instances with the same key: none gets a second history signed.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  addCheckpoint,
  formatVerifierKey,
  generateSignerKey,
  openWitnessFolder,
  toVerifier,
} from '@rimaq/ledger'
import { superuser } from '../support/superuser.ts'
import { type TestRecords, testRecords } from '../support/test-records.ts'
import type { Outcome, TortureOptions } from './shared/report.ts'

export interface ForkOptions extends TortureOptions {
  /** Cases; default 100. */
  count?: number
}

/** What happened: the reason of the refusal, or null when something was signed. */
type Case = (witness: WitnessServer) => Promise<string | null>

const cases: Record<string, Case> = {
  'old files, newer database': async () => {
    const on = await testRecords()
    return closing(on, async () => {
      await signed(on, 3)
      const restore = await on.backup()
      await signed(on, 4)
      await restore()
      return refusal(on)
    })
  },
  'old database, newer files': async () => {
    const on = await testRecords()
    return closing(on, async () => {
      await signed(on, 3)
      const restore = await keepDatabase(on)
      await signed(on, 4)
      await restore()
      return refusal(on)
    })
  },
  'everything old, marked by the restore': async () => {
    const on = await testRecords()
    return closing(on, async () => {
      await signed(on, 3)
      const [files, rows] = [await on.backup(), await keepDatabase(on)]
      await signed(on, 4)
      await files()
      await rows()
      await writeFile(join(on.data, 'restored.json'), '{}')
      return refusal(on)
    })
  },
  'everything old, unmarked: the witness remembers': async (witness) => {
    const on = await testRecords(witness.settings)
    witness.know(on)
    return closing(on, async () => {
      await signed(on, 3)
      const [files, rows] = [await on.backup(), await keepDatabase(on)]
      await signed(on, 4)
      await files()
      await rows()
      return refusal(on)
    })
  },
  'two instances with one key: the witness saw the other': async (witness) => {
    const on = await testRecords(witness.settings)
    witness.know(on)
    return closing(on, async () => {
      await signed(on, 3)
      const other = await testRecords({ ...witness.settings, keysFrom: on.data })
      return closing(other, async () => {
        // Its first head is signed before anybody is asked; the witness refuses it, and it stops.
        await signed(other, 2)
        const why = await refusal(other)
        return witness.answers.some((status) => status === 409 || status === 422) ? why : null
      })
    })
  },
}

export async function fork(options: ForkOptions): Promise<Outcome[]> {
  const count = options.count ?? (options.short ? 10 : 100)
  const names = Object.keys(cases)
  const reasons = new Map<string, number>()
  let refused = 0
  for (let at = 0; at < count; at++) {
    const name = names[at % names.length] ?? ''
    const witness = await startWitness()
    try {
      const reason = (await cases[name]?.(witness)) ?? null
      if (reason === null) options.report(`SIGNED: ${name}`)
      else {
        refused += 1
        const told = `${name} (${reason})`
        reasons.set(told, (reasons.get(told) ?? 0) + 1)
      }
    } finally {
      await witness.close()
    }
  }
  const figures = [...reasons].map(([reason, n]) => `${reason} ${n}`).join('; ')
  return [
    {
      torture: 'fork',
      what: 'old backups put back, and second instances with one key',
      passed: refused === count,
      figures: `${refused} of ${count} refused: ${figures}`,
    },
    await unwitnessed(),
  ]
}

/** Control: what only a witness can see is signed where there is none. */
async function unwitnessed(): Promise<Outcome> {
  const on = await testRecords()
  const reason = await closing(on, async () => {
    await signed(on, 3)
    const [files, rows] = [await on.backup(), await keepDatabase(on)]
    await signed(on, 4)
    await files()
    await rows()
    return refusal(on)
  })
  return {
    torture: 'fork',
    what: 'control: everything old, no mark and no witness is not noticed',
    passed: reason === null,
    figures: reason === null ? 'signed, as nobody remembers' : `refused: ${reason}`,
  }
}

async function closing<T>(on: TestRecords, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } finally {
    await on.close()
  }
}

/** Writes and signs, and has the head witnessed where there is a witness. */
async function signed(on: TestRecords, count: number): Promise<void> {
  await on.write(count)
  const { sequencer } = on.records.ledger
  await sequencer.settle()
  // At its opening the ledger asks the witnesses about the published head.
  await sequencer.settle()
}

/** The next start on the same data: does it sign what waits? */
async function refusal(on: TestRecords): Promise<string | null> {
  await on.write(1)
  const { sequencer } = (await on.again()).ledger
  const before = await on.records.ledger.head()
  await sequencer.settle()
  const after = await on.records.ledger.head()
  const { condition } = sequencer
  return condition.state === 'refusing' && before?.note === after?.note ? condition.reason : null
}

/** A copy of the rows as a backup has them; answers how to put them back, as a superuser. */
async function keepDatabase(on: TestRecords): Promise<() => Promise<void>> {
  const tables = ['entry', 'content', 'waiting', 'place', 'head', 'recovery']
  const client = await superuser(on.database)
  await client.query('CREATE SCHEMA kept')
  for (const table of tables) {
    await client.query(`CREATE TABLE kept.${table} AS TABLE records.${table}`)
  }
  return async () => {
    for (const table of tables) {
      await client.query(`DELETE FROM records.${table}`)
      await client.query(`INSERT INTO records.${table} OVERRIDING SYSTEM VALUE TABLE kept.${table}`)
    }
    await client.end()
  }
}

interface WitnessServer {
  settings: { witnesses: string; allow: string[] }
  answers: number[]
  know(on: TestRecords): void
  close(): Promise<void>
}

/** A witness of its own on this machine, speaking HTTP. */
async function startWitness(): Promise<WitnessServer> {
  const folder = await mkdtemp(join(tmpdir(), 'rimaq-witness-'))
  const state = await openWitnessFolder(folder)
  const signer = generateSignerKey('witness.example/w1', 'cosignature')
  const logs = new Map<string, ReturnType<typeof toVerifier>[]>()
  const answers: number[] = []
  const server = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk as Buffer)
      const answer = await addCheckpoint(Buffer.concat(chunks), { logs, signers: [signer], state })
      answers.push(answer.status)
      response.writeHead(answer.status, { 'content-type': answer.contentType }).end(answer.body)
    })()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    settings: {
      witnesses: `http://127.0.0.1:${port}/w ${formatVerifierKey(toVerifier(signer))}`,
      allow: [`127.0.0.1:${port}`],
    },
    answers,
    know({ records }) {
      logs.set(records.ledger.keys.origin, records.ledger.keys.signers.map(toVerifier))
    },
    async close() {
      server.closeAllConnections()
      server.close()
      await state.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

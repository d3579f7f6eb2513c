// Makes a log tell two histories, by old backups and by twins: log and witness must both refuse.
import { addCheckpoint, askWitness, openLog, toVerifier } from '@rimaq/ledger'
import type { Log, Remembered, SendToWitness } from '@rimaq/ledger'
import { LedgerError, openCheckpoint, parseCheckpoint, parseNote } from '@rimaq/ledger'
import { type Random, seededRandom } from '../shared/random.ts'
import { type Counted, type Files, type Memory, type Told } from './places.ts'
import { entriesOf, inMemory, logKeys, memory, optionsFor, origin, witnessKey } from './places.ts'
import { witnessMemory } from './witness-memory.ts'

interface Round {
  /** A code of the log's refusal, or null if it signed. */
  log: string | null
  /** The same after the witness was asked with the log's own memory gone. */
  witness: string | null
  /** Whether the log signs nothing more once the witness has refused. */
  halted: boolean
}

export async function forks({ count, seed }: Counted): Promise<Told[]> {
  const random = seededRandom(seed)
  const rounds: Round[] = []
  for (let turn = 0; turn < count; turn++) {
    rounds.push(turn % 2 === 0 ? await oldBackup(random) : await twins(random))
  }
  const codes = (of: (round: Round) => string | null): string => {
    const counted = Map.groupBy(rounds, (round) => of(round) ?? 'SIGNED')
    return [...counted].map(([code, all]) => `${code} ${all.length}`).join(', ')
  }
  const byLog = rounds.filter(({ log }) => log !== null).length
  const byWitness = rounds.filter(({ witness, halted }) => witness !== null && halted).length
  const control = await forgetful(random)
  return [
    {
      what: 'old backups and twins with one key, refused by the log itself',
      passed: byLog === count,
      figures: `${byLog} of ${count} (${codes(({ log }) => log)})`,
    },
    {
      what: 'the same without the log’s memory, refused by the witness',
      passed: byWitness === count,
      figures: `${byWitness} of ${count}, after which the log signs nothing (${codes(({ witness }) => witness)})`,
    },
    {
      what: 'control: a memory that forgets and a witness that is not asked',
      passed: control === 10,
      figures: `${control} of 10 old backups are signed on`,
    },
  ]
}

function newWitness(): SendToWitness {
  const logs = new Map([[origin, logKeys.map(toVerifier)]])
  const witness = { logs, signers: [witnessKey], state: witnessMemory() }
  return (body) => addCheckpoint(body, witness)
}

/** A log that grew, was copied, and grew again; all of it cosigned. */
async function grown(random: Random, send: SendToWitness | null) {
  const files: Files = new Map()
  const remembered = memory()
  const log = await openLog(optionsFor(inMemory(files), remembered))
  const grow = async (label: string): Promise<void> => {
    await log.append(entriesOf(label, 1 + random.below(300)))
    if (send) await askWitness(log, { send, lastSize: 0 })
  }
  await grow('before')
  const copy = { files: new Map(files), head: remembered.head }
  await grow('after')
  return { log, files, remembered, copy }
}

async function oldBackup(random: Random): Promise<Round> {
  const send = newWitness()
  const { log, remembered, copy } = await grown(random, send)
  await log.close()
  const restored = await openLog(optionsFor(inMemory(new Map(copy.files)), remembered))
  const own = await codeOf(restored.append(entriesOf('restored', 1)))
  await restored.close()
  const unaware = await openLog(optionsFor(inMemory(copy.files), memory(copy.head)))
  return { log: own, ...(await refusedByWitness(unaware, send, random)) }
}

async function twins(random: Random): Promise<Round> {
  const send = newWitness()
  const { log, remembered, copy } = await grown(random, send)
  const twin = await openLog(optionsFor(inMemory(copy.files), memory(copy.head)))
  const witness = await refusedByWitness(twin, send, random)
  // Both open on the same state and memory; the slower one must notice.
  const copied = new Map(await filesOf(log))
  const other = await openLog(optionsFor(inMemory(copied), remembered))
  const both = await Promise.all([
    codeOf(log.append(entriesOf('one', 1 + random.below(9)))),
    codeOf(other.append(entriesOf('other', 1 + random.below(9)))),
  ])
  const signed = both.filter((code) => code === null).length
  await log.close()
  await other.close()
  return { log: signed === 1 ? both.find((code) => code !== null)! : null, ...witness }
}

async function filesOf(log: Log): Promise<Files> {
  const files: Files = new Map()
  const copy = await openLog(optionsFor(inMemory(files), memory()))
  const reader = log.reader()
  const entries: Uint8Array[] = []
  for (let index = 0; index < reader.size; index++) entries.push(await reader.entry(index))
  await copy.append(entries)
  await copy.close()
  return files.set('checkpoint', Buffer.from(log.checkpoint))
}

async function refusedByWitness(log: Log, send: SendToWitness, random: Random) {
  await log.append(entriesOf('elsewhere', 1 + random.below(600)))
  const lastSize = random.below(2) === 0 ? 0 : log.size
  const witness = await codeOf(askWitness(log, { send, lastSize }))
  const halted = (await codeOf(log.append(entriesOf('more', 1)))) !== null
  const signedTwice = openCheckpoint(log.checkpoint, [...logKeys, witnessKey], origin).signatures
  await log.close()
  // A cosignature on the fork would be worse than none.
  const clean = signedTwice.every(({ key }) => key.name !== witnessKey.name)
  return { witness: clean ? witness : null, halted }
}

/** Control: what remembers the head is what refuses. */
async function forgetful(random: Random): Promise<number> {
  let signed = 0
  for (let turn = 0; turn < 10; turn++) {
    const { log, copy } = await grown(random, null)
    await log.close()
    const forgets: Remembered = forgetting(copy.files, memory(copy.head))
    const restored = await openLog(optionsFor(inMemory(copy.files), forgets))
    if ((await codeOf(restored.append(entriesOf('restored', 1)))) === null) signed += 1
    await restored.close()
  }
  return signed
}

/** Says whatever the files say. */
function forgetting(files: Files, inner: Memory): Remembered {
  return {
    load() {
      const checkpoint = Buffer.from(files.get('checkpoint')!).toString()
      inner.head = { checkpoint, time: parseCheckpoint(parseNote(checkpoint).text).size }
      return Promise.resolve(inner.head)
    },
    replace: () => Promise.resolve(true),
  }
}

async function codeOf(act: Promise<unknown>): Promise<string | null> {
  try {
    await act
    return null
  } catch (error) {
    if (error instanceof LedgerError) return error.code
    throw error
  }
}

// Cuts the power after each step of writing, many ways of losing what was not flushed each time.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { LedgerError } from '../ledger-error.ts'
import { generateSignerKey } from '../notes/keys.ts'
import { PowerCut, TestDisk } from '../test-disk.ts'
import { entries, origin } from '../test-log.ts'
import { verifyLog } from '../verify/verify-log.ts'
import { openFolder } from './folder-storage.ts'
import type { Log } from './log.ts'
import { openLog } from './open-log.ts'
import { rememberInFolder } from './remembered.ts'

const key = generateSignerKey(origin, 'ed25519')
const lock = () => Promise.resolve(() => Promise.resolve())
/** First a new log, then tiles that get full, then a small one. */
const batches = [3, 300, 2]

function openOn(files: TestDisk): Promise<Log> {
  const storage = openFolder('/log/public', { files, lock })
  const remembered = rememberInFolder('/log/memory', { files, lock })
  return openLog({ origin, storage, remembered, signers: [key], create: true })
}

/** How many entries were acknowledged until the power went, or all of them. */
async function write(disk: TestDisk): Promise<number> {
  let acknowledged = 0
  try {
    const log = await openOn(disk)
    for (const [at, count] of batches.entries()) {
      acknowledged = (await log.append(entries(count, at))).size
    }
  } catch (error) {
    const cause = error instanceof LedgerError ? error.cause : error
    if (!(cause instanceof PowerCut)) throw error
  }
  return acknowledged
}

/** What is wrong with the log on a disk that was found after a cut, or null. */
async function lookAt(disk: TestDisk, acknowledged: number): Promise<string | null> {
  try {
    const log = await openOn(disk)
    if (log.refusal) return log.refusal.code
    if (log.size < acknowledged) return `${log.size} of ${acknowledged}`
    const size = log.size + 5
    await log.append(entries(5, 'after'))
    const all = batches.flatMap((count, at) => entries(count, at))
    for (let index = 0; index < acknowledged; index++) {
      if (Buffer.compare(await log.reader().entry(index), all[index]!) !== 0) return 'another entry'
    }
    const storage = openFolder('/log/public', { files: disk, lock })
    const report = await verifyLog({ storage, origin, keys: [key] })
    return report.size === size && report.findings.length === 0 ? null : JSON.stringify(report)
  } catch (error) {
    if (error instanceof LedgerError) return error.code
    throw error
  }
}

/** Cuts after every step; each cut is survived in as many ways as `ways`. */
async function cutEverywhere(
  flushes: boolean,
  ways: number,
): Promise<{ cuts: number; wrong: string[] }> {
  const wrong: string[] = []
  const steps = await stepsOf()
  let state = 1
  const below = (limit: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * limit)
  }
  for (let cutAfter = 0; cutAfter <= steps; cutAfter++) {
    const disk = new TestDisk({ cutAfter, flushes })
    const acknowledged = await write(disk)
    for (let way = 0; way < ways; way++) {
      const found = await lookAt(disk.afterCut(below), acknowledged)
      if (found !== null) wrong.push(`after step ${cutAfter}, ${acknowledged} told: ${found}`)
    }
  }
  return { cuts: (steps + 1) * ways, wrong }
}

async function stepsOf(): Promise<number> {
  const disk = new TestDisk()
  assert.equal(await write(disk), 305)
  return disk.operations
}

describe('a power cut', () => {
  test('after any step of writing loses nothing that was acknowledged', async () => {
    const { cuts, wrong } = await cutEverywhere(true, 3)
    assert.ok(cuts > 300)
    assert.deepEqual(wrong, [])
  })

  test('is fatal on a disk that lies about flushing, or this test proves nothing', async () => {
    const { wrong } = await cutEverywhere(false, 1)
    assert.ok(wrong.length > 10, `only ${wrong.length} losses`)
  })
})

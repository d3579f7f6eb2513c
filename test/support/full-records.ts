// Records in which everything happened once: acts, contents, files, numbers, blocks, holds, erasures.
import { join } from 'node:path'
import { type FileStore, createFileStore } from '#platform'
import { type TestRecords, operator, testRecords } from './test-records.ts'

export interface FullRecords extends TestRecords {
  files: FileStore
  /** Hashes of stored files that entries vouch for. */
  stored: string[]
  /** The signed head before the last entries, as a witness would have kept it. */
  witnessed: string
}

const series = { institution: 'mml', kind: 'case-file' }

/** All placed: nothing waits. About 5 × `rounds` entries. */
export async function fullRecords(rounds: number): Promise<FullRecords> {
  const on = await testRecords()
  const { records, database } = on
  const { sequencer } = records.ledger
  const files = createFileStore({ folder: join(on.data, 'files') })
  const stored: string[] = []
  let witnessed = ''
  for (let round = 0; round < rounds; round++) {
    const [id = ''] = await on.write(1, `round ${round}`)
    const kept = await files.put(bytesOf(`file of round ${round}`))
    stored.push(kept.hash)
    await database.transaction((trx) =>
      records.journal.write(trx, {
        act: 'version.published',
        actor: operator,
        about: { kind: 'resource', id: `r-${round % 7}` },
        content: { number: round + 1, files: [kept.hash] },
      }),
    )
    await records.takeNumber({ series, year: 2026, key: `case ${round}` })
    const about = { kind: 'dataset', id: `held-${round}` }
    const words = { reason: 'juicio', legalAct: 'Resolución 1', actor: operator }
    const hold = await records.placeHold({ about, ...words })
    if (round % 3 === 0) await records.releaseHold({ hold, ...words })
    if (round % 5 === 0) {
      await records.annulNumber({
        series,
        year: 2026,
        number: round + 1,
        reason: 'doble',
        actor: operator,
      })
    }
    if (round % 11 === 10)
      await records.eraseContent({ entry: id, basis: 'Ley 29733', actor: operator })
    if (round === Math.floor(rounds / 2)) {
      await sequencer.settle()
      const head = await records.ledger.head()
      witnessed = head?.note ?? ''
    }
  }
  const other = { institution: 'mml', kind: 'resolution' }
  const wish = { series: other, year: 2026, size: 9, reason: 'corte de luz', actor: operator }
  const block = await records.reserveBlock(wish)
  await records.enterReserved({ block: block.id, number: 4, key: 'a mano' })
  await records.closeBlock({ block: block.id, reason: 'no usados', actor: operator })
  await records.reserveBlock({ ...wish, reason: 'otro corte' })
  await sequencer.settle()
  return { ...on, files, stored, witnessed }
}

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text)
}

// Reads a spreadsheet, CSV or JSON file of answers in the sandbox: what strangers send is never read in the server.
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { workFolder } from '#datasets'
import { Refusal, type Sandbox, SandboxError } from '#platform'
import { type RowsInput, type RowsOutcome, TableError } from '@rimaq/tables'
import type { ReadRows } from './answers-table.ts'

/** The package's own script for a child, beside its door; it is run, not imported. */
const door = import.meta.resolve('@rimaq/tables')
const module = new URL(`./rows-child${door.slice(-3)}`, door)

/** Answers of one city are some hundred rows. */
export const limits = {
  bytes: 4 << 20,
  rows: 5000,
  time: 60_000,
  memory: 2 ** 30,
} as const

/** @throws TableError with what a person can do; Refusal too-large */
export async function readRows(
  { sandbox, temp }: { sandbox: Sandbox; temp: string },
  { name, file }: { name: string; file: AsyncIterable<Uint8Array> },
): Promise<ReadRows> {
  const folder = await workFolder(temp, 'answers')
  try {
    const path = join(folder, 'file')
    await writeFile(path, await whole(file))
    const input: RowsInput = { path, name, temp: folder, most: limits.rows }
    const { time, memory } = limits
    const outcome = await sandbox
      .run<RowsOutcome>({ module, input, reads: [path, folder], writes: [folder], time, memory })
      .catch((cause: unknown) => {
        if (!(cause instanceof SandboxError)) throw cause
        const code = cause.code === 'too-long' ? 'time-limit' : 'memory-limit'
        throw new TableError(code, { name }, { cause })
      })
    if ('error' in outcome) throw new TableError(outcome.error.code, outcome.error.detail)
    return outcome
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function whole(file: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let bytes = 0
  for await (const part of file) {
    bytes += part.length
    if (bytes > limits.bytes) throw new Refusal('too-large')
    parts.push(part)
  }
  return Buffer.concat(parts)
}

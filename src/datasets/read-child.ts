// Runs in a disposable child: reads one file of a stranger into a typed table.
import { type IngestOptions, type Manifest, ingest } from '@rimaq/tables'

export type ReadChildInput = Omit<IngestOptions, 'progress' | 'signal'>

export async function run(input: unknown, tell: (message: unknown) => void): Promise<Manifest> {
  return ingest({ ...(input as ReadChildInput), progress: tell })
}

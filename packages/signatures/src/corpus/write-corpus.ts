// Writes the generated corpus into a folder, for outside judges and for processes of their own, and reads it back.
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Corpus } from './corpus.ts'
import type { Required } from './expected.ts'

interface Index {
  time: string
  /** Base64 of the root's DER. */
  anchor: string
  required: Record<string, Required>
}

/** One `.pdf` for each document, and `index.json` with the required verdicts. */
export async function writeCorpus(corpus: Corpus, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  for (const { name, bytes } of corpus.documents)
    await writeFile(join(folder, `${name}.pdf`), bytes)
  const required = corpus.documents.map(({ name, required: one }) => [name, one] as const)
  const index: Index = {
    time: corpus.time.toISOString(),
    anchor: Buffer.from(corpus.anchor).toString('base64'),
    required: Object.fromEntries(required),
  }
  await writeFile(join(folder, 'index.json'), JSON.stringify(index, null, 2))
}

export async function readCorpusFrom(
  folder: string,
  only: (name: string) => boolean = () => true,
): Promise<Corpus> {
  const index = JSON.parse(await readFile(join(folder, 'index.json'), 'utf8')) as Index
  const chosen = Object.entries(index.required).filter(([name]) => only(name))
  const documents = chosen.map(async ([name, required]) => ({
    name,
    bytes: new Uint8Array(await readFile(join(folder, `${name}.pdf`))),
    required,
  }))
  return {
    documents: await Promise.all(documents),
    anchor: new Uint8Array(Buffer.from(index.anchor, 'base64')),
    time: new Date(index.time),
  }
}

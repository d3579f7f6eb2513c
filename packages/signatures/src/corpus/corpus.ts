// Generates the corpus of signed, tampered and hostile documents, each with the verdict it must get.
import { expected, type Required } from './expected.ts'
import { later } from './later.ts'
import { messages } from './messages.ts'
import { ranges } from './ranges.ts'
import { newScene, type Scene } from './scene.ts'
import { traps } from './traps.ts'
import { updates } from './updates.ts'
import { valid, type Make } from './valid.ts'

export interface CorpusDocument {
  name: string
  bytes: Uint8Array
  required: Required
}

export interface Corpus {
  documents: CorpusDocument[]
  /** DER of the root under which the signers stand. */
  anchor: Uint8Array
  /** When it was signed and is to be judged. */
  time: Date
}

const makers: Readonly<Record<string, Make>> = {
  ...valid,
  ...later,
  ...ranges,
  ...updates,
  ...messages,
  ...traps,
}

/** All names, also those that another part generates. */
export const corpusNames: readonly string[] = Object.keys(makers)

/**
 * The whole corpus with new keys: some two hundred small documents, of which the same are made each
 * time. `only` chooses by name.
 */
export async function generateCorpus(
  only: (name: string) => boolean = () => true,
  scene: Scene = newScene(),
): Promise<Corpus> {
  const documents: CorpusDocument[] = []
  for (const [name, make] of Object.entries(makers)) {
    if (!only(name)) continue
    const required = expected[name]
    if (required === undefined) throw new TypeError(`nothing is required of ${name}`)
    documents.push({ name, bytes: await make(scene), required })
  }
  return { documents, anchor: scene.root.certificate, time: scene.time }
}

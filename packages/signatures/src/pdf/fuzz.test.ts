// Changes bytes of documents at random: the reader ends, and throws nothing but its own error.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SignatureError } from '../signature-error.ts'
import { corpusAbsent, readCorpus } from '../test-corpus.ts'
import { makePdf, randomFrom } from '../test-pdf.ts'
import { openPdf } from './open-pdf.ts'
import { PdfRef, PdfStream } from './objects.ts'

const words = [
  '<<',
  '>>',
  '[',
  ']',
  '(',
  ')',
  ' 0 R',
  '/Prev 9',
  'stream\n',
  '%',
  '99999999999',
  '<',
]

function mutate(bytes: Uint8Array, random: () => number): Uint8Array {
  const changed = Uint8Array.from(bytes)
  for (let count = 1 + Math.floor(random() * 6); count > 0; count--) {
    const at = Math.floor(random() * changed.length)
    if (random() < 0.5) changed[at] = Math.floor(random() * 256)
    else {
      const word = words[Math.floor(random() * words.length)] ?? ''
      for (let index = 0; index < word.length && at + index < changed.length; index++)
        changed[at + index] = word.charCodeAt(index)
    }
  }
  return random() < 0.1 ? changed.subarray(0, Math.floor(random() * changed.length)) : changed
}

/** Reads all there is; false when the document was refused by our own error. */
function readsAll(bytes: Uint8Array): boolean {
  try {
    const document = openPdf(bytes)
    for (const [number, entry] of document.entries) {
      const value = document.get(new PdfRef(number, entry.kind === 'at' ? entry.generation : 0))
      if (value instanceof PdfStream && value.length < 5000) document.data(value, number)
    }
    return document.revisions.length > 0
  } catch (error) {
    if (error instanceof SignatureError) return false
    throw error
  }
}

test('4,000 changed small documents are read or refused, and none takes long', () => {
  const random = randomFrom(7)
  const seeds = [
    makePdf(),
    makePdf({ style: 'stream' }),
    makePdf({ style: 'stream', packed: [1, 2, 3, 5] }),
  ]
  let read = 0
  for (let round = 0; round < 4000; round++)
    if (readsAll(mutate(seeds[round % seeds.length] ?? seeds[0]!, random))) read++
  assert.ok(read > 100 && read < 3900, `${read} of 4,000 read`)
})

test('changed files of the corpus are read or refused', { skip: corpusAbsent }, () => {
  const random = randomFrom(11)
  for (const file of ['v02-signed-bt-xrefstream', 'v06-lta', 'v10-certified-p2-form-filled']) {
    const seed = readCorpus(`generated/${file}.pdf`)
    for (let round = 0; round < 150; round++) readsAll(mutate(seed, random))
  }
})

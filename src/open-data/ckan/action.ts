// What an action of the CKAN API is given, and what it may give back.
import { giveBack, lend } from '@rimaq/tables/query'
import type { Answer } from '#platform'
import type { Catalogue } from './catalogue.ts'
import type { Faces } from '../faces.ts'
import type { Parameters } from './parameters.ts'

export interface ActionContext extends Faces {
  catalogue: Catalogue
  /** `https://host` as the reader sees it. */
  origin: string
  now: Date
  /** Path of the call, such as `/api/3/action/datastore_search`; `_links` repeat it. */
  path: string
  signal: AbortSignal
}

export interface Action {
  /** One sentence, given by `help_show`. */
  help: string
  run(parameters: Parameters, context: ActionContext): Promise<unknown> | unknown
}

export type Actions = Record<string, Action>

/** A result that is JSON text already, in pieces: large answers are written once, not as objects first. */
export class JsonText {
  readonly pieces: readonly JsonPiece[]
  constructor(...pieces: JsonPiece[]) {
    this.pieces = pieces
  }
}

/** Text, or bytes of it in UTF-8. */
export type JsonPiece = string | Uint8Array

/** The pieces one after the other; where some are bytes, bytes in memory that may be given back, as theirs is. */
export function joinJson(pieces: readonly JsonPiece[]): JsonPiece {
  const isText = pieces.every((piece) => typeof piece === 'string')
  if (isText) return pieces.join('')
  const joined: JsonPiece[] = []
  for (const piece of pieces) {
    const last = joined.at(-1)
    if (typeof piece === 'string' && typeof last === 'string') {
      joined[joined.length - 1] = last + piece
    } else joined.push(piece)
  }
  const lengths = joined.map((piece) => Buffer.byteLength(piece))
  const whole = lend(lengths.reduce((sum, length) => sum + length, 0))
  let at = 0
  for (const [number, piece] of joined.entries()) {
    if (typeof piece === 'string') whole.write(piece, at)
    else {
      whole.set(piece, at)
      giveBack(piece)
    }
    at += lengths[number]!
  }
  return whole
}

/** What gives the memory of a body back once it is sent; nothing for text. */
export function sentJson(body: JsonPiece): Pick<Answer, 'sent'> {
  return typeof body === 'string' ? {} : { sent: () => giveBack(body) }
}

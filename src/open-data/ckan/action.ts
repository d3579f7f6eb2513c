// What an action of the CKAN API is given, and what it may give back.
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

/** The pieces one after the other; bytes where some of them are. */
export function joinJson(pieces: readonly JsonPiece[]): JsonPiece {
  const isText = pieces.every((piece) => typeof piece === 'string')
  if (isText) return pieces.join('')
  return Buffer.concat(
    pieces.map((piece) => (typeof piece === 'string' ? Buffer.from(piece) : piece)),
  )
}

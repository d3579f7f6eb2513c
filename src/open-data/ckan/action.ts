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

/** A result that is JSON text already: large answers are written once, not as objects first. */
export class JsonText {
  readonly json: string
  constructor(json: string) {
    this.json = json
  }
}

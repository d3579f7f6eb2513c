// The part of n3's interface that our judges use; the package ships no types.
declare module 'n3' {
  export interface Term {
    termType: string
    value: string
    language?: string
    datatype?: Term
  }

  export interface Quad {
    subject: Term
    predicate: Term
    object: Term
  }

  export class Parser {
    constructor(options?: { blankNodePrefix?: string; format?: string })
    parse(text: string): Quad[]
  }

  export class Store {
    constructor(quads?: Quad[])
    readonly size: number
    addQuads(quads: Quad[]): void
    getObjects(subject: string | null, predicate: string | null, graph: null): Term[]
  }

  export const DataFactory: unknown
}

// The part of shacl-engine's interface that our judges use; the package ships no types.
declare module 'shacl-engine' {
  import type { Store, Term } from 'n3'

  interface Result {
    severity?: Term
    path?: { predicates: Term[] }[]
    focusNode?: { term?: Term }
    value?: { term?: Term }
    message: Term[]
  }

  export class Validator {
    constructor(shapes: Store, options: { factory: unknown })
    validate(data: { dataset: Store }): Promise<{ conforms: boolean; results: Result[] }>
  }
}

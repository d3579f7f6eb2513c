// Validates RDF against the SHACL shapes of DCAT-AP 3.0.1 as the European Commission publishes them.
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { DataFactory, Parser, Store } from 'n3'
import { Validator } from 'shacl-engine'
import { sharedData } from './shared-data.ts'

export const dcatShapes = 'standards/dcat-ap/releases/3.0.1/shacl'
const shapeFiles = ['dcat-ap-SHACL.ttl', 'ranges.ttl']

export interface Violation {
  severity: string
  path: string
  node: string
  value: string
  message: string
}

/** Throws when the text is not Turtle. */
export function parseTurtle(text: string): Store {
  return new Store(new Parser().parse(text))
}

export async function violations(turtle: string): Promise<Violation[]> {
  const shapes = new Store()
  for (const file of shapeFiles) {
    const text = readFileSync(resolve(sharedData, dcatShapes, file), 'utf8')
    // Blank nodes of one file must not meet those of the other.
    shapes.addQuads(new Parser({ blankNodePrefix: `_:${file}` }).parse(text))
  }
  const validator = new Validator(shapes, { factory: DataFactory })
  const report = await validator.validate({ dataset: parseTurtle(turtle) })
  return report.results.map((result) => ({
    severity: result.severity?.value.split('#').at(-1) ?? '',
    path:
      result.path?.map((step) => step.predicates.map((one) => one.value).join('|')).join('/') ?? '',
    node: result.focusNode?.term?.value ?? '',
    value: result.value?.term?.value ?? '',
    message: result.message.map((one) => one.value).join(' '),
  }))
}

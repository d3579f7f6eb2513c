// Writes a graph as Turtle (W3C RDF 1.1 Turtle).
import { expand, prefixes } from './graph.ts'
import type { Graph, Term } from './graph.ts'

const rdfType = expand('rdf:type')

export function turtle(graph: Graph): string {
  const used = new Set<string>()
  const blocks: string[] = []
  for (const { subject, facts } of graph.bySubject().values()) {
    const lines = [...facts].map(([predicate, objects]) => {
      const name = predicate === rdfType ? 'a' : shortened(predicate, used)
      return `${name} ${objects.map((object) => term(object, used)).join(', ')}`
    })
    blocks.push(`${term(subject, used)} ${lines.join(' ;\n  ')} .\n`)
  }
  const heads = [...used].toSorted().map((prefix) => `@prefix ${prefix}: <${prefixes[prefix]}> .\n`)
  return `${heads.join('')}\n${blocks.join('\n')}`
}

function term(value: Term, used: Set<string>): string {
  if (value.kind === 'iri') return shortened(value.value, used)
  if (value.kind === 'blank') return `_:${value.value}`
  const quoted = `"${escaped(value.value)}"`
  if (value.language) return `${quoted}@${value.language}`
  return value.datatype ? `${quoted}^^${shortened(value.datatype, used)}` : quoted
}

function shortened(address: string, used: Set<string>): string {
  for (const [prefix, base] of Object.entries(prefixes)) {
    const local = address.slice(base.length)
    if (address.startsWith(base) && /^[A-Za-z_][\w-]*$/.test(local)) {
      used.add(prefix)
      return `${prefix}:${local}`
    }
  }
  return `<${address}>`
}

const escapes: Record<string, string> = {
  '\\': '\\\\',
  '"': '\\"',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\b': '\\b',
  '\f': '\\f',
}

function escaped(value: string): string {
  return value
    .replaceAll(/[\\"\n\r\t\b\f]/g, (char) => escapes[char]!)
    .replaceAll(/[\u0000-\u001F\u007F]/g, (char) => {
      return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0').toUpperCase()}`
    })
}

// Writes a graph as JSON-LD 1.1, with prefixed names in a context of its own.
import { expand, prefixes } from './graph.ts'
import type { Graph, Term } from './graph.ts'

const rdfType = expand('rdf:type')

export function jsonLd(graph: Graph): string {
  const nodes = [...graph.bySubject().values()].map(({ subject, facts }) => {
    const node: Record<string, unknown> = { '@id': identifier(subject) }
    for (const [predicate, objects] of facts) {
      if (predicate === rdfType) node['@type'] = objects.map((object) => shortened(object.value))
      else node[shortened(predicate)] = objects.map(value)
    }
    return node
  })
  return JSON.stringify({ '@context': prefixes, '@graph': nodes }, null, 1)
}

function identifier(term: Term): string {
  return term.kind === 'blank' ? `_:${term.value}` : term.value
}

function value(term: Term): Record<string, string> {
  if (term.kind !== 'text') return { '@id': identifier(term) }
  return {
    '@value': term.value,
    ...(term.language ? { '@language': term.language } : {}),
    ...(term.datatype ? { '@type': shortened(term.datatype) } : {}),
  }
}

function shortened(address: string): string {
  for (const [prefix, base] of Object.entries(prefixes)) {
    const local = address.slice(base.length)
    // What follows the colon must not begin with //, or it would be read as an address.
    if (address.startsWith(base) && /^[A-Za-z_]/.test(local)) return `${prefix}:${local}`
  }
  return address
}

// Writes a graph as RDF/XML (W3C RDF 1.1 XML Syntax).
import { escapeXml } from './xml.ts'
import { expand, prefixes } from './graph.ts'
import type { Graph, Subject, Term } from './graph.ts'

const rdfType = expand('rdf:type')

export function rdfXml(graph: Graph): string {
  const spaces = Object.entries(prefixes).map(([name, base]) => `\n  xmlns:${name}="${base}"`)
  const nodes = [...graph.bySubject().values()].map(({ subject, facts }) => {
    const properties = [...facts].flatMap(([predicate, objects]) =>
      objects.map((object) => `    ${property(predicate, object)}\n`),
    )
    return `  <rdf:Description ${about(subject)}>\n${properties.join('')}  </rdf:Description>\n`
  })
  const head = '<?xml version="1.0" encoding="UTF-8"?>\n'
  return `${head}<rdf:RDF${spaces.join('')}>\n${nodes.join('')}</rdf:RDF>\n`
}

function about(subject: Subject): string {
  return subject.kind === 'blank'
    ? `rdf:nodeID="${subject.value}"`
    : `rdf:about="${escapeXml(subject.value)}"`
}

function property(predicate: string, object: Term): string {
  const name = predicate === rdfType ? 'rdf:type' : qualified(predicate)
  if (object.kind === 'blank') return `<${name} rdf:nodeID="${object.value}"/>`
  if (object.kind === 'iri') return `<${name} rdf:resource="${escapeXml(object.value)}"/>`
  const language = object.language ? ` xml:lang="${object.language}"` : ''
  const datatype = object.datatype ? ` rdf:datatype="${escapeXml(object.datatype)}"` : ''
  return `<${name}${language}${datatype}>${escapeXml(object.value)}</${name}>`
}

function qualified(address: string): string {
  for (const [prefix, base] of Object.entries(prefixes)) {
    if (address.startsWith(base)) return `${prefix}:${address.slice(base.length)}`
  }
  throw new Error(`no prefix for ${address}`)
}

// Decides which form of a description a reader wants: a page, or one of the RDF forms.
import { jsonLd } from './json-ld.ts'
import type { Graph } from './graph.ts'
import { rdfXml } from './rdf-xml.ts'
import { turtle } from './turtle.ts'

export type RdfForm = 'jsonld' | 'ttl' | 'rdf'

export const rdfForms: Record<RdfForm, { type: string; write(graph: Graph): string }> = {
  jsonld: { type: 'application/ld+json', write: jsonLd },
  ttl: { type: 'text/turtle; charset=utf-8', write: turtle },
  rdf: { type: 'application/rdf+xml; charset=utf-8', write: rdfXml },
}

const accepted: Record<string, RdfForm | 'html'> = {
  'text/html': 'html',
  'application/xhtml+xml': 'html',
  'application/ld+json': 'jsonld',
  'text/turtle': 'ttl',
  'application/x-turtle': 'ttl',
  'application/rdf+xml': 'rdf',
}

/** The form an `Accept` header likes best (RFC 9110, 12.5.1); a page when it does not say. */
export function wantedForm(accept: string | string[] | undefined): RdfForm | 'html' {
  const ranges = String(accept ?? '')
    .split(',')
    .map((range, at) => {
      const [name = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase())
      const q = parameters.find((part) => part.startsWith('q='))?.slice(2)
      return { form: accepted[name], q: q === undefined ? 1 : Number(q) || 0, at }
    })
  const liked = ranges
    .filter(({ form, q }) => form !== undefined && q > 0)
    .toSorted((a, b) => b.q - a.q || a.at - b.at)
  return liked[0]?.form ?? 'html'
}

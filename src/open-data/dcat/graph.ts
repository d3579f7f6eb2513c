// A small RDF graph: facts of three parts, kept in the order they were said.

export type Term =
  | { kind: 'iri'; value: string }
  | { kind: 'blank'; value: string }
  | { kind: 'text'; value: string; language?: string; datatype?: string }

export type Subject = Extract<Term, { kind: 'iri' | 'blank' }>

export interface Triple {
  subject: Subject
  predicate: string
  object: Term
}

/** Prefixes of the vocabularies DCAT-AP 3.0.1 uses. */
export const prefixes: Record<string, string> = {
  adms: 'http://www.w3.org/ns/adms#',
  dcat: 'http://www.w3.org/ns/dcat#',
  dcatap: 'http://data.europa.eu/r5r/',
  dct: 'http://purl.org/dc/terms/',
  foaf: 'http://xmlns.com/foaf/0.1/',
  geosparql: 'http://www.opengis.net/ont/geosparql#',
  hydra: 'http://www.w3.org/ns/hydra/core#',
  owl: 'http://www.w3.org/2002/07/owl#',
  rdf: 'http://www.w3.org/1999/02/22-rdf-syntax-ns#',
  rdfs: 'http://www.w3.org/2000/01/rdf-schema#',
  skos: 'http://www.w3.org/2004/02/skos/core#',
  spdx: 'http://spdx.org/rdf/terms#',
  vcard: 'http://www.w3.org/2006/vcard/ns#',
  xsd: 'http://www.w3.org/2001/XMLSchema#',
}

/** The whole address of a prefixed name such as `dct:title`. */
export function expand(name: string): string {
  const colon = name.indexOf(':')
  const base = prefixes[name.slice(0, colon)]
  if (base === undefined) throw new Error(`unknown prefix in ${name}`)
  return base + name.slice(colon + 1)
}

/** Characters no IRI may have (RFC 3987) are escaped, so that no fact can break its file. */
export function iri(value: string): Subject {
  const safe = value.replaceAll(/[\u0000-\u0020<>"{}|\\^`]/g, (char) => encodeURIComponent(char))
  return { kind: 'iri', value: safe }
}

export class Graph {
  readonly triples: Triple[] = []
  readonly #said = new Set<string>()
  #blanks = 0

  /** Adds a fact once; empty values are left out. Predicates are prefixed names. */
  add(subject: Subject, predicate: string, object: Term | null | undefined): void {
    if (!object || (object.kind === 'text' && object.value === '')) return
    const key = JSON.stringify([subject, predicate, object])
    if (this.#said.has(key)) return
    this.#said.add(key)
    this.triples.push({ subject, predicate: expand(predicate), object })
  }

  type(subject: Subject, name: string): void {
    this.add(subject, 'rdf:type', iri(expand(name)))
  }

  blank(): Subject {
    return { kind: 'blank', value: `b${this.#blanks++}` }
  }

  /** Facts by subject, in the order subjects were first named. */
  bySubject(): Map<string, { subject: Subject; facts: Map<string, Term[]> }> {
    const groups = new Map<string, { subject: Subject; facts: Map<string, Term[]> }>()
    for (const { subject, predicate, object } of this.triples) {
      const key = `${subject.kind} ${subject.value}`
      const group = groups.get(key) ?? { subject, facts: new Map<string, Term[]>() }
      groups.set(key, group)
      const objects = group.facts.get(predicate) ?? []
      objects.push(object)
      group.facts.set(predicate, objects)
    }
    return groups
  }
}

export function text(value: string, language?: string): Term {
  return { kind: 'text', value, ...(language ? { language } : {}) }
}

export function typed(value: string, datatype: string): Term {
  return { kind: 'text', value, datatype: expand(datatype) }
}

/** `xsd:dateTime` in UTC. */
export function instant(date: Date): Term {
  return typed(date.toISOString(), 'xsd:dateTime')
}

// Names and texts of described things, shared by datasets, distributions and the catalogue.
import type { Dataset, Texts } from '#datasets'
import { iri, text } from './graph.ts'
import type { Graph, Subject } from './graph.ts'

/** The address that names a dataset for ever, whatever its slug becomes. */
export function datasetIri(dataset: Dataset, origin: string): Subject {
  return iri(`${origin}/dataset/${dataset.id}`)
}

/** One literal per language an office wrote. */
export function addTexts(graph: Graph, subject: Subject, predicate: string, texts: Texts): void {
  for (const language of ['es', 'en', 'qu'] as const) {
    const value = texts[language]
    if (value) graph.add(subject, predicate, text(value, language))
  }
}

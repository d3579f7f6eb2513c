// The form of a component's examples: data that feed the gallery, the tests, axe and the pictures.
import type { Html } from '@rimaq/markup'
import type { PageContext } from '../page.ts'

export interface Example {
  /** Within the component, in kebab-case. */
  name: string
  title: InTwo
  show(context: PageContext): Html
}

export interface ComponentExamples {
  /** Folder name. */
  name: string
  title: InTwo
  /** When to use it and when not. */
  notes: InTwo
  examples: Example[]
}

export interface InTwo {
  es: string
  en: string
}

/** Sample words of an example in the reader's language; Quechua readers see the Spanish ones. */
export function say(context: PageContext, es: string, en: string): string {
  return context.lang === 'en' ? en : es
}

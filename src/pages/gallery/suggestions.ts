// Answers the gallery's own search box with the names of components.
import { componentExamples } from '../components/examples.ts'

/** Components whose Spanish or English name holds the text, whatever its accents. */
export function suggestions(text: string): { title: string; href: string; kind: string }[] {
  const wanted = plain(text)
  return componentExamples
    .filter(({ title }) => plain(`${title.es} ${title.en}`).includes(wanted))
    .slice(0, 8)
    .map(({ name, title }) => ({ title: title.es, kind: title.en, href: `/gallery/${name}` }))
}

function plain(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .toLowerCase()
    .trim()
}

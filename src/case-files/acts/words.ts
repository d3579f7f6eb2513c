// Dates in the words of documents, which are written in Spanish whatever language a page has.

const months = [
  ...['enero', 'febrero', 'marzo', 'abril', 'mayo', 'junio', 'julio', 'agosto', 'setiembre'],
  ...['octubre', 'noviembre', 'diciembre'],
]

/** `2026-09-05` is `5 de setiembre de 2026`. */
export function dayInWords(day: string): string {
  const [year = '', month = '', date = ''] = day.split('-')
  return `${Number(date)} de ${months[Number(month) - 1] ?? ''} de ${year}`
}

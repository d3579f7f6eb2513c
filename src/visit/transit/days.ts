// Days of the week as `opening_hours` of OpenStreetMap writes them.

const words: readonly string[] = ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su']

/** Spans of days, as `opening_hours` writes them. */
export function writeDays(days: ReadonlySet<number>): string {
  const spans: string[] = []
  for (let at = 0; at < 7; at++) {
    if (!days.has(at)) continue
    let end = at
    while (end < 6 && days.has(end + 1)) end += 1
    spans.push(end === at ? words[at]! : `${words[at]!}-${words[end]!}`)
    at = end
  }
  return spans.join(',')
}

/** Is a day of the week (0 Monday) among those that are written? */
export function goesOn(days: string, weekday: number): boolean {
  return days.split(',').some((span) => {
    const [first = '', last = first] = span.split('-')
    const [from, to] = [words.indexOf(first), words.indexOf(last)]
    return from >= 0 && from <= weekday && weekday <= to
  })
}

// Changes XML in its structure at random, so that readers meet what nobody would write.

/** A document with one element, attribute or piece of text changed, taken out, doubled or put in. */
export function restructured(text: string, random: () => number): string {
  const pick = <Item>(list: readonly Item[]): Item | undefined =>
    list[Math.floor(random() * list.length)]
  const elements = [...text.matchAll(/<([\w:]+)(?: [^>]*)?>[^<]*<\/\1>/g)]
  const values = [...text.matchAll(/="[^"]*"/g)]
  const tags = [...text.matchAll(/<[\w:]+[^>]*>/g)]
  const kind = Math.floor(random() * 5)
  const found = pick(kind < 2 ? elements : kind === 2 ? values : tags)
  if (found === undefined) return text
  const [whole] = found
  const news = [
    '',
    whole + whole,
    `="${pick(['', 'x', '#x', 'urn:y', '%']) ?? ''}"`,
    `${whole}${pick(['<!-- x -->', ' ', 'x', '<x/>', '<?p?>']) ?? ''}`,
    whole.replace(/\w/, pick(['a', 'Z', ':', '-']) ?? ''),
  ]
  return text.slice(0, found.index) + (news[kind] ?? '') + text.slice(found.index + whole.length)
}

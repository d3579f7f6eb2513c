// Joins pieces of a street that follow each other, so that it is drawn, shortened and named as one.

/** Lines of node numbers that meet at their ends become longer ones; each piece is used once. */
export function joinLines(lines: readonly number[][]): number[][] {
  const ends = new Map<number, number[]>()
  for (const [at, line] of lines.entries()) {
    for (const end of [line[0]!, line.at(-1)!]) {
      const known = ends.get(end)
      if (known) known.push(at)
      else ends.set(end, [at])
    }
  }
  const used = new Uint8Array(lines.length)
  const follow = (from: number): number[] => {
    const out: number[] = []
    let end = from
    for (;;) {
      const next = ends.get(end)?.find((each) => used[each] === 0)
      if (next === undefined) return out
      used[next] = 1
      const line = lines[next]!
      const forward = line[0] === end
      for (let step = 1; step < line.length; step++) {
        out.push(forward ? line[step]! : line[line.length - 1 - step]!)
      }
      end = out.at(-1)!
    }
  }
  const joined: number[][] = []
  for (const [at, line] of lines.entries()) {
    if (used[at] === 1) continue
    used[at] = 1
    const before = follow(line[0]!).reverse()
    joined.push([...before, ...line, ...follow(line.at(-1)!)])
  }
  return joined
}

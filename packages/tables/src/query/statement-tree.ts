// The tree of a statement as DuckDB writes it in JSON: how to read it without loss, and to walk it.

/** A node of the tree that `json_serialize_sql` writes. */
export type Tree = { [key: string]: TreeValue }
export type TreeValue = Tree | TreeValue[] | string | number | boolean | null

/** Whole numbers beyond 2^53 are kept as written, or a constant would change on the way. */
export function parseTree(text: string): Tree {
  return JSON.parse(
    text,
    function (this: unknown, _key: string, value: unknown, context?: unknown) {
      if (typeof value !== 'number' || Number.isSafeInteger(value)) return value
      return rawJson((context as { source: string }).source)
    },
  ) as Tree
}

function rawJson(source: string): unknown {
  return (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(source)
}

/** Visits every object of the tree, parents first. */
export function walk(value: TreeValue, visit: (node: Tree) => void): void {
  const rest: TreeValue[] = [value]
  while (rest.length > 0) {
    const node = rest.pop()!
    if (node === null || typeof node !== 'object') continue
    if (!Array.isArray(node)) visit(node)
    for (const child of Object.values(node))
      if (child !== null && typeof child === 'object') rest.push(child)
  }
}

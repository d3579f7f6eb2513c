// Publishes a changed table as its next version; when another change came between, on top of that one.
import { Readable } from 'node:stream'
import { DatasetsError } from '#datasets'
import type { Actor } from '#people'
import { openTable, placeOfTable } from '#visit'
import type { Desk } from './desk.ts'
import type { Edited, Problem } from './edit-row.ts'
import type { Kind } from './kinds.ts'
import { type OpenRows, csvOf, rowsFrom } from './open-rows.ts'

export type Saved = { key: string; version: number } | { problems: Problem[] }

const attempts = 3

/** The table as it is now. @throws DatasetsError bad-value where it has more rows than Vive reads */
export async function openRows(desk: Desk, kind: Kind): Promise<OpenRows> {
  const open = await openTable(desk, kind.table)
  if (open && !open.whole) {
    throw new DatasetsError('bad-value', {
      field: 'rows',
      value: placeOfTable(kind.table).resource,
    })
  }
  return rowsFrom(open, kind)
}

/** `change` is asked again with the newer table when somebody else was quicker. */
export async function saveTable(
  desk: Desk,
  actor: Actor,
  { kind, note }: { kind: Kind; note: string },
  change: (open: OpenRows) => Edited,
): Promise<Saved> {
  const shelf = desk.shelf.as(actor)
  const { dataset, resource } = placeOfTable(kind.table)
  for (let attempt = 1; ; attempt += 1) {
    const open = await openRows(desk, kind)
    const edited = change(open)
    if ('problems' in edited) return edited
    const text = csvOf(edited.open)
    const received = await shelf.receiveFile(Readable.from([Buffer.from(text)]), 64 * 2 ** 20)
    try {
      const { version } = await shelf.publishByOffice({
        ...{ path: received.path, name: `${resource}.csv`, dataset, resource },
        ...{ key: [kind.key], note, base: open.base },
        ...(open.base === null && kind.dataset ? { title: kind.dataset } : {}),
      })
      await desk.published()
      return { key: edited.key, version: version ?? open.number }
    } catch (error) {
      const collided = error instanceof DatasetsError && error.code === 'changed-meanwhile'
      if (!collided || attempt === attempts) throw error
    } finally {
      await received.done()
    }
  }
}

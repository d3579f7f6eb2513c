// Takes the stops of a walk that was withdrawn out of their table, so that no later walk inherits them.
import type { Actor } from '#people'
import type { Desk } from './desk.ts'
import { type Kind, kindNamed } from './kinds.ts'
import { stopsOf } from './move-stop.ts'
import { withRows } from './open-rows.ts'
import { openRows, saveTable } from './save-table.ts'

/** Nothing is published where the walk had none. */
export async function withdrawStops(
  desk: Desk,
  actor: Actor,
  { walk, note }: { walk: string; note: string },
): Promise<void> {
  const kind = kindNamed('paradas') as Kind
  if (stopsOf(await openRows(desk, kind), walk).length === 0) return
  await saveTable(desk, actor, { kind, note }, (open) => {
    const rows = open.rows.filter((row) => row['ruta'] !== walk)
    return { open: withRows(open, rows), key: walk }
  })
}

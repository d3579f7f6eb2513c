// A room with one table, for tests of the database itself.
import type { RoomMigrations } from '#platform'

export const noteMigrations: RoomMigrations[] = [
  { room: 'notes', folder: new URL('./notes-migrations/', import.meta.url) },
]

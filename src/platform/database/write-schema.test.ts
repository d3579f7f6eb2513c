// The generated types say what the database really hands out.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { sql } from 'kysely'
import { openDatabase } from '#platform'
import { roomMigrations, testDatabase } from '../../../test/support/database.ts'
import { readCatalogue } from './store-catalogue.ts'
import { writeSchema } from './write-schema.ts'

const whole = await testDatabase()
// The program itself may not make schemas.
const database = await openDatabase({
  url: whole.ownerUrl,
  migrations: roomMigrations(['platform']),
  closeOnSignals: false,
})
after(async () => {
  await database.close()
  await whole.close()
})

test('every kind of column becomes the type it is read and written as', async () => {
  await sql
    .raw(`
      create schema shelf;
      create type shelf.state as enum ('draft', 'it''s out');
      create domain shelf.code as text not null check (value <> '');
      create table shelf.book (
        id bigint generated always as identity primary key,
        code shelf.code,
        title text not null,
        pages integer,
        tags text[] not null default '{}',
        state shelf.state not null default 'draft',
        states shelf.state[],
        details jsonb not null,
        printed date,
        added_at timestamptz not null default now(),
        cover bytea,
        long_title text generated always as (title || '…') stored
      );
      comment on table shelf.book is 'A book */ on the shelf';
      comment on column shelf.book.title is 'As printed';
      create view shelf.thick as select id, title from shelf.book where pages > 500;
    `)
    .execute(database.kysely)
  const text = writeSchema(await readCatalogue(database.kysely, ['shelf']))
  assert.equal(text, await readExpected())
})

async function readExpected(): Promise<string> {
  return `// The tables of the database as TypeScript sees them; written by scripts/generate-schema.ts, never by hand.
import type { ColumnType, Generated } from 'kysely'

/** A book * / on the shelf */
export interface ShelfBook {
  id: ColumnType<number, never, never>
  code: string
  /** As printed */
  title: string
  pages: number | null
  tags: Generated<string[]>
  state: Generated<'draft' | 'it\\'s out'>
  states: ('draft' | 'it\\'s out')[] | null
  details: ColumnType<unknown, string, string>
  printed: string | null
  added_at: ColumnType<Date, Date | string | undefined, Date | string>
  cover: ColumnType<Buffer | null, Uint8Array | null | undefined, Uint8Array | null>
  long_title: ColumnType<string | null, never, never>
}

export interface ShelfThick {
  id: number | null
  title: string | null
}

export interface Schema {
  'shelf.book': ShelfBook
  'shelf.thick': ShelfThick
}
`
}

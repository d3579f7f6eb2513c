-- One table for tests of the database itself.
create table note (
  number bigint generated always as identity primary key,
  words text not null
);
comment on table note is 'Rows that tests write';
comment on column note.number is 'Counts up';
comment on column note.words is 'Anything';
grant usage on schema notes to :program;
grant select, insert, update, delete on note to :program;

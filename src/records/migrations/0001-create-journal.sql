-- Creates the journal of acts, which can only grow; content lies apart so that the law can erase it.
CREATE SCHEMA IF NOT EXISTS records;
COMMENT ON SCHEMA records IS 'The journal of everything done, gapless numbers, the public ledger and legal holds.';

CREATE FUNCTION records.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'records.% can only be added to', TG_TABLE_NAME
    USING ERRCODE = 'integrity_constraint_violation';
END $$;
COMMENT ON FUNCTION records.refuse_change() IS 'Second line behind the missing rights: it stops the owner too.';

CREATE TABLE records.entry (
  id uuid PRIMARY KEY,
  at timestamptz(3) NOT NULL,
  act text NOT NULL CHECK (act ~ '^[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*$'),
  who jsonb NOT NULL CHECK (jsonb_typeof(who -> 'kind') = 'string'),
  about_kind text NOT NULL CHECK (about_kind ~ '^[a-z]+(-[a-z]+)*$'),
  about_id text NOT NULL CHECK (length(about_id) BETWEEN 1 AND 300),
  row_salt bytea NOT NULL CHECK (length(row_salt) = 32),
  content_hash bytea CHECK (length(content_hash) = 32)
);
COMMENT ON TABLE records.entry IS 'One act: what was done, when, by whom, about what. Never changed, never removed.';
COMMENT ON COLUMN records.entry.id IS 'Given by the program, random; stands in the public leaf.';
COMMENT ON COLUMN records.entry.at IS 'When it was done, to the millisecond.';
COMMENT ON COLUMN records.entry.act IS 'Name of the act, from the list in src/records/acts.ts.';
COMMENT ON COLUMN records.entry.who IS 'Who acted: a person through a holding, a program with its token, the operator, a visitor, or this program by itself.';
COMMENT ON COLUMN records.entry.about_kind IS 'Kind of record the act is about, such as dataset.';
COMMENT ON COLUMN records.entry.about_id IS 'Its id. It becomes public: never a name or a number of a person.';
COMMENT ON COLUMN records.entry.row_salt IS 'Salt of the hash over this row that stands in the public leaf.';
COMMENT ON COLUMN records.entry.content_hash IS 'Salted SHA-256 of the content; null where an act has none.';
CREATE INDEX entry_about ON records.entry (about_kind, about_id, at);
CREATE INDEX entry_act ON records.entry (act, at);

CREATE TABLE records.content (
  entry uuid PRIMARY KEY REFERENCES records.entry (id),
  salt bytea NOT NULL CHECK (length(salt) = 32),
  body text NOT NULL
);
COMMENT ON TABLE records.content IS 'What an entry says in full. It can be erased by law; the hash in the entry then says nothing any more.';
COMMENT ON COLUMN records.content.entry IS 'The entry it belongs to.';
COMMENT ON COLUMN records.content.salt IS 'Keeps content that can be guessed from being found by trying.';
COMMENT ON COLUMN records.content.body IS 'Canonical JSON (RFC 8785).';

CREATE TABLE records.waiting (
  seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  entry uuid NOT NULL UNIQUE REFERENCES records.entry (id),
  transaction xid8 NOT NULL DEFAULT pg_current_xact_id()
);
COMMENT ON TABLE records.waiting IS 'Entries that have no place in the public ledger yet. What is placed leaves this table.';
COMMENT ON COLUMN records.waiting.seq IS 'Order in which they were written down.';
COMMENT ON COLUMN records.waiting.entry IS 'The entry.';
COMMENT ON COLUMN records.waiting.transaction IS 'The transaction that wrote it; the program cannot choose it.';

CREATE TRIGGER entry_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON records.entry
  FOR EACH STATEMENT EXECUTE FUNCTION records.refuse_change();
CREATE TRIGGER content_only_grows BEFORE UPDATE OR TRUNCATE ON records.content
  FOR EACH STATEMENT EXECUTE FUNCTION records.refuse_change();

CREATE FUNCTION records.refuse_erasure() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('records.erasing', true) IS DISTINCT FROM OLD.entry::text THEN
    RAISE EXCEPTION 'Content is erased by records.erase_content alone'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN OLD;
END $$;
COMMENT ON FUNCTION records.refuse_erasure() IS 'Content goes only by the function that demands a reason in the journal.';
CREATE TRIGGER content_is_erased_by_law BEFORE DELETE ON records.content
  FOR EACH ROW EXECUTE FUNCTION records.refuse_erasure();

GRANT USAGE ON SCHEMA records TO :program;
GRANT SELECT ON records.entry, records.content, records.waiting TO :program;
GRANT INSERT (id, at, act, who, about_kind, about_id, row_salt, content_hash) ON records.entry TO :program;
GRANT INSERT (entry, salt, body) ON records.content TO :program;
GRANT INSERT (entry), DELETE ON records.waiting TO :program;

-- Creates what is filed: drafts that survive a lost connection, cases with their chained events, and documents.
CREATE TABLE case_files.draft (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  key_hash bytea NOT NULL CHECK (length(key_hash) = 32),
  procedure_version_id uuid NOT NULL REFERENCES case_files.procedure_version (id),
  filer jsonb NOT NULL CHECK (jsonb_typeof(filer) = 'object'),
  answers jsonb NOT NULL CHECK (jsonb_typeof(answers) = 'object'),
  created timestamptz NOT NULL,
  changed timestamptz NOT NULL
);
COMMENT ON TABLE case_files.draft IS 'What somebody is about to file. It becomes a case of the same id, or is erased when it grows old.';
COMMENT ON COLUMN case_files.draft.id IS 'Becomes the id of the case.';
COMMENT ON COLUMN case_files.draft.key_hash IS 'SHA-256 of the key that only the filer has.';
COMMENT ON COLUMN case_files.draft.procedure_version_id IS 'The version the form was shown by.';
COMMENT ON COLUMN case_files.draft.filer IS 'Who files: document, name, mail.';
COMMENT ON COLUMN case_files.draft.answers IS 'Answers of the form.';
COMMENT ON COLUMN case_files.draft.created IS 'When it was begun.';
COMMENT ON COLUMN case_files.draft.changed IS 'When something was last added.';
CREATE INDEX draft_by_age ON case_files.draft (created);

CREATE TABLE case_files.draft_file (
  draft_id uuid NOT NULL REFERENCES case_files.draft (id) ON DELETE CASCADE,
  position integer NOT NULL CHECK (position >= 1),
  requirement text NOT NULL DEFAULT '',
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  media_type text NOT NULL,
  sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
  bytes bigint NOT NULL CHECK (bytes > 0),
  PRIMARY KEY (draft_id, position)
);
COMMENT ON TABLE case_files.draft_file IS 'Files attached to a draft; they lie in the file store under their hash.';
COMMENT ON COLUMN case_files.draft_file.draft_id IS 'The draft.';
COMMENT ON COLUMN case_files.draft_file.position IS '1, 2, 3 … in the order they came; a number is not used again.';
COMMENT ON COLUMN case_files.draft_file.requirement IS 'Id of the requirement it answers; empty for none.';
COMMENT ON COLUMN case_files.draft_file.name IS 'Name it was sent under.';
COMMENT ON COLUMN case_files.draft_file.media_type IS 'By its content, not by its name.';
COMMENT ON COLUMN case_files.draft_file.sha256 IS 'Hash of its bytes.';
COMMENT ON COLUMN case_files.draft_file.bytes IS 'Size.';
CREATE INDEX draft_file_by_hash ON case_files.draft_file (sha256);

CREATE TABLE case_files.case_file (
  id uuid PRIMARY KEY,
  institution_id uuid NOT NULL,
  year integer NOT NULL,
  number integer NOT NULL CHECK (number >= 1),
  procedure_version_id uuid NOT NULL REFERENCES case_files.procedure_version (id),
  key_hash bytea NOT NULL CHECK (length(key_hash) = 32),
  filer jsonb NOT NULL CHECK (jsonb_typeof(filer) = 'object'),
  answers jsonb NOT NULL CHECK (jsonb_typeof(answers) = 'object'),
  filed_at timestamptz(3) NOT NULL,
  received_on date NOT NULL,
  due_on date,
  term jsonb,
  silent_on date,
  last_seq integer NOT NULL DEFAULT 0,
  last_hash text,
  UNIQUE (institution_id, year, number),
  CHECK ((due_on IS NULL) = (term IS NULL))
);
COMMENT ON TABLE case_files.case_file IS 'One case, from its filing on. Its id is that of people.record.';
COMMENT ON COLUMN case_files.case_file.id IS 'That of the draft it was.';
COMMENT ON COLUMN case_files.case_file.institution_id IS 'Whose case it is.';
COMMENT ON COLUMN case_files.case_file.year IS 'Of its number.';
COMMENT ON COLUMN case_files.case_file.number IS 'Gapless within institution and year; given in the transaction that made the case.';
COMMENT ON COLUMN case_files.case_file.procedure_version_id IS 'What the filer was told; it holds until the end.';
COMMENT ON COLUMN case_files.case_file.key_hash IS 'SHA-256 of the key by which the filer follows it.';
COMMENT ON COLUMN case_files.case_file.filer IS 'Who filed.';
COMMENT ON COLUMN case_files.case_file.answers IS 'Answers of the form.';
COMMENT ON COLUMN case_files.case_file.filed_at IS 'The exact instant.';
COMMENT ON COLUMN case_files.case_file.received_on IS 'The day it counts as received.';
COMMENT ON COLUMN case_files.case_file.due_on IS 'Last day for the answer; null where approval is automatic.';
COMMENT ON COLUMN case_files.case_file.term IS 'How that day was computed: rule, calendar, days.';
COMMENT ON COLUMN case_files.case_file.silent_on IS 'Last day before positive silence approves.';
COMMENT ON COLUMN case_files.case_file.last_seq IS 'Of its last event.';
COMMENT ON COLUMN case_files.case_file.last_hash IS 'Of its last event.';

CREATE TABLE case_files.event (
  case_id uuid NOT NULL REFERENCES case_files.case_file (id),
  seq integer NOT NULL CHECK (seq >= 1),
  at timestamptz(3) NOT NULL,
  kind text NOT NULL CHECK (kind ~ '^[a-z]+(-[a-z]+)*$'),
  content jsonb NOT NULL CHECK (jsonb_typeof(content) = 'object'),
  previous_hash text CHECK (previous_hash ~ '^[0-9a-f]{64}$'),
  hash text NOT NULL CHECK (hash ~ '^[0-9a-f]{64}$'),
  PRIMARY KEY (case_id, seq),
  CHECK ((seq = 1) = (previous_hash IS NULL))
);
COMMENT ON TABLE case_files.event IS 'Everything that happened to a case, in order, each holding the hash of the one before. Never changed.';
COMMENT ON COLUMN case_files.event.case_id IS 'The case.';
COMMENT ON COLUMN case_files.event.seq IS '1, 2, 3 … within the case.';
COMMENT ON COLUMN case_files.event.at IS 'When; never before the event before it.';
COMMENT ON COLUMN case_files.event.kind IS 'What: filed, observed, corrected …';
COMMENT ON COLUMN case_files.event.content IS 'Its facts.';
COMMENT ON COLUMN case_files.event.previous_hash IS 'Hash of the event before; null for the first.';
COMMENT ON COLUMN case_files.event.hash IS 'SHA-256 of the canonical JSON (RFC 8785) of all the above.';

CREATE TABLE case_files.document (
  case_id uuid NOT NULL REFERENCES case_files.case_file (id),
  position integer NOT NULL CHECK (position >= 1),
  event_seq integer NOT NULL,
  requirement text NOT NULL DEFAULT '',
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  media_type text NOT NULL,
  sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
  bytes bigint NOT NULL CHECK (bytes > 0),
  PRIMARY KEY (case_id, position),
  FOREIGN KEY (case_id, event_seq) REFERENCES case_files.event (case_id, seq)
);
COMMENT ON TABLE case_files.document IS 'Documents of a case in the order they came in; bytes and order never change.';
COMMENT ON COLUMN case_files.document.case_id IS 'The case.';
COMMENT ON COLUMN case_files.document.position IS 'Its place in the file.';
COMMENT ON COLUMN case_files.document.event_seq IS 'The event that brought it.';
COMMENT ON COLUMN case_files.document.requirement IS 'Id of the requirement it answers; empty for none.';
COMMENT ON COLUMN case_files.document.name IS 'Name it was sent under.';
COMMENT ON COLUMN case_files.document.media_type IS 'By its content.';
COMMENT ON COLUMN case_files.document.sha256 IS 'Hash of its bytes, under which the file store has them.';
COMMENT ON COLUMN case_files.document.bytes IS 'Size.';
CREATE INDEX document_by_hash ON case_files.document (sha256);

CREATE FUNCTION case_files.chain_event() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  before record;
BEGIN
  SELECT last_seq, last_hash INTO before FROM case_files.case_file
    WHERE id = NEW.case_id FOR UPDATE;
  IF NEW.seq <> before.last_seq + 1 OR NEW.previous_hash IS DISTINCT FROM before.last_hash THEN
    RAISE EXCEPTION 'Event % does not follow event % of its case', NEW.seq, before.last_seq
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF EXISTS (SELECT FROM case_files.event
      WHERE case_id = NEW.case_id AND seq = before.last_seq AND at > NEW.at) THEN
    RAISE EXCEPTION 'Event % would lie before the event it follows', NEW.seq
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  UPDATE case_files.case_file SET last_seq = NEW.seq, last_hash = NEW.hash WHERE id = NEW.case_id;
  RETURN NEW;
END $$;
COMMENT ON FUNCTION case_files.chain_event() IS 'No event is left out, put between or told twice.';
CREATE TRIGGER events_are_chained BEFORE INSERT ON case_files.event
  FOR EACH ROW EXECUTE FUNCTION case_files.chain_event();

CREATE FUNCTION case_files.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'case_files.% can only be added to', TG_TABLE_NAME
    USING ERRCODE = 'integrity_constraint_violation';
END $$;
COMMENT ON FUNCTION case_files.refuse_change() IS 'Second line behind the missing rights: it stops the owner too.';
CREATE TRIGGER event_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON case_files.event
  FOR EACH STATEMENT EXECUTE FUNCTION case_files.refuse_change();
CREATE TRIGGER document_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON case_files.document
  FOR EACH STATEMENT EXECUTE FUNCTION case_files.refuse_change();

GRANT SELECT, INSERT, DELETE ON case_files.draft, case_files.draft_file TO :program;
GRANT UPDATE (filer, answers, changed) ON case_files.draft TO :program;
GRANT SELECT, INSERT ON case_files.case_file, case_files.event, case_files.document TO :program;
GRANT UPDATE (last_seq, last_hash) ON case_files.case_file TO :program;

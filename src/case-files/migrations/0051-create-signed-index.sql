-- Creates the signed indexes of a case: each holds the hash of the one before, and its seal follows when the key answers.
CREATE TABLE case_files.signed_index (
  case_id uuid NOT NULL REFERENCES case_files.case_file (id),
  n integer NOT NULL CHECK (n >= 1),
  status text NOT NULL CHECK (status IN ('E01', 'E02', 'E03')),
  at timestamptz(3) NOT NULL,
  entries integer NOT NULL CHECK (entries >= 0),
  folios integer NOT NULL CHECK (folios >= 0),
  content text NOT NULL,
  content_hash text NOT NULL,
  previous_hash text,
  PRIMARY KEY (case_id, n),
  CHECK ((n = 1) = (previous_hash IS NULL)),
  CONSTRAINT hash_is_of_content CHECK (content_hash = encode(sha256(convert_to(content, 'UTF8')), 'hex'))
);
COMMENT ON TABLE case_files.signed_index IS 'The index of a case as it stood, ready for the seal of the entity (Law 27444, art. 29-B.3). Never changed.';
COMMENT ON COLUMN case_files.signed_index.case_id IS 'The case.';
COMMENT ON COLUMN case_files.signed_index.n IS '1, 2, 3 … within the case.';
COMMENT ON COLUMN case_files.signed_index.status IS 'As the Spanish technical norm on the electronic file names it: E01 open, E02 closed, E03 index closed for remittance.';
COMMENT ON COLUMN case_files.signed_index.at IS 'When it was made.';
COMMENT ON COLUMN case_files.signed_index.entries IS 'Entries it covers.';
COMMENT ON COLUMN case_files.signed_index.folios IS 'Folios it covers.';
COMMENT ON COLUMN case_files.signed_index.content IS 'Canonical JSON (RFC 8785) of order, folios and hashes; what is signed. It names no person.';
COMMENT ON COLUMN case_files.signed_index.content_hash IS 'SHA-256 of the content.';
COMMENT ON COLUMN case_files.signed_index.previous_hash IS 'That of the index before; it stands in the content too.';

CREATE TABLE case_files.index_seal (
  case_id uuid NOT NULL,
  n integer NOT NULL,
  sealed_at timestamptz(3) NOT NULL,
  signature bytea NOT NULL CHECK (length(signature) > 0),
  eni_signature bytea NOT NULL CHECK (length(eni_signature) > 0),
  PRIMARY KEY (case_id, n),
  FOREIGN KEY (case_id, n) REFERENCES case_files.signed_index (case_id, n)
);
COMMENT ON TABLE case_files.index_seal IS 'The seal of the entity on an index: detached CAdES, with a timestamp where one is set. Never changed.';
COMMENT ON COLUMN case_files.index_seal.case_id IS 'The case.';
COMMENT ON COLUMN case_files.index_seal.n IS 'Which index.';
COMMENT ON COLUMN case_files.index_seal.sealed_at IS 'When.';
COMMENT ON COLUMN case_files.index_seal.signature IS 'CAdES, DER, over the UTF-8 bytes of the content.';
COMMENT ON COLUMN case_files.index_seal.eni_signature IS 'CAdES, DER, over the canonical XML of the same index in the form of the Spanish norm.';

CREATE FUNCTION case_files.chain_signed_index() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  head case_files.index_head;
  before text;
  said jsonb := NEW.content::jsonb;
BEGIN
  INSERT INTO case_files.index_head (case_id) VALUES (NEW.case_id) ON CONFLICT DO NOTHING;
  SELECT * INTO head FROM case_files.index_head WHERE case_id = NEW.case_id FOR UPDATE;
  SELECT content_hash INTO before FROM case_files.signed_index
    WHERE case_id = NEW.case_id AND n = NEW.n - 1;
  IF NEW.n <> head.signed_n + 1 OR NEW.previous_hash IS DISTINCT FROM before
    OR said ->> 'previous' IS DISTINCT FROM before THEN
    RAISE EXCEPTION 'Index % does not hold the hash of index %', NEW.n, head.signed_n
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF (said ->> 'case')::uuid <> NEW.case_id OR (said ->> 'n')::integer <> NEW.n
    OR said ->> 'status' <> NEW.status OR (said ->> 'folios')::integer <> NEW.folios
    OR jsonb_array_length(said -> 'entries') <> NEW.entries
    OR NEW.entries > head.entries OR NEW.entries < head.signed_entries THEN
    RAISE EXCEPTION 'Index % says something else than its row', NEW.n
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  UPDATE case_files.index_head SET signed_n = NEW.n, signed_entries = NEW.entries,
    signed_status = NEW.status WHERE case_id = NEW.case_id;
  RETURN NEW;
END $$;
COMMENT ON FUNCTION case_files.chain_signed_index() IS 'Index n holds the hash of index n − 1, and covers no fewer entries.';
CREATE TRIGGER indexes_are_chained BEFORE INSERT ON case_files.signed_index
  FOR EACH ROW EXECUTE FUNCTION case_files.chain_signed_index();

CREATE FUNCTION case_files.note_seal() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE case_files.index_head SET sealed_n = greatest(sealed_n, NEW.n) WHERE case_id = NEW.case_id;
  RETURN NULL;
END $$;
COMMENT ON FUNCTION case_files.note_seal() IS 'Says which index is sealed, so that those that wait are found.';
CREATE TRIGGER seals_are_noted AFTER INSERT ON case_files.index_seal
  FOR EACH ROW EXECUTE FUNCTION case_files.note_seal();

CREATE TRIGGER signed_index_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON case_files.signed_index
  FOR EACH STATEMENT EXECUTE FUNCTION case_files.refuse_change();
CREATE TRIGGER seal_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON case_files.index_seal
  FOR EACH STATEMENT EXECUTE FUNCTION case_files.refuse_change();
CREATE INDEX index_to_seal ON case_files.index_head (case_id) WHERE sealed_n < signed_n;

GRANT SELECT, INSERT ON case_files.signed_index, case_files.index_seal TO :program;

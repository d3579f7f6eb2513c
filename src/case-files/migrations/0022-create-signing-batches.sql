-- Creates what waits between the server and the signer's own key: batches, and each document's way through them.
CREATE TABLE case_files.signing_batch (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  person_id uuid NOT NULL REFERENCES people.person (id),
  holding_id uuid NOT NULL REFERENCES people.holding (id),
  session text NOT NULL,
  way text NOT NULL CHECK (way IN ('agent', 'firma-peru')),
  code_hash bytea NOT NULL UNIQUE CHECK (length(code_hash) = 32),
  created timestamptz(3) NOT NULL,
  until timestamptz(3) NOT NULL CHECK (until > created)
);
COMMENT ON TABLE case_files.signing_batch IS 'What one person chose to sign at once; the code for it was shown once and is not kept.';
COMMENT ON COLUMN case_files.signing_batch.id IS 'Never changes.';
COMMENT ON COLUMN case_files.signing_batch.person_id IS 'Who signs.';
COMMENT ON COLUMN case_files.signing_batch.holding_id IS 'Through which holding.';
COMMENT ON COLUMN case_files.signing_batch.session IS 'Session in which presence was proven.';
COMMENT ON COLUMN case_files.signing_batch.way IS 'agent: the command at the signer''s machine; firma-peru: the component of the State.';
COMMENT ON COLUMN case_files.signing_batch.code_hash IS 'SHA-256 of the code.';
COMMENT ON COLUMN case_files.signing_batch.created IS 'When it was chosen.';
COMMENT ON COLUMN case_files.signing_batch.until IS 'Until when signatures are taken.';
CREATE INDEX signing_batch_by_person ON case_files.signing_batch (person_id, created);

CREATE TABLE case_files.signing_item (
  batch_id uuid NOT NULL REFERENCES case_files.signing_batch (id),
  act_id uuid NOT NULL REFERENCES case_files.act (id),
  place integer NOT NULL CHECK (place BETWEEN 1 AND 50),
  text_version integer NOT NULL,
  state text NOT NULL DEFAULT 'waiting'
    CHECK (state IN ('waiting', 'prepared', 'received', 'signed', 'refused')),
  base_sha256 text CHECK (base_sha256 ~ '^[0-9a-f]{64}$'),
  ticket jsonb,
  received_sha256 text CHECK (received_sha256 ~ '^[0-9a-f]{64}$'),
  level text CHECK (level IN ('B-B', 'B-T')),
  fault text CHECK (fault ~ '^[a-z]+(-[a-z]+)*$'),
  detail jsonb,
  changed timestamptz NOT NULL,
  PRIMARY KEY (batch_id, act_id),
  UNIQUE (batch_id, place),
  FOREIGN KEY (act_id, text_version) REFERENCES case_files.act_text (act_id, version),
  CHECK (state <> 'received' OR received_sha256 IS NOT NULL),
  CHECK (state NOT IN ('prepared', 'received') OR base_sha256 IS NOT NULL),
  CHECK ((state = 'refused') = (fault IS NOT NULL)),
  CHECK ((received_sha256 IS NULL) = (level IS NULL))
);
COMMENT ON TABLE case_files.signing_item IS 'One document of a batch and how far it came.';
COMMENT ON COLUMN case_files.signing_item.batch_id IS 'The batch.';
COMMENT ON COLUMN case_files.signing_item.act_id IS 'The act.';
COMMENT ON COLUMN case_files.signing_item.place IS 'Its place in the list.';
COMMENT ON COLUMN case_files.signing_item.text_version IS 'The text that was shown when it was chosen.';
COMMENT ON COLUMN case_files.signing_item.state IS 'waiting, prepared, received (signed by the person), signed (sealed with its number), refused.';
COMMENT ON COLUMN case_files.signing_item.base_sha256 IS 'The document that is to be signed.';
COMMENT ON COLUMN case_files.signing_item.ticket IS 'What is needed to put the signature in; null where the whole document comes back.';
COMMENT ON COLUMN case_files.signing_item.received_sha256 IS 'The document with the person''s signature.';
COMMENT ON COLUMN case_files.signing_item.level IS 'Level of that signature.';
COMMENT ON COLUMN case_files.signing_item.fault IS 'Why it was refused, as a code of errors.';
COMMENT ON COLUMN case_files.signing_item.detail IS 'What the sentence of the code needs.';
COMMENT ON COLUMN case_files.signing_item.changed IS 'When its state last changed.';
CREATE INDEX signing_item_received ON case_files.signing_item (changed) WHERE state = 'received';
CREATE INDEX signing_item_by_base ON case_files.signing_item (base_sha256);
CREATE INDEX signing_item_by_received ON case_files.signing_item (received_sha256);
CREATE INDEX signing_item_by_act ON case_files.signing_item (act_id);

CREATE FUNCTION case_files.keep_signing_item() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state = 'signed' OR (OLD.state = 'received' AND NEW.state NOT IN ('received', 'signed', 'refused'))
      OR (OLD.batch_id, OLD.act_id, OLD.place, OLD.text_version)
        IS DISTINCT FROM (NEW.batch_id, NEW.act_id, NEW.place, NEW.text_version) THEN
    RAISE EXCEPTION 'A document that was signed is not taken back to an earlier step'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.state = 'signed' AND NOT EXISTS (SELECT FROM case_files.act
      WHERE id = NEW.act_id AND number IS NOT NULL) THEN
    RAISE EXCEPTION 'No document counts as signed before its act is'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
COMMENT ON FUNCTION case_files.keep_signing_item() IS 'Steps go forward, and the act is signed first.';
CREATE TRIGGER signing_item_goes_forward BEFORE UPDATE ON case_files.signing_item
  FOR EACH ROW EXECUTE FUNCTION case_files.keep_signing_item();

GRANT SELECT, INSERT ON case_files.signing_batch, case_files.signing_item TO :program;
GRANT UPDATE (state, base_sha256, ticket, received_sha256, level, fault, detail, changed)
  ON case_files.signing_item TO :program;

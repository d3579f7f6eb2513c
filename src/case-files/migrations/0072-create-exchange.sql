-- Creates letters between institutions: what leaves is frozen, one number of operation is one letter, a lost answer is no sending.
CREATE TABLE case_files.exchange (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  case_id uuid NOT NULL REFERENCES case_files.case_file (id),
  direction text NOT NULL CHECK (direction IN ('outgoing', 'incoming')),
  protocol text NOT NULL CHECK (protocol IN ('pide', 'rimaq', 'paper')),
  cuo text CHECK (cuo ~ '^[0-9A-Za-z-]{1,40}$'),
  cuo_ref text CHECK (cuo_ref ~ '^[0-9A-Za-z-]{1,40}$'),
  peer_ruc text NOT NULL CHECK (peer_ruc ~ '^[0-9]{11}$'),
  state text NOT NULL CHECK (state IN ('draft', 'frozen', 'sent', 'waiting', 'received', 'observed',
    'corrected', 'annulled')),
  manifest jsonb NOT NULL CHECK (jsonb_typeof(manifest) = 'object'),
  manifest_hash text CHECK (manifest_hash ~ '^[0-9a-f]{64}$'),
  signature bytea CHECK (length(signature) BETWEEN 1 AND 1000000),
  uncertain boolean NOT NULL DEFAULT false,
  changed timestamptz(3) NOT NULL,
  UNIQUE (direction, cuo),
  CONSTRAINT frozen_has_a_hash CHECK ((state = 'draft') = (manifest_hash IS NULL)),
  CONSTRAINT frozen_is_signed CHECK (state = 'draft' OR direction = 'incoming' OR signature IS NOT NULL),
  CONSTRAINT on_its_way_has_a_cuo CHECK (state IN ('draft', 'frozen') OR protocol = 'paper' OR cuo IS NOT NULL),
  CONSTRAINT waits_where_it_came CHECK (CASE direction WHEN 'incoming'
    THEN state IN ('waiting', 'received', 'observed', 'annulled') ELSE state <> 'waiting' END),
  -- Of what nobody knows whether it came nobody may say that it was sent.
  CONSTRAINT uncertain_is_not_sent CHECK (NOT uncertain OR (direction = 'outgoing' AND state = 'frozen'))
);
COMMENT ON TABLE case_files.exchange IS 'A letter to or from another institution. Nothing is sent by the program yet; what may never happen to a letter holds already.';
COMMENT ON COLUMN case_files.exchange.id IS 'Never changes.';
COMMENT ON COLUMN case_files.exchange.case_id IS 'The case it leaves, or became.';
COMMENT ON COLUMN case_files.exchange.direction IS 'outgoing or incoming.';
COMMENT ON COLUMN case_files.exchange.protocol IS 'pide (the national platform), rimaq (between two of our kind), paper.';
COMMENT ON COLUMN case_files.exchange.cuo IS 'Its one number of operation (código único de operación).';
COMMENT ON COLUMN case_files.exchange.cuo_ref IS 'That of the letter it corrects.';
COMMENT ON COLUMN case_files.exchange.peer_ruc IS 'The other institution.';
COMMENT ON COLUMN case_files.exchange.state IS 'draft, frozen (signed, not known to have come), sent, waiting (at our counter), received, observed, corrected, annulled.';
COMMENT ON COLUMN case_files.exchange.manifest IS 'Addressee, subject, and the documents with their hashes.';
COMMENT ON COLUMN case_files.exchange.manifest_hash IS 'SHA-256 of its canonical JSON, from the freezing on.';
COMMENT ON COLUMN case_files.exchange.signature IS 'The signature over it.';
COMMENT ON COLUMN case_files.exchange.uncertain IS 'The answer to its sending got lost: the other side is to be asked before anything is said.';
COMMENT ON COLUMN case_files.exchange.changed IS 'When its state last changed.';
CREATE INDEX exchange_by_case ON case_files.exchange (case_id);
CREATE INDEX exchange_to_ask ON case_files.exchange (changed) WHERE uncertain;

CREATE FUNCTION case_files.keep_exchange() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state <> 'draft' AND (NEW.case_id, NEW.direction, NEW.protocol, NEW.cuo_ref, NEW.peer_ruc,
      NEW.manifest, NEW.manifest_hash, NEW.signature) IS DISTINCT FROM (OLD.case_id, OLD.direction,
      OLD.protocol, OLD.cuo_ref, OLD.peer_ruc, OLD.manifest, OLD.manifest_hash, OLD.signature) THEN
    RAISE EXCEPTION 'What left, or came, stays as it was'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF OLD.cuo IS NOT NULL AND NEW.cuo IS DISTINCT FROM OLD.cuo THEN
    RAISE EXCEPTION 'The number of an operation does not change'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.state <> OLD.state AND NOT (OLD.state || ' ' || NEW.state) = ANY (ARRAY['draft frozen',
      'frozen sent', 'frozen annulled', 'sent received', 'sent observed', 'observed corrected',
      'waiting received', 'waiting observed', 'waiting annulled']) THEN
    RAISE EXCEPTION 'A letter that is % does not become %', OLD.state, NEW.state
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
COMMENT ON FUNCTION case_files.keep_exchange() IS 'A letter that is on its way is neither changed nor signed again, and its states follow one another.';
CREATE TRIGGER exchange_is_kept BEFORE UPDATE ON case_files.exchange
  FOR EACH ROW EXECUTE FUNCTION case_files.keep_exchange();

GRANT SELECT, INSERT, UPDATE ON case_files.exchange TO :program;

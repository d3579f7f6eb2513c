-- Creates the register of what the city issues: codes by which anybody verifies a document, and the bytes it had.
CREATE TABLE case_files.issued (
  code text PRIMARY KEY CHECK (code ~ '^([0-9A-HJKMNP-TV-Z]{4}-){4}[0-9A-HJKMNP-TV-Z]$'),
  kind text NOT NULL CHECK (kind ~ '^[a-z]+(-[a-z]+)*$'),
  case_id uuid REFERENCES case_files.case_file (id),
  title text NOT NULL CHECK (length(title) BETWEEN 1 AND 300),
  issuer text NOT NULL CHECK (length(issuer) BETWEEN 1 AND 300),
  open_to_all boolean NOT NULL DEFAULT false,
  issued_at timestamptz(3) NOT NULL
);
COMMENT ON TABLE case_files.issued IS 'Documents the city issued, by the code printed on them. Never changed.';
COMMENT ON COLUMN case_files.issued.code IS 'Eighty random bits and a check character.';
COMMENT ON COLUMN case_files.issued.kind IS 'What it is: receipt, resolution, proof …';
COMMENT ON COLUMN case_files.issued.case_id IS 'The case it belongs to; null for none.';
COMMENT ON COLUMN case_files.issued.title IS 'As it stands on it; shown to all only where it is open to all.';
COMMENT ON COLUMN case_files.issued.issuer IS 'Institution or office that issued it; no person.';
COMMENT ON COLUMN case_files.issued.open_to_all IS 'Whether whoever has the code may have the document itself.';
COMMENT ON COLUMN case_files.issued.issued_at IS 'When.';
CREATE INDEX issued_by_case ON case_files.issued (case_id, kind);

CREATE TABLE case_files.issued_version (
  code text NOT NULL REFERENCES case_files.issued (code),
  version integer NOT NULL CHECK (version >= 1),
  sha256 text NOT NULL UNIQUE CHECK (sha256 ~ '^[0-9a-f]{64}$'),
  bytes bigint NOT NULL CHECK (bytes > 0),
  media_type text NOT NULL,
  level text NOT NULL CHECK (level IN ('B-B', 'B-T', 'B-LT', 'B-LTA')),
  seal text NOT NULL CHECK (seal ~ '^[0-9a-f]{64}$'),
  test_seal boolean NOT NULL,
  pending boolean NOT NULL,
  made_at timestamptz(3) NOT NULL,
  PRIMARY KEY (code, version)
);
COMMENT ON TABLE case_files.issued_version IS 'The bytes of an issued document: as sealed, and each time a timestamp was added behind them. Never changed.';
COMMENT ON COLUMN case_files.issued_version.code IS 'The document.';
COMMENT ON COLUMN case_files.issued_version.version IS '1, 2, 3 …; a later one begins with the bytes of the one before.';
COMMENT ON COLUMN case_files.issued_version.sha256 IS 'Hash of its bytes, under which the file store has them.';
COMMENT ON COLUMN case_files.issued_version.bytes IS 'Size.';
COMMENT ON COLUMN case_files.issued_version.media_type IS 'By its content.';
COMMENT ON COLUMN case_files.issued_version.level IS 'Baseline level of its signatures (ETSI EN 319 142-1).';
COMMENT ON COLUMN case_files.issued_version.seal IS 'SHA-256 of the certificate that sealed it.';
COMMENT ON COLUMN case_files.issued_version.test_seal IS 'Whether nobody vouches for that certificate.';
COMMENT ON COLUMN case_files.issued_version.pending IS 'Whether a timestamp was wanted and no authority answered.';
COMMENT ON COLUMN case_files.issued_version.made_at IS 'When.';
CREATE INDEX issued_version_pending ON case_files.issued_version (made_at) WHERE pending;

CREATE TABLE case_files.receipt_wanted (
  case_id uuid PRIMARY KEY REFERENCES case_files.case_file (id),
  since timestamptz(3) NOT NULL,
  tried integer NOT NULL DEFAULT 0,
  next_try timestamptz(3) NOT NULL,
  fault text CHECK (length(fault) <= 300)
);
COMMENT ON TABLE case_files.receipt_wanted IS 'Filings whose signed receipt is still to be made: a row comes with the filing, and goes with the receipt.';
COMMENT ON COLUMN case_files.receipt_wanted.case_id IS 'The case.';
COMMENT ON COLUMN case_files.receipt_wanted.since IS 'When it was filed.';
COMMENT ON COLUMN case_files.receipt_wanted.tried IS 'How often making it failed.';
COMMENT ON COLUMN case_files.receipt_wanted.next_try IS 'When it is tried again.';
COMMENT ON COLUMN case_files.receipt_wanted.fault IS 'Why the last attempt failed.';
CREATE INDEX receipt_wanted_by_time ON case_files.receipt_wanted (next_try);

CREATE FUNCTION case_files.want_receipt() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO case_files.receipt_wanted (case_id, since, next_try)
    VALUES (NEW.id, NEW.filed_at, NEW.filed_at);
  RETURN NEW;
END $$;
COMMENT ON FUNCTION case_files.want_receipt() IS 'No filing is without its receipt for good, whatever is killed after it was committed.';
CREATE TRIGGER filing_wants_receipt AFTER INSERT ON case_files.case_file
  FOR EACH ROW EXECUTE FUNCTION case_files.want_receipt();
INSERT INTO case_files.receipt_wanted (case_id, since, next_try)
  SELECT id, filed_at, filed_at FROM case_files.case_file;

CREATE TRIGGER issued_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON case_files.issued
  FOR EACH STATEMENT EXECUTE FUNCTION case_files.refuse_change();
CREATE TRIGGER issued_version_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON case_files.issued_version
  FOR EACH STATEMENT EXECUTE FUNCTION case_files.refuse_change();

GRANT SELECT, INSERT ON case_files.issued, case_files.issued_version TO :program;
GRANT SELECT, INSERT, DELETE ON case_files.receipt_wanted TO :program;
GRANT UPDATE (tried, next_try, fault) ON case_files.receipt_wanted TO :program;

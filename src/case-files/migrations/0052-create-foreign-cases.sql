-- Keeps whence a case came that another installation carried here in a package.
CREATE TABLE case_files.foreign_case (
  case_id uuid PRIMARY KEY REFERENCES case_files.case_file (id),
  organ_ruc text NOT NULL CHECK (organ_ruc ~ '^[0-9]{11}$'),
  organ_name text NOT NULL CHECK (length(btrim(organ_name)) BETWEEN 1 AND 300),
  year integer NOT NULL,
  number integer NOT NULL CHECK (number >= 1),
  index_hash text CHECK (index_hash ~ '^[0-9a-f]{64}$'),
  manifest_hash text NOT NULL CHECK (manifest_hash ~ '^[0-9a-f]{64}$'),
  imported_at timestamptz(3) NOT NULL
);
COMMENT ON TABLE case_files.foreign_case IS 'Cases received from another institution. They keep their id, events and folios; the number is a new one. Never changed.';
COMMENT ON COLUMN case_files.foreign_case.case_id IS 'The case; its id is the one it had there, so that the same case twice is one case.';
COMMENT ON COLUMN case_files.foreign_case.organ_ruc IS 'RUC of the institution it came from.';
COMMENT ON COLUMN case_files.foreign_case.organ_name IS 'Its name.';
COMMENT ON COLUMN case_files.foreign_case.year IS 'Of the number it had there.';
COMMENT ON COLUMN case_files.foreign_case.number IS 'The number it had there.';
COMMENT ON COLUMN case_files.foreign_case.index_hash IS 'Hash of the newest index in the package; null where it had none.';
COMMENT ON COLUMN case_files.foreign_case.manifest_hash IS 'SHA-256 of the payload manifest of the package.';
COMMENT ON COLUMN case_files.foreign_case.imported_at IS 'When.';
CREATE TRIGGER foreign_case_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON case_files.foreign_case
  FOR EACH STATEMENT EXECUTE FUNCTION case_files.refuse_change();
GRANT SELECT, INSERT ON case_files.foreign_case TO :program;

-- Creates the views of trays that officials keep, and the files of a correction until it is sent.
CREATE TABLE case_files.saved_view (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  person_id uuid NOT NULL,
  name text NOT NULL CHECK (length(btrim(name)) BETWEEN 1 AND 80),
  query text NOT NULL CHECK (length(query) <= 800),
  created timestamptz NOT NULL,
  UNIQUE (person_id, name)
);
COMMENT ON TABLE case_files.saved_view IS 'Filters of the tray under a name, of one person.';
COMMENT ON COLUMN case_files.saved_view.id IS 'Never changes.';
COMMENT ON COLUMN case_files.saved_view.person_id IS 'Whose it is.';
COMMENT ON COLUMN case_files.saved_view.name IS 'As the person calls it.';
COMMENT ON COLUMN case_files.saved_view.query IS 'The address of the view after the question mark.';
COMMENT ON COLUMN case_files.saved_view.created IS 'When it was kept.';

CREATE TABLE case_files.correction_file (
  case_id uuid NOT NULL REFERENCES case_files.case_file (id),
  position integer NOT NULL CHECK (position >= 1),
  requirement text NOT NULL DEFAULT '',
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  media_type text NOT NULL,
  sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
  bytes bigint NOT NULL CHECK (bytes > 0),
  PRIMARY KEY (case_id, position)
);
COMMENT ON TABLE case_files.correction_file IS 'Files a filer attached to a correction that is not sent yet; erased when it is.';
COMMENT ON COLUMN case_files.correction_file.case_id IS 'The case.';
COMMENT ON COLUMN case_files.correction_file.position IS '1, 2, 3 … in the order they came.';
COMMENT ON COLUMN case_files.correction_file.requirement IS 'Id of the requirement it answers; empty for none.';
COMMENT ON COLUMN case_files.correction_file.name IS 'Name it was sent under.';
COMMENT ON COLUMN case_files.correction_file.media_type IS 'By its content.';
COMMENT ON COLUMN case_files.correction_file.sha256 IS 'Hash of its bytes, under which the file store has them.';
COMMENT ON COLUMN case_files.correction_file.bytes IS 'Size.';
CREATE INDEX correction_file_by_hash ON case_files.correction_file (sha256);

GRANT SELECT, INSERT, DELETE ON case_files.saved_view, case_files.correction_file TO :program;
GRANT UPDATE (query) ON case_files.saved_view TO :program;

-- Creates uploads that go on where a line broke: parts that lie in the file store, counted when they are durable.
CREATE TABLE case_files.upload (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  draft_id uuid NOT NULL REFERENCES case_files.draft (id) ON DELETE CASCADE,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  requirement text NOT NULL DEFAULT '',
  fingerprint text NOT NULL DEFAULT '' CHECK (length(fingerprint) <= 200),
  length bigint NOT NULL CHECK (length > 0),
  received bigint NOT NULL DEFAULT 0 CHECK (received BETWEEN 0 AND length),
  begun timestamptz NOT NULL,
  expires timestamptz NOT NULL CHECK (expires > begun)
);
COMMENT ON TABLE case_files.upload IS 'A file on its way to a draft (tus 1.0). It becomes a file of the draft when all bytes are here.';
COMMENT ON COLUMN case_files.upload.id IS 'Its address under the draft.';
COMMENT ON COLUMN case_files.upload.draft_id IS 'The draft it is for.';
COMMENT ON COLUMN case_files.upload.name IS 'Name it is sent under.';
COMMENT ON COLUMN case_files.upload.requirement IS 'Id of the requirement it answers; empty for none.';
COMMENT ON COLUMN case_files.upload.fingerprint IS 'What the browser knows the same file again by.';
COMMENT ON COLUMN case_files.upload.length IS 'Bytes it will have.';
COMMENT ON COLUMN case_files.upload.received IS 'Bytes from its beginning that are durable; nothing more was acknowledged.';
COMMENT ON COLUMN case_files.upload.begun IS 'When it began.';
COMMENT ON COLUMN case_files.upload.expires IS 'When it is erased, unless more comes.';
CREATE INDEX upload_by_draft ON case_files.upload (draft_id);
CREATE INDEX upload_by_end ON case_files.upload (expires);

CREATE TABLE case_files.upload_part (
  upload_id uuid NOT NULL REFERENCES case_files.upload (id) ON DELETE CASCADE,
  start bigint NOT NULL CHECK (start >= 0),
  bytes bigint NOT NULL CHECK (bytes > 0),
  sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
  PRIMARY KEY (upload_id, start)
);
COMMENT ON TABLE case_files.upload_part IS 'Pieces of an upload, one after the other without a gap; their bytes lie in the file store.';
COMMENT ON COLUMN case_files.upload_part.upload_id IS 'The upload.';
COMMENT ON COLUMN case_files.upload_part.start IS 'Where it begins.';
COMMENT ON COLUMN case_files.upload_part.bytes IS 'Size.';
COMMENT ON COLUMN case_files.upload_part.sha256 IS 'Hash of its bytes.';
CREATE INDEX upload_part_by_hash ON case_files.upload_part (sha256);

GRANT SELECT, INSERT, DELETE ON case_files.upload, case_files.upload_part TO :program;
GRANT UPDATE (received, expires) ON case_files.upload TO :program;

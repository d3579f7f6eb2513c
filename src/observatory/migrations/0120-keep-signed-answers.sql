-- Creates the list of documents of answers that were signed or are to be: the files themselves lie in the file store.
CREATE TABLE observatory.answers_document (
  sha256 text PRIMARY KEY CHECK (sha256 ~ '^[0-9a-f]{64}$'),
  edition integer NOT NULL CHECK (edition BETWEEN 2000 AND 2100),
  recorded timestamptz NOT NULL
);
COMMENT ON TABLE observatory.answers_document IS 'Documents of answers that were handed in, and those that came back signed.';
COMMENT ON COLUMN observatory.answers_document.sha256 IS 'Of the file; its place in the file store.';
COMMENT ON COLUMN observatory.answers_document.edition IS 'Year of the edition that was answered.';
COMMENT ON COLUMN observatory.answers_document.recorded IS 'When it was written down.';

GRANT SELECT, INSERT ON observatory.answers_document TO :program;

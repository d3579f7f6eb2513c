-- Creates the register of printed pages: which state of the house was issued under which code.
CREATE TABLE observatory.report (
  hash text PRIMARY KEY CHECK (hash ~ '^[0-9a-f]{64}$'),
  code text NOT NULL CHECK (length(code) BETWEEN 1 AND 60),
  issued timestamptz NOT NULL
);
COMMENT ON TABLE observatory.report IS 'Sealed prints of the mayor’s page. The same state on the same day is one document.';
COMMENT ON COLUMN observatory.report.hash IS 'SHA-256 of the canonical JSON (RFC 8785) of what stands in it.';
COMMENT ON COLUMN observatory.report.code IS 'Of public verification; the register of issued documents holds the file.';
COMMENT ON COLUMN observatory.report.issued IS 'When it was sealed.';

-- No UPDATE and no DELETE: what was issued stays issued.
GRANT SELECT, INSERT ON observatory.report TO :program;

-- Creates what the virus scanner said of each content, and what still waits for it.
CREATE TABLE case_files.scan (
  sha256 text PRIMARY KEY CHECK (sha256 ~ '^[0-9a-f]{64}$'),
  state text NOT NULL CHECK (state IN ('waiting', 'clean', 'infected', 'too-large')),
  finding text CHECK (length(finding) <= 200),
  since timestamptz NOT NULL,
  checked timestamptz,
  CHECK ((state = 'waiting') = (checked IS NULL)),
  CHECK ((state = 'infected') = (finding IS NOT NULL))
);
COMMENT ON TABLE case_files.scan IS 'One row for each content a scanner looked at or should look at; none where no scanner is installed.';
COMMENT ON COLUMN case_files.scan.sha256 IS 'Hash of the bytes.';
COMMENT ON COLUMN case_files.scan.state IS 'waiting (the scanner did not answer), clean, infected, too-large (beyond what the scanner takes).';
COMMENT ON COLUMN case_files.scan.finding IS 'Name the scanner gives to what it found.';
COMMENT ON COLUMN case_files.scan.since IS 'When it came.';
COMMENT ON COLUMN case_files.scan.checked IS 'When the scanner answered; null while it waits.';
CREATE INDEX scan_to_do ON case_files.scan (since) WHERE state = 'waiting';

GRANT SELECT, INSERT, UPDATE ON case_files.scan TO :program;

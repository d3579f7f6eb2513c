-- Keeps until when the archive timestamps of issued documents hold, so that each is renewed before.
CREATE TABLE case_files.archive_stamp (
  code text PRIMARY KEY REFERENCES case_files.issued (code),
  ends timestamptz(3),
  ends_why text CHECK (ends_why IN ('certificate', 'algorithm')),
  renew_on timestamptz(3),
  tried integer NOT NULL DEFAULT 0,
  next_try timestamptz(3) NOT NULL,
  why text CHECK (length(why) <= 300),
  CHECK (renew_on IS NULL OR ends IS NOT NULL AND renew_on <= ends)
);
COMMENT ON TABLE case_files.archive_stamp IS 'Issued documents that carry an archive timestamp (B-LTA), and when it is to be renewed.';
COMMENT ON COLUMN case_files.archive_stamp.code IS 'The document.';
COMMENT ON COLUMN case_files.archive_stamp.ends IS 'From when on its newest timestamp proves nothing; empty while nobody looked.';
COMMENT ON COLUMN case_files.archive_stamp.ends_why IS 'What ends first: the certificate of the server of time, or an algorithm by the policy.';
COMMENT ON COLUMN case_files.archive_stamp.renew_on IS 'From when on it is renewed.';
COMMENT ON COLUMN case_files.archive_stamp.tried IS 'How often its renewal failed.';
COMMENT ON COLUMN case_files.archive_stamp.next_try IS 'When it is looked at again.';
COMMENT ON COLUMN case_files.archive_stamp.why IS 'What the renewal waits for.';
CREATE INDEX archive_stamp_by_time ON case_files.archive_stamp (next_try);
CREATE INDEX archive_stamp_by_renewal ON case_files.archive_stamp (renew_on);
GRANT SELECT, INSERT ON case_files.archive_stamp TO :program;
GRANT UPDATE (ends, ends_why, renew_on, tried, next_try, why) ON case_files.archive_stamp
  TO :program;
INSERT INTO case_files.archive_stamp (code, next_try)
  SELECT v.code, v.made_at FROM case_files.issued_version v WHERE v.level = 'B-LTA'
    AND NOT EXISTS (SELECT FROM case_files.issued_version later
      WHERE later.code = v.code AND later.version > v.version);

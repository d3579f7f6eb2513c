-- Keeps what was known of a signer's certificate, and which documents wait for what makes their signatures last.
ALTER TABLE case_files.signing_item
  ADD COLUMN signer_status text CHECK (signer_status IN ('good', 'unknown', 'not-asked'));
COMMENT ON COLUMN case_files.signing_item.signer_status IS 'What the authority of the signer''s certificate said of its revocation when the signature came.';
GRANT UPDATE (signer_status) ON case_files.signing_item TO :program;

CREATE TABLE case_files.long_term_wanted (
  code text PRIMARY KEY REFERENCES case_files.issued (code),
  since timestamptz(3) NOT NULL,
  tried integer NOT NULL DEFAULT 0,
  next_try timestamptz(3) NOT NULL,
  why text CHECK (length(why) <= 300)
);
COMMENT ON TABLE case_files.long_term_wanted IS 'Issued documents whose signatures do not carry yet what proves them once certificates have ended (B-LT, B-LTA): the row goes when they do.';
COMMENT ON COLUMN case_files.long_term_wanted.code IS 'The document.';
COMMENT ON COLUMN case_files.long_term_wanted.since IS 'When it was issued.';
COMMENT ON COLUMN case_files.long_term_wanted.tried IS 'How often it was tried.';
COMMENT ON COLUMN case_files.long_term_wanted.next_try IS 'When it is tried again.';
COMMENT ON COLUMN case_files.long_term_wanted.why IS 'What it waits for.';
CREATE INDEX long_term_wanted_by_time ON case_files.long_term_wanted (next_try);
GRANT SELECT, INSERT, DELETE ON case_files.long_term_wanted TO :program;
GRANT UPDATE (tried, next_try, why) ON case_files.long_term_wanted TO :program;

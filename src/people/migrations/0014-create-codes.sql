-- Creates one-time codes: the first of an installation, invitations, printed ones for recovery.
CREATE TABLE people.code (
  hash text PRIMARY KEY CHECK (hash ~ '^[0-9a-f]{64}$'),
  kind text NOT NULL CHECK (kind IN ('first', 'invite', 'printed', 'assisted')),
  account_id uuid REFERENCES people.account,
  created timestamptz NOT NULL,
  expires timestamptz,
  used timestamptz,
  withdrawn timestamptz,
  CHECK ((kind = 'first') = (account_id IS NULL)),
  CHECK (kind = 'printed' OR expires IS NOT NULL)
);
CREATE INDEX code_account ON people.code (account_id);
COMMENT ON TABLE people.code IS 'One-time codes; each opens one account once.';
COMMENT ON COLUMN people.code.hash IS 'SHA-256 of the code, which has 100 random bits or more.';
COMMENT ON COLUMN people.code.kind IS 'first: makes the first account of the installation; invite: lets somebody invited in; printed: kept on paper by the owner; assisted: given after a recovery by two people.';
COMMENT ON COLUMN people.code.account_id IS 'The account it opens; the first has none yet.';
COMMENT ON COLUMN people.code.created IS 'When it was given out.';
COMMENT ON COLUMN people.code.expires IS 'Until when it counts; printed ones count until they are used or replaced.';
COMMENT ON COLUMN people.code.used IS 'When it was used.';
COMMENT ON COLUMN people.code.withdrawn IS 'When it was replaced by newer ones.';
GRANT SELECT, INSERT, UPDATE ON people.code TO :program;

-- Creates the second factor of passwords: codes by time from an app (RFC 6238).
CREATE TABLE people.totp (
  account_id uuid PRIMARY KEY REFERENCES people.account,
  secret bytea NOT NULL CHECK (length(secret) >= 20),
  created timestamptz NOT NULL,
  confirmed timestamptz,
  last_step bigint NOT NULL DEFAULT 0
);
COMMENT ON TABLE people.totp IS 'Codes by time (RFC 6238) that are asked for after the password.';
COMMENT ON COLUMN people.totp.account_id IS 'The account.';
COMMENT ON COLUMN people.totp.secret IS 'Shared with the app of the owner; 160 random bits.';
COMMENT ON COLUMN people.totp.created IS 'When it was made.';
COMMENT ON COLUMN people.totp.confirmed IS 'When the owner showed a first right code; before that it is not asked for.';
COMMENT ON COLUMN people.totp.last_step IS 'Step of 30 seconds of the last code that was taken: it and older ones are refused.';
ALTER TABLE people.ceremony DROP CONSTRAINT ceremony_purpose_check;
ALTER TABLE people.ceremony ADD CONSTRAINT ceremony_purpose_check
  CHECK (purpose IN ('sign-in', 'prove', 'add', 'enrol', 'outside', 'second'));
GRANT SELECT, INSERT, UPDATE, DELETE ON people.totp TO :program;

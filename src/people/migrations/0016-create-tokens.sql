-- Creates tokens with which programs act through a holding of kind system.
CREATE TABLE people.token (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  hash text NOT NULL UNIQUE CHECK (hash ~ '^[0-9a-f]{64}$'),
  name text NOT NULL CHECK (length(btrim(name)) BETWEEN 1 AND 80),
  account_id uuid NOT NULL REFERENCES people.account,
  holding_id uuid NOT NULL REFERENCES people.holding (id),
  verbs text[] NOT NULL CHECK (cardinality(verbs) > 0),
  dataset text,
  organisation text,
  created timestamptz NOT NULL,
  expires timestamptz NOT NULL,
  last_used timestamptz,
  revoked timestamptz,
  CHECK (expires > created AND expires <= created + interval '366 days')
);
CREATE INDEX token_account ON people.token (account_id);
COMMENT ON TABLE people.token IS 'Tokens of programs. The token itself is shown once and not kept.';
COMMENT ON COLUMN people.token.id IS 'Names the token in lists and in the journal.';
COMMENT ON COLUMN people.token.hash IS 'SHA-256 of the token.';
COMMENT ON COLUMN people.token.name IS 'What its owner calls it.';
COMMENT ON COLUMN people.token.account_id IS 'Who made it and answers for it.';
COMMENT ON COLUMN people.token.holding_id IS 'The holding of kind system it acts through.';
COMMENT ON COLUMN people.token.verbs IS 'What it may do, at most what the holding may.';
COMMENT ON COLUMN people.token.dataset IS 'Slug of the only dataset it may touch; null: not narrowed.';
COMMENT ON COLUMN people.token.organisation IS 'Slug of the only organisation it may touch; null: not narrowed.';
COMMENT ON COLUMN people.token.created IS 'When it was made.';
COMMENT ON COLUMN people.token.expires IS 'When it ends, a year later at most.';
COMMENT ON COLUMN people.token.last_used IS 'Last use, to some minutes.';
COMMENT ON COLUMN people.token.revoked IS 'When it was taken back.';
GRANT SELECT, INSERT, UPDATE ON people.token TO :program;

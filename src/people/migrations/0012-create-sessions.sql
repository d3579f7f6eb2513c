-- Creates sessions of signed-in people, and the memory of the latest time seen.
CREATE TABLE people.session (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  secret_hash text NOT NULL UNIQUE CHECK (secret_hash ~ '^[0-9a-f]{64}$'),
  account_id uuid NOT NULL REFERENCES people.account,
  holding_id uuid REFERENCES people.holding (id),
  signing boolean NOT NULL DEFAULT false,
  way text NOT NULL CHECK (way IN ('passkey', 'password', 'code', 'outside')),
  begun timestamptz NOT NULL,
  expires timestamptz NOT NULL,
  last_seen timestamptz NOT NULL,
  proven_at timestamptz,
  device text NOT NULL,
  place text NOT NULL,
  ended timestamptz,
  ended_why text CHECK (ended_why IN
    ('signed-out', 'revoked', 'renewed', 'idle', 'expired', 'holding-ended', 'blocked', 'recovered')),
  CHECK ((ended IS NULL) = (ended_why IS NULL)),
  CHECK (expires > begun)
);
CREATE INDEX session_account ON people.session (account_id) WHERE ended IS NULL;
CREATE INDEX session_holding ON people.session (holding_id) WHERE ended IS NULL;
COMMENT ON TABLE people.session IS 'Sessions, open and ended. One acts through exactly one holding, or none.';
COMMENT ON COLUMN people.session.id IS 'Names the session in lists and in the journal; it opens nothing.';
COMMENT ON COLUMN people.session.secret_hash IS 'SHA-256 of the random value in the cookie.';
COMMENT ON COLUMN people.session.account_id IS 'Whose it is.';
COMMENT ON COLUMN people.session.holding_id IS 'The holding it acts through; null: only what every resident may do.';
COMMENT ON COLUMN people.session.signing IS 'Whether that holding may sign, which shortens the idle time.';
COMMENT ON COLUMN people.session.way IS 'How the person came in: passkey, password, code, or outside (another provider).';
COMMENT ON COLUMN people.session.begun IS 'When the person signed in; renewing keeps it.';
COMMENT ON COLUMN people.session.expires IS 'When it ends whatever happens.';
COMMENT ON COLUMN people.session.last_seen IS 'Last request, to some seconds.';
COMMENT ON COLUMN people.session.proven_at IS 'When the person last proved to be there; null never.';
COMMENT ON COLUMN people.session.device IS 'Browser and system as the browser tells them.';
COMMENT ON COLUMN people.session.place IS 'Beginning of the network address.';
COMMENT ON COLUMN people.session.ended IS 'When it ended; an ended session never opens again.';
COMMENT ON COLUMN people.session.ended_why IS 'Why it ended.';

-- Ended stays ended, whatever the clock says later.
CREATE FUNCTION people.keep_session_ended() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.ended IS NOT NULL AND NEW.ended IS DISTINCT FROM OLD.ended THEN
    RAISE EXCEPTION 'an ended session never opens again';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep_session_ended BEFORE UPDATE ON people.session
  FOR EACH ROW EXECUTE FUNCTION people.keep_session_ended();

CREATE TABLE people.time_seen (
  sole boolean PRIMARY KEY DEFAULT true CHECK (sole),
  at timestamptz NOT NULL
);
COMMENT ON TABLE people.time_seen IS 'The latest time this installation has seen: a clock set back brings nothing back to life.';
COMMENT ON COLUMN people.time_seen.sole IS 'There is one row.';
COMMENT ON COLUMN people.time_seen.at IS 'Latest time seen, to some seconds.';

GRANT SELECT, INSERT, UPDATE ON people.session TO :program;
GRANT SELECT, INSERT, UPDATE ON people.time_seen TO :program;

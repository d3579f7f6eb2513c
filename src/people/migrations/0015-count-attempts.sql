-- Counts attempts to get in, so that guessing waits longer and longer, also after a restart.
CREATE TABLE people.attempt (
  key text PRIMARY KEY CHECK (key ~ '^[0-9a-f]{64}$'),
  failures integer NOT NULL CHECK (failures >= 0),
  last timestamptz NOT NULL,
  wait_until timestamptz NOT NULL
);
CREATE INDEX attempt_last ON people.attempt (last);
COMMENT ON TABLE people.attempt IS 'Failed attempts by pair of asker and name, by name, by asker, and of all.';
COMMENT ON COLUMN people.attempt.key IS 'SHA-256 of the scope and what it is about; no name or address can be read from it.';
COMMENT ON COLUMN people.attempt.failures IS 'Attempts that failed since it was last quiet.';
COMMENT ON COLUMN people.attempt.last IS 'The latest of them.';
COMMENT ON COLUMN people.attempt.wait_until IS 'Until when no further attempt is looked at.';
GRANT SELECT, INSERT, UPDATE, DELETE ON people.attempt TO :program;

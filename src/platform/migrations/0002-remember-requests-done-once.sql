-- Remembers requests that carry a key of repetition, so that the same one is done once.
CREATE TABLE platform.once (
  key text PRIMARY KEY CHECK (key ~ '^[0-9a-f]{64}$'),
  body text NOT NULL CHECK (body ~ '^[0-9a-f]{64}$'),
  begun timestamptz NOT NULL,
  done boolean NOT NULL DEFAULT false,
  answer jsonb,
  CHECK (done OR answer IS NULL)
);
CREATE INDEX once_begun ON platform.once (begun);
COMMENT ON TABLE platform.once IS 'Requests that carried an Idempotency-Key in the last day, with the answer they got.';
COMMENT ON COLUMN platform.once.key IS 'SHA-256 of asker, route and key.';
COMMENT ON COLUMN platform.once.body IS 'SHA-256 of address and body: another body under the same key is refused.';
COMMENT ON COLUMN platform.once.begun IS 'When it first came.';
COMMENT ON COLUMN platform.once.done IS 'Whether it was answered; false while under way, and for ever where nobody knows whether it was done.';
COMMENT ON COLUMN platform.once.answer IS 'Status, type, headers and text of the answer; null where the answer held a secret or was a stream.';
GRANT USAGE ON SCHEMA platform TO :program;
GRANT SELECT, INSERT, UPDATE, DELETE ON platform.once TO :program;

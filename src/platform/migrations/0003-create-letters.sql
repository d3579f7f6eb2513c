-- Creates the letters that wait to be sent by mail, and those that were.
CREATE TABLE platform.letter (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  recipient text NOT NULL CHECK (length(recipient) BETWEEN 3 AND 254),
  subject text NOT NULL CHECK (length(subject) BETWEEN 1 AND 200 AND subject !~ '[[:cntrl:]]'),
  body text,
  created timestamptz NOT NULL,
  expires timestamptz,
  attempts integer NOT NULL DEFAULT 0,
  fault text,
  state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'refused', 'expired')),
  ended timestamptz,
  CHECK ((state = 'waiting') = (ended IS NULL)),
  CHECK ((state = 'waiting') = (body IS NOT NULL))
);
COMMENT ON TABLE platform.letter IS 'Mail to people: written in the transaction that causes it, sent by a job.';
COMMENT ON COLUMN platform.letter.id IS 'Never changes; part of the Message-ID, so that a letter sent twice is known as one.';
COMMENT ON COLUMN platform.letter.recipient IS 'One address.';
COMMENT ON COLUMN platform.letter.subject IS 'Without anything about persons or cases.';
COMMENT ON COLUMN platform.letter.body IS 'Plain text; erased when the letter is sent, refused or too old.';
COMMENT ON COLUMN platform.letter.created IS 'When it was written.';
COMMENT ON COLUMN platform.letter.expires IS 'From when it is not sent any more, because what it says counts no more; null: never.';
COMMENT ON COLUMN platform.letter.attempts IS 'How often it was tried.';
COMMENT ON COLUMN platform.letter.fault IS 'What stopped it last, in the words of the mail server.';
COMMENT ON COLUMN platform.letter.state IS 'waiting; sent: a mail server took it; refused: by a server, for good; expired.';
COMMENT ON COLUMN platform.letter.ended IS 'When it was sent, refused or given up.';
CREATE INDEX letter_waiting ON platform.letter (created) WHERE state = 'waiting';
GRANT SELECT, INSERT ON platform.letter TO :program;
REVOKE UPDATE, DELETE, TRUNCATE ON platform.letter FROM :program;
GRANT UPDATE (body, attempts, fault, state, ended) ON platform.letter TO :program;

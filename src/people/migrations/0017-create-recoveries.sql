-- Creates recoveries by two administrators, with a time in which the owner can stop them.
CREATE TABLE people.recovery (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  account_id uuid NOT NULL REFERENCES people.account,
  reason text NOT NULL CHECK (length(btrim(reason)) BETWEEN 3 AND 500),
  asked_by uuid NOT NULL REFERENCES people.account,
  asked timestamptz NOT NULL,
  agreed_by uuid REFERENCES people.account,
  ready timestamptz,
  stopped timestamptz,
  done timestamptz,
  CHECK (asked_by <> account_id),
  CHECK (agreed_by <> asked_by AND agreed_by <> account_id),
  CHECK ((agreed_by IS NULL) = (ready IS NULL)),
  CHECK (done IS NULL OR (agreed_by IS NOT NULL AND stopped IS NULL AND done >= ready))
);
CREATE UNIQUE INDEX recovery_open ON people.recovery (account_id)
  WHERE stopped IS NULL AND done IS NULL;
COMMENT ON TABLE people.recovery IS 'Requests to open an account whose owner lost every way in. Two other people agree, and the owner is told and has a day to stop it.';
COMMENT ON COLUMN people.recovery.id IS 'Never changes.';
COMMENT ON COLUMN people.recovery.account_id IS 'The account to be opened.';
COMMENT ON COLUMN people.recovery.reason IS 'Why, and how the owner was recognised.';
COMMENT ON COLUMN people.recovery.asked_by IS 'Account of whoever asked.';
COMMENT ON COLUMN people.recovery.asked IS 'When.';
COMMENT ON COLUMN people.recovery.agreed_by IS 'Account of the second person.';
COMMENT ON COLUMN people.recovery.ready IS 'From when a code may be given.';
COMMENT ON COLUMN people.recovery.stopped IS 'When the owner or an administrator stopped it.';
COMMENT ON COLUMN people.recovery.done IS 'When the code was given.';
GRANT SELECT, INSERT ON people.recovery TO :program;
GRANT UPDATE (agreed_by, ready, stopped, done) ON people.recovery TO :program;

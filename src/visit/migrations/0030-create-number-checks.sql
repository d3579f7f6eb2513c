-- Creates the list of numbers to call that somebody has to verify with the institution, and who did.
COMMENT ON SCHEMA visit IS 'What Vive keeps beside the tables of the portal: numbers to verify, devices that asked for alerts.';
GRANT USAGE ON SCHEMA visit TO :program;

CREATE TABLE visit.number_check (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  number text NOT NULL CHECK (length(number) BETWEEN 2 AND 40),
  raised timestamptz NOT NULL,
  done timestamptz CHECK (done >= raised),
  done_by uuid REFERENCES people.person (id),
  CHECK (done_by IS NULL OR done IS NOT NULL)
);
COMMENT ON TABLE visit.number_check IS 'Numbers to call that were not verified for long; one open line for each number.';
COMMENT ON COLUMN visit.number_check.id IS 'Never changes.';
COMMENT ON COLUMN visit.number_check.number IS 'As the table of numbers has it.';
COMMENT ON COLUMN visit.number_check.raised IS 'When it was found to be old.';
COMMENT ON COLUMN visit.number_check.done IS 'When it was verified; null while it waits.';
COMMENT ON COLUMN visit.number_check.done_by IS 'Who verified it at the desk; null where a new version of the table did.';
CREATE UNIQUE INDEX number_check_open ON visit.number_check (number) WHERE done IS NULL;
CREATE INDEX number_check_done ON visit.number_check (done DESC) WHERE done IS NOT NULL;

GRANT SELECT, INSERT ON visit.number_check TO :program;
GRANT UPDATE (done, done_by) ON visit.number_check TO :program;

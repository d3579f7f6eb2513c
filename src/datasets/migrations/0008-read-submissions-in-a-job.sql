-- Lets a job read what is handed in, keeps the table it read, and lets the drafter look before others do.
ALTER TABLE datasets.submission
  ADD COLUMN review boolean NOT NULL DEFAULT true,
  ADD COLUMN table_hash text CHECK (table_hash ~ '^[0-9a-f]{64}$'),
  ADD COLUMN manifest_hash text CHECK (manifest_hash ~ '^[0-9a-f]{64}$'),
  ADD COLUMN base_version_id uuid REFERENCES datasets.version (id),
  ADD COLUMN error jsonb CHECK (jsonb_typeof(error) = 'object'),
  ADD COLUMN sent timestamptz CHECK (sent >= submitted),
  ALTER COLUMN report DROP NOT NULL,
  ALTER COLUMN stopped SET DEFAULT false;
UPDATE datasets.submission SET sent = submitted;
COMMENT ON COLUMN datasets.submission.review IS 'Whether it goes to the second person as soon as it was read; else its drafter looks first.';
COMMENT ON COLUMN datasets.submission.table_hash IS 'SHA-256 of the table that was read, in the file store, for the reviewer to compare; null where it is the newest version already.';
COMMENT ON COLUMN datasets.submission.manifest_hash IS 'SHA-256 of that table''s manifest.';
COMMENT ON COLUMN datasets.submission.base_version_id IS 'Newest version when it was read; null where there was none.';
COMMENT ON COLUMN datasets.submission.error IS 'Why it could not be read: code and details for the sentence.';
COMMENT ON COLUMN datasets.submission.sent IS 'When it went to the second person.';
COMMENT ON COLUMN datasets.submission.report IS 'What reading it found; examples of personal data are masked. Null until it was read.';
COMMENT ON COLUMN datasets.submission.state IS 'reading, then ready (its drafter looks) or waiting (for the second person), then one of the others for good.';

-- All that name the state are replaced, whatever PostgreSQL called them.
DO $$
DECLARE each record;
BEGIN
  FOR each IN SELECT conname FROM pg_constraint WHERE conrelid = 'datasets.submission'::regclass
    AND contype = 'c' AND pg_get_constraintdef(oid) LIKE '%state%'
  LOOP
    EXECUTE format('ALTER TABLE datasets.submission DROP CONSTRAINT %I', each.conname);
  END LOOP;
END $$;
ALTER TABLE datasets.submission
  ADD CONSTRAINT known_state CHECK (state IN
    ('reading', 'ready', 'waiting', 'approved', 'refused', 'withdrawn', 'failed', 'unreadable')),
  ADD CONSTRAINT decided_has_moment
    CHECK ((state IN ('reading', 'ready', 'waiting')) = (decided_at IS NULL)),
  ADD CONSTRAINT decided_has_person
    CHECK ((state IN ('reading', 'ready', 'waiting', 'unreadable')) = (decided_by IS NULL)),
  ADD CONSTRAINT approved_has_version CHECK ((state = 'approved') = (version_id IS NOT NULL)),
  ADD CONSTRAINT denied_has_reason
    CHECK (state NOT IN ('refused', 'failed', 'unreadable') OR reason IS NOT NULL),
  ADD CONSTRAINT unreadable_has_error CHECK ((state = 'unreadable') = (error IS NOT NULL)),
  ADD CONSTRAINT read_has_report
    CHECK (report IS NOT NULL OR state IN ('reading', 'withdrawn', 'unreadable')),
  ADD CONSTRAINT two_people CHECK (
    state IN ('reading', 'ready', 'waiting', 'withdrawn', 'unreadable') OR decided_by <> drafter);
ALTER TABLE datasets.submission ALTER COLUMN state SET DEFAULT 'reading';

CREATE OR REPLACE FUNCTION datasets.decide_submission_once() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  in_order boolean := CASE OLD.state
    WHEN 'reading' THEN NEW.state IN ('ready', 'waiting', 'withdrawn', 'unreadable')
    WHEN 'ready' THEN NEW.state IN ('waiting', 'withdrawn')
    WHEN 'waiting' THEN NEW.state IN ('approved', 'refused', 'withdrawn', 'failed')
    ELSE false END;
BEGIN
  IF NOT in_order THEN
    RAISE EXCEPTION 'A submission is decided once' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF OLD.state <> 'reading' AND (NEW.report, NEW.stopped, NEW.table_hash, NEW.manifest_hash,
      NEW.base_version_id, NEW.error) IS DISTINCT FROM (OLD.report, OLD.stopped, OLD.table_hash,
      OLD.manifest_hash, OLD.base_version_id, OLD.error)
  THEN
    RAISE EXCEPTION 'What was read stays' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
COMMENT ON FUNCTION datasets.decide_submission_once() IS 'Steps go in order, what was read stays, and what was decided stays decided.';

CREATE TABLE datasets.submission_reading (
  submission_id uuid PRIMARY KEY REFERENCES datasets.submission (id),
  reader uuid NOT NULL,
  phase text NOT NULL,
  share double precision CHECK (share BETWEEN 0 AND 1),
  seen timestamptz NOT NULL
);
COMMENT ON TABLE datasets.submission_reading IS 'How far the job is that reads a file; a row is removed when it ends.';
COMMENT ON COLUMN datasets.submission_reading.submission_id IS 'What is being read.';
COMMENT ON COLUMN datasets.submission_reading.reader IS 'Made anew by each attempt: only the newest goes on.';
COMMENT ON COLUMN datasets.submission_reading.phase IS 'What is being done.';
COMMENT ON COLUMN datasets.submission_reading.share IS '0 to 1 within the phase, where known.';
COMMENT ON COLUMN datasets.submission_reading.seen IS 'Last sign of life, by the clock of the database.';

CREATE INDEX submission_by_table ON datasets.submission (table_hash);
CREATE INDEX submission_by_manifest ON datasets.submission (manifest_hash);
CREATE INDEX submission_in_order ON datasets.submission (submitted DESC, id DESC);
CREATE INDEX submission_of_drafter ON datasets.submission (drafter, submitted DESC);

GRANT UPDATE (report, stopped, table_hash, manifest_hash, base_version_id, error, sent)
  ON datasets.submission TO :program;
REVOKE TRUNCATE ON datasets.submission_reading FROM :program;
GRANT SELECT, INSERT, UPDATE, DELETE ON datasets.submission_reading TO :program;

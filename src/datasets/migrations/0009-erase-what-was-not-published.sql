-- Lets the files of submissions be erased that were refused, withdrawn or never read; who decided stays.
ALTER TABLE datasets.submission
  ADD COLUMN erased_at timestamptz CHECK (erased_at >= decided_at),
  ALTER COLUMN original_hash DROP NOT NULL,
  DROP CONSTRAINT read_has_report,
  ADD CONSTRAINT read_has_report CHECK (report IS NOT NULL OR erased_at IS NOT NULL
    OR state IN ('reading', 'withdrawn', 'unreadable')),
  ADD CONSTRAINT has_file_until_erased CHECK ((original_hash IS NULL) = (erased_at IS NOT NULL)),
  ADD CONSTRAINT erased_keeps_nothing CHECK (erased_at IS NULL OR (report IS NULL
    AND table_hash IS NULL AND manifest_hash IS NULL AND wanted = '{}'
    AND state IN ('refused', 'withdrawn', 'failed', 'unreadable')));
COMMENT ON COLUMN datasets.submission.erased_at IS 'When its file, and what was read in it, were erased; who handed in and who decided stays.';
COMMENT ON COLUMN datasets.submission.original_hash IS 'SHA-256 of the file in the file store; null once it is erased.';

CREATE OR REPLACE FUNCTION datasets.decide_submission_once() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  in_order boolean := CASE OLD.state
    WHEN 'reading' THEN NEW.state IN ('ready', 'waiting', 'withdrawn', 'unreadable')
    WHEN 'ready' THEN NEW.state IN ('waiting', 'withdrawn')
    WHEN 'waiting' THEN NEW.state IN ('approved', 'refused', 'withdrawn', 'failed')
    ELSE false END;
BEGIN
  IF NEW.erased_at IS NOT NULL AND OLD.erased_at IS NULL THEN
    IF (NEW.state, NEW.decided_by, NEW.decided_at, NEW.reason) IS DISTINCT FROM
        (OLD.state, OLD.decided_by, OLD.decided_at, OLD.reason) THEN
      RAISE EXCEPTION 'A submission is decided once' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF NOT in_order THEN
    RAISE EXCEPTION 'A submission is decided once' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF (NEW.wanted, NEW.original_name, NEW.original_hash) IS DISTINCT FROM
      (OLD.wanted, OLD.original_name, OLD.original_hash)
    OR OLD.state <> 'reading' AND (NEW.report, NEW.stopped, NEW.table_hash, NEW.manifest_hash,
      NEW.base_version_id, NEW.error) IS DISTINCT FROM (OLD.report, OLD.stopped, OLD.table_hash,
      OLD.manifest_hash, OLD.base_version_id, OLD.error)
  THEN
    RAISE EXCEPTION 'What was handed in and read stays' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
COMMENT ON FUNCTION datasets.decide_submission_once() IS 'Steps go in order; what was handed in, read and decided stays, until the file is erased as a whole.';

CREATE INDEX submission_to_erase ON datasets.submission (decided_at)
  WHERE erased_at IS NULL AND state IN ('refused', 'withdrawn', 'failed', 'unreadable');

GRANT UPDATE (erased_at, wanted, original_name, original_hash) ON datasets.submission TO :program;

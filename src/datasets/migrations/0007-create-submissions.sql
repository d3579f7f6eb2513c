-- Creates what officials and programs hand in to be published, and what a second person decided.
CREATE TABLE datasets.submission (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  submitted timestamptz NOT NULL,
  drafter uuid NOT NULL,
  holding uuid NOT NULL,
  token uuid,
  dataset_id uuid REFERENCES datasets.dataset (id),
  slug text NOT NULL CHECK (slug ~ '^[a-z0-9]([a-z0-9_-]{0,98}[a-z0-9])?$'),
  organisation text NOT NULL,
  wanted jsonb NOT NULL CHECK (jsonb_typeof(wanted) = 'object'),
  original_hash text NOT NULL CHECK (original_hash ~ '^[0-9a-f]{64}$'),
  original_name text NOT NULL CHECK (length(original_name) BETWEEN 1 AND 300),
  original_bytes bigint NOT NULL CHECK (original_bytes >= 0),
  report jsonb NOT NULL CHECK (jsonb_typeof(report) = 'object'),
  stopped boolean NOT NULL,
  replaces uuid UNIQUE REFERENCES datasets.submission (id),
  state text NOT NULL DEFAULT 'waiting'
    CHECK (state IN ('waiting', 'approved', 'refused', 'withdrawn', 'failed')),
  decided_by uuid,
  decided_at timestamptz CHECK (decided_at >= submitted),
  reason text CHECK (reason = btrim(reason) AND length(reason) BETWEEN 1 AND 2000),
  version_id uuid REFERENCES datasets.version (id),
  CHECK ((state = 'waiting') = (decided_at IS NULL)),
  CHECK ((state = 'waiting') = (decided_by IS NULL)),
  CHECK ((state = 'approved') = (version_id IS NOT NULL)),
  CHECK (state NOT IN ('refused', 'failed') OR reason IS NOT NULL),
  CONSTRAINT two_people CHECK (state IN ('waiting', 'withdrawn') OR decided_by <> drafter)
);
COMMENT ON TABLE datasets.submission IS 'Files handed in for publication. Only the decision is written later, once.';
COMMENT ON COLUMN datasets.submission.id IS 'Never changes; people.record knows it by the same id.';
COMMENT ON COLUMN datasets.submission.submitted IS 'When it was handed in.';
COMMENT ON COLUMN datasets.submission.drafter IS 'Person who handed it in, or who made the token that did.';
COMMENT ON COLUMN datasets.submission.holding IS 'Holding that was acted through.';
COMMENT ON COLUMN datasets.submission.token IS 'Token of the program that handed it in; null for a person.';
COMMENT ON COLUMN datasets.submission.dataset_id IS 'The dataset; null for one that the approval makes.';
COMMENT ON COLUMN datasets.submission.slug IS 'Address of the dataset, also of one that does not exist yet.';
COMMENT ON COLUMN datasets.submission.organisation IS 'Slug of the organisation whose office answers for it.';
COMMENT ON COLUMN datasets.submission.wanted IS 'What was asked for: title, resource, key, mode, repairs, note, privacy.';
COMMENT ON COLUMN datasets.submission.original_hash IS 'SHA-256 of the file in the file store.';
COMMENT ON COLUMN datasets.submission.original_name IS 'Name it was sent under.';
COMMENT ON COLUMN datasets.submission.original_bytes IS 'Size of the file.';
COMMENT ON COLUMN datasets.submission.report IS 'What reading it found; examples of personal data are masked.';
COMMENT ON COLUMN datasets.submission.stopped IS 'Whether the privacy gate stops it as it was handed in.';
COMMENT ON COLUMN datasets.submission.replaces IS 'The submission of the same file that this one took the place of.';
COMMENT ON COLUMN datasets.submission.state IS 'waiting, then one of the others for good.';
COMMENT ON COLUMN datasets.submission.decided_by IS 'Second person; the drafter where it was withdrawn.';
COMMENT ON COLUMN datasets.submission.decided_at IS 'When it was decided.';
COMMENT ON COLUMN datasets.submission.reason IS 'Why it was refused or failed.';
COMMENT ON COLUMN datasets.submission.version_id IS 'Version the approval made, or found to be the same.';
CREATE INDEX submission_by_slug ON datasets.submission (slug) WHERE state = 'waiting';
CREATE INDEX submission_by_hash ON datasets.submission (original_hash);

CREATE FUNCTION datasets.decide_submission_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state <> 'waiting' OR NEW.state = 'waiting' THEN
    RAISE EXCEPTION 'A submission is decided once' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
COMMENT ON FUNCTION datasets.decide_submission_once() IS 'What was decided stays decided.';
CREATE TRIGGER submission_is_decided_once BEFORE UPDATE ON datasets.submission
  FOR EACH ROW EXECUTE FUNCTION datasets.decide_submission_once();
CREATE TRIGGER submission_is_never_removed BEFORE DELETE ON datasets.submission
  FOR EACH ROW EXECUTE FUNCTION datasets.refuse_change();
CREATE TRIGGER submission_is_never_emptied BEFORE TRUNCATE ON datasets.submission
  FOR EACH STATEMENT EXECUTE FUNCTION datasets.refuse_change();

REVOKE UPDATE, DELETE, TRUNCATE ON datasets.submission FROM :program;
GRANT SELECT, INSERT ON datasets.submission TO :program;
GRANT UPDATE (state, decided_by, decided_at, reason, version_id) ON datasets.submission TO :program;

-- Creates reviews of what is restricted, and notices that stay on a person's pages until they are acknowledged.
CREATE TABLE people.level_review (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  record_id uuid NOT NULL REFERENCES people.record (id),
  reviewed_by uuid REFERENCES people.person (id),
  reviewed_at timestamptz NOT NULL,
  was_due date NOT NULL,
  next_due date NOT NULL,
  reason text NOT NULL CHECK (length(btrim(reason)) BETWEEN 10 AND 2000)
);
COMMENT ON TABLE people.level_review IS 'That somebody looked again at what is restricted or secret, and why it stays so.';
COMMENT ON COLUMN people.level_review.id IS 'Never changes.';
COMMENT ON COLUMN people.level_review.record_id IS 'The record.';
COMMENT ON COLUMN people.level_review.reviewed_by IS 'Who looked; null for the operator.';
COMMENT ON COLUMN people.level_review.reviewed_at IS 'When.';
COMMENT ON COLUMN people.level_review.was_due IS 'Day by which it had to be looked at.';
COMMENT ON COLUMN people.level_review.next_due IS 'Day by which it is looked at again.';
COMMENT ON COLUMN people.level_review.reason IS 'Why it stays closed, in words.';
CREATE INDEX level_review_by_record ON people.level_review (record_id);
CREATE INDEX record_by_review ON people.record (review_by, id) WHERE level >= 2;
ALTER TABLE people.level_review ENABLE ROW LEVEL SECURITY;
ALTER TABLE people.level_review FORCE ROW LEVEL SECURITY;
CREATE POLICY of_seen_records ON people.level_review FOR SELECT USING (
  EXISTS (SELECT FROM people.record r WHERE r.id = record_id));
CREATE POLICY written_by_verbs ON people.level_review FOR INSERT WITH CHECK (people.whole());

CREATE TABLE people.notice (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  person_id uuid NOT NULL REFERENCES people.person (id),
  kind text NOT NULL CHECK (kind ~ '^[a-z]+(-[a-z]+)*$'),
  about text NOT NULL CHECK (length(about) BETWEEN 1 AND 200),
  path text CHECK (path ~ '^/'),
  detail jsonb NOT NULL DEFAULT '{}',
  at timestamptz NOT NULL,
  acknowledged timestamptz CHECK (acknowledged >= at),
  UNIQUE (person_id, kind, about)
);
COMMENT ON TABLE people.notice IS 'What a person must know; shown on the pages until it is acknowledged, and kept.';
COMMENT ON COLUMN people.notice.id IS 'Never changes.';
COMMENT ON COLUMN people.notice.person_id IS 'Who must know.';
COMMENT ON COLUMN people.notice.kind IS 'emergency, review-due, new-device, submission …';
COMMENT ON COLUMN people.notice.about IS 'What it is about; the same is told once.';
COMMENT ON COLUMN people.notice.path IS 'Page of ours where more is said; null for none.';
COMMENT ON COLUMN people.notice.detail IS 'Values of its sentence.';
COMMENT ON COLUMN people.notice.at IS 'When it was told.';
COMMENT ON COLUMN people.notice.acknowledged IS 'When the person said to have read it.';
CREATE INDEX notice_open ON people.notice (person_id) WHERE acknowledged IS NULL;

GRANT SELECT, INSERT ON people.level_review, people.notice TO :program;
REVOKE UPDATE, DELETE, TRUNCATE ON people.level_review, people.notice FROM :program;
GRANT UPDATE (acknowledged) ON people.notice TO :program;

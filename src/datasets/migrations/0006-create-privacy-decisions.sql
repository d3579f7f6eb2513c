-- Creates the memory of what the privacy gate decided on each version, and of versions withheld since.
CREATE TABLE datasets.privacy_decision (
  version_id uuid PRIMARY KEY REFERENCES datasets.version (id),
  decided timestamptz NOT NULL,
  kind text NOT NULL CHECK (kind IN ('clear', 'told', 'treated', 'override', 'off')),
  decided_by text CHECK (decided_by = btrim(decided_by) AND length(decided_by) BETWEEN 1 AND 200),
  reason text CHECK (reason = btrim(reason) AND length(reason) BETWEEN 1 AND 2000),
  findings jsonb NOT NULL CHECK (jsonb_typeof(findings) = 'array'),
  original_open boolean NOT NULL,
  CHECK ((kind = 'override') = (decided_by IS NOT NULL)),
  CHECK ((kind = 'override') = (reason IS NOT NULL)),
  CHECK (NOT original_open OR kind IN ('clear', 'told', 'off'))
);
COMMENT ON TABLE datasets.privacy_decision IS 'How each version passed the privacy gate; append-only.';
COMMENT ON COLUMN datasets.privacy_decision.version_id IS 'The version; one published before the gate has no row.';
COMMENT ON COLUMN datasets.privacy_decision.decided IS 'When.';
COMMENT ON COLUMN datasets.privacy_decision.kind IS 'clear: nothing stopped it; told: published with findings that were only told; treated: made harmless; override: published in spite; off: not asked, for measurements.';
COMMENT ON COLUMN datasets.privacy_decision.decided_by IS 'Person who answers for an override.';
COMMENT ON COLUMN datasets.privacy_decision.reason IS 'Why that person published in spite of the findings.';
COMMENT ON COLUMN datasets.privacy_decision.findings IS 'What was found, with masked examples only.';
COMMENT ON COLUMN datasets.privacy_decision.original_open IS 'Whether visitors may have the file as it was sent.';

CREATE TABLE datasets.withheld_version (
  version_id uuid PRIMARY KEY REFERENCES datasets.version (id),
  since timestamptz NOT NULL,
  because uuid NOT NULL REFERENCES datasets.version (id)
);
COMMENT ON TABLE datasets.withheld_version IS 'Versions visitors no longer get, because a later one had to be made harmless; append-only.';
COMMENT ON COLUMN datasets.withheld_version.version_id IS 'The version with the values as they were.';
COMMENT ON COLUMN datasets.withheld_version.since IS 'When.';
COMMENT ON COLUMN datasets.withheld_version.because IS 'The later version that was treated.';

CREATE TRIGGER privacy_decision_never_changes BEFORE UPDATE OR DELETE ON datasets.privacy_decision
  FOR EACH ROW EXECUTE FUNCTION datasets.refuse_change();
CREATE TRIGGER privacy_decision_is_never_emptied BEFORE TRUNCATE ON datasets.privacy_decision
  FOR EACH STATEMENT EXECUTE FUNCTION datasets.refuse_change();
CREATE TRIGGER withheld_version_never_changes BEFORE UPDATE OR DELETE ON datasets.withheld_version
  FOR EACH ROW EXECUTE FUNCTION datasets.refuse_change();
CREATE TRIGGER withheld_version_is_never_emptied BEFORE TRUNCATE ON datasets.withheld_version
  FOR EACH STATEMENT EXECUTE FUNCTION datasets.refuse_change();

GRANT SELECT, INSERT ON datasets.privacy_decision, datasets.withheld_version TO :program;

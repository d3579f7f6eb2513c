-- Creates how long each closed case is kept, its way into the central archive, and what must be so before it is destroyed.
CREATE TABLE case_files.transfer (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  institution_id uuid NOT NULL,
  from_office_id uuid NOT NULL,
  to_office_id uuid NOT NULL,
  sent_at timestamptz(3) NOT NULL,
  list_hash text NOT NULL CHECK (list_hash ~ '^[0-9a-f]{64}$'),
  received_at timestamptz(3) CHECK (received_at >= sent_at)
);
COMMENT ON TABLE case_files.transfer IS 'Lists of cases that an office hands to the central archive.';
COMMENT ON COLUMN case_files.transfer.id IS 'Never changes.';
COMMENT ON COLUMN case_files.transfer.institution_id IS 'Whose cases they are.';
COMMENT ON COLUMN case_files.transfer.from_office_id IS 'The office that hands them over.';
COMMENT ON COLUMN case_files.transfer.to_office_id IS 'The archive.';
COMMENT ON COLUMN case_files.transfer.sent_at IS 'When.';
COMMENT ON COLUMN case_files.transfer.list_hash IS 'SHA-256 of the list: cases and hashes of their indexes.';
COMMENT ON COLUMN case_files.transfer.received_at IS 'When the archive took them; null while they are on their way.';
CREATE INDEX transfer_on_its_way ON case_files.transfer (to_office_id) WHERE received_at IS NULL;

CREATE TABLE case_files.retention (
  case_id uuid NOT NULL REFERENCES case_files.case_file (id),
  n integer NOT NULL CHECK (n >= 1),
  series_code text NOT NULL,
  office_years integer NOT NULL CHECK (office_years BETWEEN 0 AND 100),
  keep_years integer NOT NULL CHECK (keep_years BETWEEN 1 AND 100),
  disposition text NOT NULL CHECK (disposition IN ('keep', 'destroy')),
  from_on date NOT NULL,
  transfer_on date NOT NULL,
  dispose_on date NOT NULL,
  level text NOT NULL DEFAULT 'office' CHECK (level IN ('office', 'central', 'permanent', 'destroyed')),
  archived_seq integer,
  transfer_id uuid REFERENCES case_files.transfer (id),
  received_seq integer,
  destroyed_seq integer,
  authority text CHECK (length(btrim(authority)) BETWEEN 3 AND 300),
  residual jsonb,
  ended_seq integer,
  PRIMARY KEY (case_id, n),
  FOREIGN KEY (case_id, archived_seq) REFERENCES case_files.event (case_id, seq),
  FOREIGN KEY (case_id, received_seq) REFERENCES case_files.event (case_id, seq),
  FOREIGN KEY (case_id, destroyed_seq) REFERENCES case_files.event (case_id, seq),
  FOREIGN KEY (case_id, ended_seq) REFERENCES case_files.event (case_id, seq),
  CHECK (transfer_on <= dispose_on),
  CHECK (level NOT IN ('central', 'permanent') OR received_seq IS NOT NULL),
  CHECK (transfer_id IS NULL OR archived_seq IS NOT NULL),
  CONSTRAINT destruction_is_authorised CHECK (
    (level = 'destroyed') = (destroyed_seq IS NOT NULL) AND
    (destroyed_seq IS NULL) = (authority IS NULL) AND (destroyed_seq IS NULL) = (residual IS NULL)),
  CHECK (disposition = 'destroy' OR level <> 'destroyed'),
  CHECK (ended_seq IS NULL OR level <> 'destroyed')
);
COMMENT ON TABLE case_files.retention IS 'How long a closed case is kept, by its records series, and where in its life it stands.';
COMMENT ON COLUMN case_files.retention.case_id IS 'The case.';
COMMENT ON COLUMN case_files.retention.n IS '1, and one more each time it is closed again after it was reopened.';
COMMENT ON COLUMN case_files.retention.series_code IS 'Its records series, as the procedure said when it was filed.';
COMMENT ON COLUMN case_files.retention.office_years IS 'Years in the archive of the office.';
COMMENT ON COLUMN case_files.retention.keep_years IS 'Years in all.';
COMMENT ON COLUMN case_files.retention.disposition IS 'What then happens: it is kept for ever or destroyed.';
COMMENT ON COLUMN case_files.retention.from_on IS 'The day it was closed.';
COMMENT ON COLUMN case_files.retention.transfer_on IS 'From when on it belongs into the central archive.';
COMMENT ON COLUMN case_files.retention.dispose_on IS 'From when on it may be destroyed, or is kept for ever.';
COMMENT ON COLUMN case_files.retention.level IS 'office, central, permanent, destroyed.';
COMMENT ON COLUMN case_files.retention.archived_seq IS 'The event that put it into the archive of its office; nothing comes into it from then on.';
COMMENT ON COLUMN case_files.retention.transfer_id IS 'The list it was handed over with.';
COMMENT ON COLUMN case_files.retention.received_seq IS 'The event by which the central archive took it.';
COMMENT ON COLUMN case_files.retention.destroyed_seq IS 'The event of its destruction.';
COMMENT ON COLUMN case_files.retention.authority IS 'The act that authorised the destruction.';
COMMENT ON COLUMN case_files.retention.residual IS 'What stays to say that the case was and what it held; no personal data.';
COMMENT ON COLUMN case_files.retention.ended_seq IS 'The event that reopened it; null while this row holds.';
CREATE UNIQUE INDEX one_retention ON case_files.retention (case_id) WHERE ended_seq IS NULL;
CREATE INDEX retention_to_transfer ON case_files.retention (transfer_on)
  WHERE ended_seq IS NULL AND level = 'office' AND transfer_id IS NULL;
CREATE INDEX retention_to_dispose ON case_files.retention (dispose_on)
  WHERE ended_seq IS NULL AND level = 'central';

CREATE FUNCTION case_files.start_retention() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  series jsonb;
  closed date;
  total integer;
  office integer;
BEGIN
  SELECT (content -> 'series')::jsonb INTO series FROM case_files.procedure_version
    WHERE id = NEW.procedure_version_id;
  SELECT (at AT TIME ZONE 'America/Lima')::date INTO closed FROM case_files.event
    WHERE case_id = NEW.id
    ORDER BY kind IN ('closed', 'withdrawn') DESC, seq DESC LIMIT 1;
  total := (series ->> 'years')::integer;
  -- Without a number of its own the office keeps two years of it.
  office := least(coalesce((series ->> 'officeYears')::integer, 2), total);
  INSERT INTO case_files.retention (case_id, n, series_code, office_years, keep_years, disposition,
      from_on, transfer_on, dispose_on)
    SELECT NEW.id, coalesce(max(n), 0) + 1, series ->> 'code', office, total,
      series ->> 'disposition', closed, closed + make_interval(years => office),
      closed + make_interval(years => total)
    FROM case_files.retention WHERE case_id = NEW.id
    ON CONFLICT (case_id) WHERE ended_seq IS NULL DO NOTHING;
  INSERT INTO case_files.index_head (case_id) VALUES (NEW.id) ON CONFLICT DO NOTHING;
  UPDATE case_files.index_head SET wanted = 'E02' WHERE case_id = NEW.id;
  RETURN NULL;
END $$;
COMMENT ON FUNCTION case_files.start_retention() IS 'The years of a series count from the day a case is closed, whatever closes it.';
CREATE TRIGGER closing_starts_retention AFTER UPDATE OF phase ON case_files.case_file
  FOR EACH ROW WHEN (NEW.phase IN ('closed', 'not-filed') AND OLD.phase IS DISTINCT FROM NEW.phase)
  EXECUTE FUNCTION case_files.start_retention();

CREATE FUNCTION case_files.keep_retention() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF OLD.ended_seq IS NOT NULL OR OLD.level = 'destroyed' OR (OLD.case_id, OLD.n, OLD.series_code,
      OLD.office_years, OLD.keep_years, OLD.disposition, OLD.from_on, OLD.transfer_on, OLD.dispose_on)
      IS DISTINCT FROM (NEW.case_id, NEW.n, NEW.series_code, NEW.office_years, NEW.keep_years,
      NEW.disposition, NEW.from_on, NEW.transfer_on, NEW.dispose_on) THEN
    RAISE EXCEPTION 'How long a case is kept does not change afterwards'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.level = 'destroyed' THEN
    IF OLD.level <> 'central' THEN
      RAISE EXCEPTION 'Only what the central archive has is destroyed'
        USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    PERFORM records.lock_hold('case', NEW.case_id::text);
    IF records.held('case', NEW.case_id::text) THEN
      RAISE EXCEPTION 'A hold keeps this case' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF (SELECT (at AT TIME ZONE 'America/Lima')::date FROM case_files.event
        WHERE case_id = NEW.case_id AND seq = NEW.destroyed_seq) < NEW.dispose_on THEN
      RAISE EXCEPTION 'The schedule keeps this case until %', NEW.dispose_on
        USING ERRCODE = 'integrity_constraint_violation';
    END IF;
  END IF;
  IF NEW.ended_seq IS NOT NULL THEN
    UPDATE case_files.index_head SET wanted = 'E01' WHERE case_id = NEW.case_id;
  END IF;
  RETURN NEW;
END $$;
COMMENT ON FUNCTION case_files.keep_retention() IS 'No destruction before its day, under a hold, or of what the central archive has not.';
CREATE TRIGGER retention_is_kept BEFORE UPDATE ON case_files.retention
  FOR EACH ROW EXECUTE FUNCTION case_files.keep_retention();
CREATE TRIGGER retention_stays BEFORE DELETE OR TRUNCATE ON case_files.retention
  FOR EACH STATEMENT EXECUTE FUNCTION case_files.refuse_change();

CREATE FUNCTION case_files.refuse_into_archive() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM case_files.retention WHERE case_id = NEW.case_id
      AND ended_seq IS NULL AND archived_seq IS NOT NULL) THEN
    RAISE EXCEPTION 'Nothing comes into an archived case before it is reopened'
      USING ERRCODE = 'integrity_constraint_violation', HINT = 'archived';
  END IF;
  IF EXISTS (SELECT FROM case_files.case_link WHERE other_id = NEW.case_id
      AND kind = 'accumulated' AND ended_seq IS NULL) THEN
    RAISE EXCEPTION 'What concerns an accumulated case comes into the one that goes on'
      USING ERRCODE = 'integrity_constraint_violation', HINT = 'accumulated';
  END IF;
  RETURN NEW;
END $$;
COMMENT ON FUNCTION case_files.refuse_into_archive() IS 'An archived case, and one that was accumulated, stay as they are.';
CREATE TRIGGER archive_is_closed BEFORE INSERT ON case_files.index_entry
  FOR EACH ROW EXECUTE FUNCTION case_files.refuse_into_archive();

GRANT SELECT, INSERT ON case_files.transfer TO :program;
GRANT UPDATE (received_at) ON case_files.transfer TO :program;
GRANT SELECT ON case_files.retention TO :program;
GRANT UPDATE (level, archived_seq, transfer_id, received_seq, destroyed_seq, authority, residual, ended_seq)
  ON case_files.retention TO :program;

CREATE FUNCTION case_files.retain_again(again uuid, since date) RETURNS void
  LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  INSERT INTO case_files.retention (case_id, n, series_code, office_years, keep_years, disposition,
      from_on, transfer_on, dispose_on)
    SELECT case_id, n + 1, series_code, office_years, keep_years, disposition, since,
      since + make_interval(years => office_years), since + make_interval(years => keep_years)
    FROM case_files.retention WHERE case_id = again AND ended_seq IS NOT NULL
    ORDER BY n DESC LIMIT 1;
  UPDATE case_files.index_head SET wanted = 'E02' WHERE case_id = again;
$$;
COMMENT ON FUNCTION case_files.retain_again(uuid, date) IS 'A case that was reopened and is put away again begins its years anew, by the series it had.';
REVOKE ALL ON FUNCTION case_files.retain_again(uuid, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION case_files.retain_again(uuid, date) TO :program;

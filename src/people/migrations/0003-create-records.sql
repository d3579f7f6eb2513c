-- Creates what permission knows of records: level, custody, who has access, and rows hidden by the database itself.
CREATE FUNCTION people.principals() RETURNS text[] LANGUAGE sql STABLE AS
  $$ SELECT string_to_array(current_setting('rimaq.principal'), ',') $$;
COMMENT ON FUNCTION people.principals() IS 'For whom the transaction reads, set by inViewOf(). Unset is an error, empty sees nothing.';
CREATE FUNCTION people.whole() RETURNS boolean LANGUAGE sql STABLE AS
  $$ SELECT people.principals() = ARRAY['program'] $$;
COMMENT ON FUNCTION people.whole() IS 'The program itself, in verbs that were permitted, and the operator.';
CREATE FUNCTION people.institution_of_reader() RETURNS uuid LANGUAGE sql STABLE AS
  $$ SELECT nullif(current_setting('rimaq.institution'), '')::uuid $$;
COMMENT ON FUNCTION people.institution_of_reader() IS 'Institution of the holding acted through; null for residents.';
CREATE FUNCTION people.instant_of_reading() RETURNS timestamptz LANGUAGE sql STABLE AS
  $$ SELECT current_setting('rimaq.instant')::timestamptz $$;
COMMENT ON FUNCTION people.instant_of_reading() IS 'Instant for which access is judged.';
CREATE FUNCTION people.opened_secret() RETURNS uuid LANGUAGE sql STABLE AS
  $$ SELECT nullif(current_setting('rimaq.opens', true), '')::uuid $$;
COMMENT ON FUNCTION people.opened_secret() IS 'The one secret record that is being opened; null in searches, lists and counts.';

CREATE TABLE people.record (
  id uuid PRIMARY KEY,
  kind text NOT NULL CHECK (kind ~ '^[a-z]+(-[a-z]+)*$'),
  institution_id uuid NOT NULL REFERENCES people.institution (id),
  level smallint NOT NULL CHECK (level BETWEEN 0 AND 3),
  basis text CHECK (length(btrim(basis)) BETWEEN 3 AND 300),
  authority text CHECK (length(btrim(authority)) BETWEEN 3 AND 300),
  review_by date,
  custody_office_id uuid NOT NULL,
  procedure text NOT NULL DEFAULT '' CHECK (procedure ~ '^[a-z0-9-]{0,100}$'),
  state text NOT NULL CHECK (state ~ '^[a-z]+(-[a-z]+)*$'),
  drafter_id uuid REFERENCES people.person (id),
  sealed boolean NOT NULL DEFAULT false,
  published_at timestamptz,
  published_basis text CHECK (length(btrim(published_basis)) BETWEEN 3 AND 300),
  opened_at timestamptz NOT NULL,
  UNIQUE (institution_id, id),
  FOREIGN KEY (institution_id, custody_office_id) REFERENCES people.office (institution_id, id),
  CHECK (level < 2 OR (basis IS NOT NULL AND review_by IS NOT NULL)),
  CHECK (level < 3 OR authority IS NOT NULL),
  CHECK ((published_at IS NULL) = (published_basis IS NULL)),
  CHECK (published_at IS NULL OR level = 0)
);
COMMENT ON TABLE people.record IS 'What permission knows of each record; its content lies in the room of its kind.';
COMMENT ON COLUMN people.record.id IS 'Id of the record in its room.';
COMMENT ON COLUMN people.record.kind IS 'dataset, and later case, document …';
COMMENT ON COLUMN people.record.institution_id IS 'Whose record it is.';
COMMENT ON COLUMN people.record.level IS '0 public, 1 institution, 2 restricted, 3 secret.';
COMMENT ON COLUMN people.record.basis IS 'Legal basis of a restricted or secret record.';
COMMENT ON COLUMN people.record.authority IS 'Who declared it secret.';
COMMENT ON COLUMN people.record.review_by IS 'Day by which its level is looked at again.';
COMMENT ON COLUMN people.record.custody_office_id IS 'Office that answers for it.';
COMMENT ON COLUMN people.record.procedure IS 'Procedure it belongs to; empty for none.';
COMMENT ON COLUMN people.record.state IS 'State in the table of its room.';
COMMENT ON COLUMN people.record.drafter_id IS 'Who drafted what stands for approval.';
COMMENT ON COLUMN people.record.sealed IS 'Closed: it may be read, not changed.';
COMMENT ON COLUMN people.record.published_at IS 'When it was published; without it nothing is public.';
COMMENT ON COLUMN people.record.published_basis IS 'On what basis it was published.';
COMMENT ON COLUMN people.record.opened_at IS 'When it was registered; lists are ordered by it.';
CREATE INDEX record_by_custody ON people.record (custody_office_id);
CREATE INDEX record_by_opened ON people.record (opened_at DESC, id DESC);

CREATE TABLE people.record_access (
  record_id uuid NOT NULL,
  institution_id uuid NOT NULL,
  principal text NOT NULL CHECK (principal ~ '^(public|(office|person|party|staff|audit|glass):[0-9a-f-]{36}( [a-z0-9-]+)?)$'),
  reason text NOT NULL CHECK (reason IN ('custody', 'path', 'assigned', 'credential', 'party',
    'institution', 'audit', 'publication', 'break-glass')),
  ceiling smallint NOT NULL CHECK (ceiling BETWEEN 0 AND 3),
  opened_at timestamptz NOT NULL,
  valid_until timestamptz,
  PRIMARY KEY (record_id, principal, reason),
  FOREIGN KEY (institution_id, record_id) REFERENCES people.record (institution_id, id),
  CHECK (ceiling < 3 OR reason IN ('credential', 'break-glass')),
  CHECK (reason <> 'break-glass' OR valid_until IS NOT NULL),
  CHECK (principal <> 'public' OR ceiling = 0),
  CHECK (principal NOT LIKE 'staff:%' OR ceiling <= 1)
);
COMMENT ON TABLE people.record_access IS 'Who may see which record and why; written in the same transaction as registering and routing.';
COMMENT ON COLUMN people.record_access.record_id IS 'The record.';
COMMENT ON COLUMN people.record_access.institution_id IS 'Institution of the record.';
COMMENT ON COLUMN people.record_access.principal IS 'office:, person:, party:, staff: or audit: with an id; glass: with a person; or public.';
COMMENT ON COLUMN people.record_access.reason IS 'Why.';
COMMENT ON COLUMN people.record_access.ceiling IS 'Highest level of the record at which the row still opens it.';
COMMENT ON COLUMN people.record_access.opened_at IS 'That of the record, so that lists read one index.';
COMMENT ON COLUMN people.record_access.valid_until IS 'Until when, not included; null without end.';
CREATE INDEX record_access_by_principal ON people.record_access (principal, opened_at DESC, record_id DESC);

CREATE TABLE people.record_document (
  record_id uuid NOT NULL REFERENCES people.record (id),
  document_id uuid NOT NULL,
  level smallint NOT NULL CHECK (level BETWEEN 0 AND 3),
  PRIMARY KEY (record_id, document_id)
);
COMMENT ON TABLE people.record_document IS 'Levels of the documents in a record, which is never below the strictest.';
COMMENT ON COLUMN people.record_document.record_id IS 'The record.';
COMMENT ON COLUMN people.record_document.document_id IS 'The document.';
COMMENT ON COLUMN people.record_document.level IS 'Its level, as that of records.';

CREATE FUNCTION people.refuse_level_below_documents() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE record uuid;
BEGIN
  record := CASE TG_TABLE_NAME WHEN 'record' THEN to_jsonb(NEW) ->> 'id' ELSE to_jsonb(NEW) ->> 'record_id' END;
  IF (SELECT r.level FROM people.record r WHERE r.id = record)
     < (SELECT max(d.level) FROM people.record_document d WHERE d.record_id = record) THEN
    RAISE EXCEPTION 'A record is never below its strictest document'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
COMMENT ON FUNCTION people.refuse_level_below_documents() IS 'The record takes the level of its strictest document.';
CREATE CONSTRAINT TRIGGER record_is_as_strict_as_its_documents AFTER UPDATE OF level ON people.record
  DEFERRABLE INITIALLY IMMEDIATE FOR EACH ROW EXECUTE FUNCTION people.refuse_level_below_documents();
CREATE CONSTRAINT TRIGGER document_is_not_stricter AFTER INSERT OR UPDATE ON people.record_document
  DEFERRABLE INITIALLY IMMEDIATE FOR EACH ROW EXECUTE FUNCTION people.refuse_level_below_documents();

CREATE TABLE people.level_change (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  record_id uuid NOT NULL REFERENCES people.record (id),
  from_level smallint NOT NULL CHECK (from_level BETWEEN 0 AND 3),
  to_level smallint NOT NULL CHECK (to_level BETWEEN 0 AND 3),
  reason text NOT NULL CHECK (length(btrim(reason)) BETWEEN 10 AND 2000),
  proposed_by uuid REFERENCES people.person (id),
  proposed_at timestamptz NOT NULL,
  decided_by uuid REFERENCES people.person (id),
  decided_at timestamptz,
  CHECK (from_level <> to_level),
  CHECK ((decided_at IS NULL) = (decided_by IS NULL) OR to_level > from_level),
  CHECK (to_level > from_level OR proposed_by IS NOT NULL),
  CONSTRAINT two_people CHECK (decided_by <> proposed_by)
);
COMMENT ON TABLE people.level_change IS 'Levels raised at once, and lowered by two people.';
COMMENT ON COLUMN people.level_change.id IS 'Never changes.';
COMMENT ON COLUMN people.level_change.record_id IS 'The record.';
COMMENT ON COLUMN people.level_change.from_level IS 'Level when it was proposed.';
COMMENT ON COLUMN people.level_change.to_level IS 'Level proposed.';
COMMENT ON COLUMN people.level_change.reason IS 'Why, in words.';
COMMENT ON COLUMN people.level_change.proposed_by IS 'Who raised it, or proposed to lower it; null for the operator or a program.';
COMMENT ON COLUMN people.level_change.proposed_at IS 'When.';
COMMENT ON COLUMN people.level_change.decided_by IS 'The second person, who lowered it.';
COMMENT ON COLUMN people.level_change.decided_at IS 'When it took effect.';
CREATE INDEX level_change_by_record ON people.level_change (record_id);

CREATE TABLE people.break_glass (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  record_id uuid NOT NULL REFERENCES people.record (id),
  requested_by uuid NOT NULL REFERENCES people.person (id),
  reason text NOT NULL CHECK (length(btrim(reason)) BETWEEN 20 AND 2000),
  requested_at timestamptz NOT NULL,
  approved_by uuid REFERENCES people.person (id),
  approved_at timestamptz,
  CHECK ((approved_by IS NULL) = (approved_at IS NULL)),
  CHECK (approved_at >= requested_at),
  CONSTRAINT two_people CHECK (approved_by <> requested_by)
);
COMMENT ON TABLE people.break_glass IS 'Access in an emergency: two people, a reason, thirty minutes.';
COMMENT ON COLUMN people.break_glass.id IS 'Never changes.';
COMMENT ON COLUMN people.break_glass.record_id IS 'The record to be read.';
COMMENT ON COLUMN people.break_glass.requested_by IS 'Who wants to read it.';
COMMENT ON COLUMN people.break_glass.reason IS 'Why it cannot wait, in words.';
COMMENT ON COLUMN people.break_glass.requested_at IS 'When it was asked.';
COMMENT ON COLUMN people.break_glass.approved_by IS 'The second person.';
COMMENT ON COLUMN people.break_glass.approved_at IS 'When; access ends thirty minutes later.';

ALTER TABLE people.record ENABLE ROW LEVEL SECURITY;
ALTER TABLE people.record FORCE ROW LEVEL SECURITY;
ALTER TABLE people.record_access ENABLE ROW LEVEL SECURITY;
ALTER TABLE people.record_access FORCE ROW LEVEL SECURITY;
ALTER TABLE people.record_document ENABLE ROW LEVEL SECURITY;
ALTER TABLE people.record_document FORCE ROW LEVEL SECURITY;
ALTER TABLE people.level_change ENABLE ROW LEVEL SECURITY;
ALTER TABLE people.level_change FORCE ROW LEVEL SECURITY;
ALTER TABLE people.break_glass ENABLE ROW LEVEL SECURITY;
ALTER TABLE people.break_glass FORCE ROW LEVEL SECURITY;

CREATE POLICY own_access ON people.record_access FOR SELECT USING (
  (SELECT people.whole()) OR (
    principal = ANY ((SELECT people.principals())::text[])
    AND (valid_until IS NULL OR valid_until > (SELECT people.instant_of_reading()))
    AND (reason IN ('party', 'publication') OR institution_id = (SELECT people.institution_of_reader()))));
CREATE POLICY seen_records ON people.record FOR SELECT USING (
  (SELECT people.whole()) OR (
    (level < 3 OR id = (SELECT people.opened_secret()))
    AND EXISTS (SELECT FROM people.record_access a WHERE a.record_id = record.id
      AND a.ceiling >= record.level)));
CREATE POLICY of_seen_records ON people.record_document FOR SELECT USING (
  EXISTS (SELECT FROM people.record r WHERE r.id = record_id));
CREATE POLICY of_seen_records ON people.level_change FOR SELECT USING (
  EXISTS (SELECT FROM people.record r WHERE r.id = record_id));
CREATE POLICY of_the_program ON people.break_glass FOR SELECT USING ((SELECT people.whole()));

CREATE POLICY written_by_verbs ON people.record FOR INSERT WITH CHECK (people.whole());
CREATE POLICY changed_by_verbs ON people.record FOR UPDATE USING (people.whole());
CREATE POLICY written_by_verbs ON people.record_access FOR INSERT WITH CHECK (people.whole());
CREATE POLICY changed_by_verbs ON people.record_access FOR UPDATE USING (people.whole());
CREATE POLICY written_by_verbs ON people.record_document FOR INSERT WITH CHECK (people.whole());
CREATE POLICY changed_by_verbs ON people.record_document FOR UPDATE USING (people.whole());
CREATE POLICY written_by_verbs ON people.level_change FOR INSERT WITH CHECK (people.whole());
CREATE POLICY changed_by_verbs ON people.level_change FOR UPDATE USING (people.whole());
CREATE POLICY written_by_verbs ON people.break_glass FOR INSERT WITH CHECK (people.whole());
CREATE POLICY changed_by_verbs ON people.break_glass FOR UPDATE USING (people.whole());

GRANT SELECT, INSERT ON people.record, people.record_access, people.record_document,
  people.level_change, people.break_glass TO :program;
REVOKE UPDATE, DELETE, TRUNCATE ON people.record, people.record_access, people.record_document,
  people.level_change, people.break_glass FROM :program;
GRANT UPDATE (level, basis, authority, review_by, custody_office_id, state, drafter_id, sealed,
  published_at, published_basis) ON people.record TO :program;
GRANT UPDATE (valid_until) ON people.record_access TO :program;
GRANT UPDATE (level) ON people.record_document TO :program;
GRANT UPDATE (decided_by, decided_at) ON people.level_change TO :program;
GRANT UPDATE (approved_by, approved_at) ON people.break_glass TO :program;

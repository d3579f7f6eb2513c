-- Gives each case its phase, who answers for it, and its terms: written again from the events, in their transaction.
ALTER TABLE case_files.case_file
  ADD COLUMN phase text NOT NULL DEFAULT 'open' CHECK (phase IN ('open', 'observed', 'suspended',
    'paralysed', 'decided', 'notifying', 'notified', 'appealed', 'approved', 'firm', 'not-filed',
    'closed')),
  ADD COLUMN responsible_office_id uuid,
  ADD COLUMN responsible_position_id uuid;
ALTER TABLE case_files.case_file ALTER COLUMN phase DROP DEFAULT;
COMMENT ON COLUMN case_files.case_file.phase IS 'As the legal clock of @rimaq/workdays names it, after the last event.';
COMMENT ON COLUMN case_files.case_file.responsible_office_id IS 'The office that answers for it now.';
COMMENT ON COLUMN case_files.case_file.responsible_position_id IS 'The post within it; null while the office has given it to none.';

SELECT set_config('rimaq.principal', 'program', true);
UPDATE case_files.case_file c SET responsible_office_id = r.custody_office_id
  FROM people.record r WHERE r.id = c.id;
ALTER TABLE case_files.case_file ADD CONSTRAINT open_has_one_responsible
  CHECK (responsible_office_id IS NOT NULL OR phase IN ('firm', 'not-filed', 'closed'));
ALTER TABLE case_files.case_file ADD CONSTRAINT position_is_of_an_office
  CHECK (responsible_position_id IS NULL OR responsible_office_id IS NOT NULL);
CREATE INDEX case_by_office ON case_files.case_file (responsible_office_id, due_on, id);

ALTER TABLE case_files.document
  ADD COLUMN origin text NOT NULL DEFAULT 'filer' CHECK (origin IN ('filer', 'entity', 'other-entity')),
  ADD COLUMN kind text NOT NULL DEFAULT 'attachment' CHECK (kind ~ '^[a-z]+(-[a-z]+)*$');
COMMENT ON COLUMN case_files.document.origin IS 'Who made it.';
COMMENT ON COLUMN case_files.document.kind IS 'What it is: attachment, receipt, report, resolution …';

CREATE TABLE case_files.term (
  case_id uuid NOT NULL REFERENCES case_files.case_file (id),
  n integer NOT NULL CHECK (n >= 1),
  event_seq integer NOT NULL,
  key text NOT NULL,
  rule text NOT NULL,
  computed_on date NOT NULL,
  due_on date NOT NULL,
  computation jsonb NOT NULL CHECK (computation ? 'cause' AND computation ? 'calendar'),
  PRIMARY KEY (case_id, n),
  FOREIGN KEY (case_id, event_seq) REFERENCES case_files.event (case_id, seq)
);
COMMENT ON TABLE case_files.term IS 'Every computation of a term, in the order it was made; the last one of a key holds. Never changed.';
COMMENT ON COLUMN case_files.term.case_id IS 'The case.';
COMMENT ON COLUMN case_files.term.n IS '1, 2, 3 … within the case.';
COMMENT ON COLUMN case_files.term.event_seq IS 'The last event when it was computed.';
COMMENT ON COLUMN case_files.term.key IS 'Which term of the case.';
COMMENT ON COLUMN case_files.term.rule IS 'Id of the rule.';
COMMENT ON COLUMN case_files.term.computed_on IS 'The day it was computed for.';
COMMENT ON COLUMN case_files.term.due_on IS 'The last day.';
COMMENT ON COLUMN case_files.term.computation IS 'As @rimaq/workdays computed it: rule, version, calendar, cause, days.';
CREATE TRIGGER term_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON case_files.term
  FOR EACH STATEMENT EXECUTE FUNCTION case_files.refuse_change();

GRANT SELECT, INSERT ON case_files.term TO :program;
GRANT UPDATE (phase, due_on, term, silent_on, responsible_office_id, responsible_position_id)
  ON case_files.case_file TO :program;

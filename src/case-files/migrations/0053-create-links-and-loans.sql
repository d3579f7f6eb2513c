-- Creates what ties cases together, and the loans of their parts on paper.
CREATE TABLE case_files.case_link (
  case_id uuid NOT NULL REFERENCES case_files.case_file (id),
  other_id uuid NOT NULL REFERENCES case_files.case_file (id),
  kind text NOT NULL CHECK (kind IN ('accumulated', 'appeal-of', 'reopened-from')),
  seq integer NOT NULL,
  act text NOT NULL CHECK (length(btrim(act)) BETWEEN 3 AND 300),
  ended_seq integer,
  ended_act text CHECK (length(btrim(ended_act)) BETWEEN 3 AND 300),
  PRIMARY KEY (case_id, other_id, kind, seq),
  FOREIGN KEY (case_id, seq) REFERENCES case_files.event (case_id, seq),
  CHECK (case_id <> other_id),
  CHECK ((ended_seq IS NULL) = (ended_act IS NULL)),
  CHECK (ended_seq > seq)
);
COMMENT ON TABLE case_files.case_link IS 'Cases that belong together: accumulated (Law 27444, art. 149), appeals, reopened ones.';
COMMENT ON COLUMN case_files.case_link.case_id IS 'The case that goes on.';
COMMENT ON COLUMN case_files.case_link.other_id IS 'The case that was put to it.';
COMMENT ON COLUMN case_files.case_link.kind IS 'How they belong together.';
COMMENT ON COLUMN case_files.case_link.seq IS 'The event of the case that says so.';
COMMENT ON COLUMN case_files.case_link.act IS 'The resolution it rests on.';
COMMENT ON COLUMN case_files.case_link.ended_seq IS 'The event of the case that separated them; null while they belong together.';
COMMENT ON COLUMN case_files.case_link.ended_act IS 'The resolution that separated them.';
CREATE UNIQUE INDEX accumulated_once ON case_files.case_link (other_id)
  WHERE kind = 'accumulated' AND ended_seq IS NULL;
CREATE INDEX link_by_other ON case_files.case_link (other_id);

CREATE FUNCTION case_files.keep_link() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.kind = 'accumulated' AND EXISTS (SELECT FROM case_files.case_link
        WHERE other_id = NEW.case_id AND kind = 'accumulated' AND ended_seq IS NULL) THEN
      RAISE EXCEPTION 'A case that was accumulated itself takes no other'
        USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF OLD.ended_seq IS NOT NULL OR (OLD.case_id, OLD.other_id, OLD.kind, OLD.seq, OLD.act)
      IS DISTINCT FROM (NEW.case_id, NEW.other_id, NEW.kind, NEW.seq, NEW.act) THEN
    RAISE EXCEPTION 'A link is only ended, once' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
COMMENT ON FUNCTION case_files.keep_link() IS 'Links go one way, so that no circle of cases can come to be.';
CREATE TRIGGER link_is_kept BEFORE INSERT OR UPDATE ON case_files.case_link
  FOR EACH ROW EXECUTE FUNCTION case_files.keep_link();
CREATE TRIGGER link_stays BEFORE DELETE OR TRUNCATE ON case_files.case_link
  FOR EACH STATEMENT EXECUTE FUNCTION case_files.refuse_change();

CREATE TABLE case_files.loan (
  case_id uuid NOT NULL,
  paper_ref text NOT NULL,
  out_seq integer NOT NULL,
  holder_office_id uuid NOT NULL,
  holder text NOT NULL CHECK (length(btrim(holder)) BETWEEN 3 AND 200),
  due_on date NOT NULL,
  back_seq integer CHECK (back_seq > out_seq),
  PRIMARY KEY (case_id, paper_ref, out_seq),
  FOREIGN KEY (case_id, paper_ref) REFERENCES case_files.index_entry (case_id, paper_ref),
  FOREIGN KEY (case_id, out_seq) REFERENCES case_files.event (case_id, seq),
  FOREIGN KEY (case_id, back_seq) REFERENCES case_files.event (case_id, seq)
);
COMMENT ON TABLE case_files.loan IS 'Parts on paper that were lent: to whom, until when, and whether they came back.';
COMMENT ON COLUMN case_files.loan.case_id IS 'The case.';
COMMENT ON COLUMN case_files.loan.paper_ref IS 'The part, as the index names it.';
COMMENT ON COLUMN case_files.loan.out_seq IS 'The event that lent it.';
COMMENT ON COLUMN case_files.loan.holder_office_id IS 'The office that has it.';
COMMENT ON COLUMN case_files.loan.holder IS 'The post that has it.';
COMMENT ON COLUMN case_files.loan.due_on IS 'The day it is to be back.';
COMMENT ON COLUMN case_files.loan.back_seq IS 'The event that took it back; null while it is out.';
CREATE UNIQUE INDEX one_open_loan ON case_files.loan (case_id, paper_ref) WHERE back_seq IS NULL;
CREATE INDEX loan_by_day ON case_files.loan (due_on) WHERE back_seq IS NULL;

GRANT SELECT, INSERT ON case_files.case_link, case_files.loan TO :program;
GRANT UPDATE (ended_seq, ended_act) ON case_files.case_link TO :program;
GRANT UPDATE (back_seq) ON case_files.loan TO :program;

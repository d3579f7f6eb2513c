-- Creates acts: drafted, read over by others, signed with a number in one transaction, and set aside only by another act.
CREATE TABLE case_files.act (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  case_id uuid NOT NULL REFERENCES case_files.case_file (id),
  institution_id uuid NOT NULL REFERENCES people.institution (id),
  kind text NOT NULL CHECK (kind IN ('report', 'resolution', 'letter', 'memorandum', 'observation')),
  template text NOT NULL,
  template_version integer NOT NULL,
  title text NOT NULL CHECK (length(btrim(title)) BETWEEN 3 AND 300),
  effect text CHECK (effect IN ('grants', 'grants-in-part', 'denies', 'ends')),
  drafter_id uuid NOT NULL REFERENCES people.person (id),
  signer_position_id uuid REFERENCES people.position (id),
  visa_positions uuid[] NOT NULL DEFAULT '{}' CHECK (cardinality(visa_positions) <= 8),
  copy_offices uuid[] NOT NULL DEFAULT '{}' CHECK (cardinality(copy_offices) <= 20),
  sets_aside uuid REFERENCES case_files.act (id) CHECK (sets_aside <> id),
  state text NOT NULL DEFAULT 'draft'
    CHECK (state IN ('draft', 'visas', 'to-sign', 'signed', 'set-aside', 'dropped')),
  text_version integer NOT NULL DEFAULT 1 CHECK (text_version >= 1),
  code text NOT NULL UNIQUE CHECK (code ~ '^([0-9A-HJKMNP-TV-Z]{4}-){4}[0-9A-HJKMNP-TV-Z]$'),
  created timestamptz NOT NULL,
  year integer,
  number bigint CHECK (number >= 1),
  signed_at timestamptz(3),
  holding_id uuid REFERENCES people.holding (id),
  signed_sha256 text CHECK (signed_sha256 ~ '^[0-9a-f]{64}$'),
  signed_event integer,
  set_aside_by uuid REFERENCES case_files.act (id),
  UNIQUE (institution_id, kind, year, number),
  FOREIGN KEY (template, template_version) REFERENCES case_files.act_template (code, version),
  FOREIGN KEY (case_id, signed_event) REFERENCES case_files.event (case_id, seq),
  CHECK (num_nulls(year, number, signed_at, holding_id, signed_sha256, signed_event) IN (0, 6)),
  CHECK ((number IS NOT NULL) = (state IN ('signed', 'set-aside'))),
  CHECK ((set_aside_by IS NOT NULL) = (state = 'set-aside')),
  CHECK (signer_position_id IS NOT NULL OR state IN ('draft', 'dropped')),
  CHECK (effect IS NULL OR kind IN ('resolution', 'letter'))
);
COMMENT ON TABLE case_files.act IS 'What the entity writes in a case: reports, resolutions, letters. Signed ones never change.';
COMMENT ON COLUMN case_files.act.id IS 'Never changes.';
COMMENT ON COLUMN case_files.act.case_id IS 'The case it stands in.';
COMMENT ON COLUMN case_files.act.institution_id IS 'Whose act it is.';
COMMENT ON COLUMN case_files.act.kind IS 'Each kind has its own series of numbers.';
COMMENT ON COLUMN case_files.act.template IS 'Template it was begun from.';
COMMENT ON COLUMN case_files.act.template_version IS 'Version of the template.';
COMMENT ON COLUMN case_files.act.title IS 'What it is about, in one line.';
COMMENT ON COLUMN case_files.act.effect IS 'What it decides about the request; null when it decides nothing.';
COMMENT ON COLUMN case_files.act.drafter_id IS 'Who drafts.';
COMMENT ON COLUMN case_files.act.signer_position_id IS 'The post that signs, whoever holds it on that day.';
COMMENT ON COLUMN case_files.act.visa_positions IS 'Posts that read it over, in this order, before it is signed.';
COMMENT ON COLUMN case_files.act.copy_offices IS 'Offices that get a copy for information when it is signed.';
COMMENT ON COLUMN case_files.act.sets_aside IS 'The signed act that this one sets aside once it is signed.';
COMMENT ON COLUMN case_files.act.state IS 'draft, visas, to-sign, signed, set-aside, dropped.';
COMMENT ON COLUMN case_files.act.text_version IS 'The version of its text that counts.';
COMMENT ON COLUMN case_files.act.code IS 'Verification code that stands on it; once signed it is in the register of what was issued.';
COMMENT ON COLUMN case_files.act.created IS 'When it was begun.';
COMMENT ON COLUMN case_files.act.year IS 'Of its number.';
COMMENT ON COLUMN case_files.act.number IS 'Gapless within institution, kind and year; given in the transaction of the signature.';
COMMENT ON COLUMN case_files.act.signed_at IS 'The instant of that transaction.';
COMMENT ON COLUMN case_files.act.holding_id IS 'Through which holding it was signed.';
COMMENT ON COLUMN case_files.act.signed_sha256 IS 'Hash of the signed and sealed document.';
COMMENT ON COLUMN case_files.act.signed_event IS 'The event of the case that tells of it.';
COMMENT ON COLUMN case_files.act.set_aside_by IS 'The act that set it aside.';
CREATE INDEX act_by_case ON case_files.act (case_id, created);
CREATE INDEX act_to_sign ON case_files.act (signer_position_id, created) WHERE state = 'to-sign';
CREATE INDEX act_visas ON case_files.act USING gin (visa_positions) WHERE state = 'visas';
CREATE INDEX act_by_signed_file ON case_files.act (signed_sha256);

CREATE TABLE case_files.act_text (
  act_id uuid NOT NULL REFERENCES case_files.act (id),
  version integer NOT NULL CHECK (version >= 1),
  body text NOT NULL CHECK (length(body) <= 200000),
  person_id uuid NOT NULL REFERENCES people.person (id),
  at timestamptz NOT NULL,
  PRIMARY KEY (act_id, version)
);
COMMENT ON TABLE case_files.act_text IS 'Every saved text of an act; none is written over.';
COMMENT ON COLUMN case_files.act_text.act_id IS 'The act.';
COMMENT ON COLUMN case_files.act_text.version IS '1, 2, 3 … within the act.';
COMMENT ON COLUMN case_files.act_text.body IS 'In the small Markdown of src/case-files/acts/blocks.ts.';
COMMENT ON COLUMN case_files.act_text.person_id IS 'Who saved it.';
COMMENT ON COLUMN case_files.act_text.at IS 'When.';

CREATE TABLE case_files.act_comment (
  act_id uuid NOT NULL REFERENCES case_files.act (id),
  n integer NOT NULL CHECK (n >= 1),
  text_version integer NOT NULL,
  body text NOT NULL CHECK (length(btrim(body)) BETWEEN 1 AND 4000),
  person_id uuid NOT NULL REFERENCES people.person (id),
  at timestamptz NOT NULL,
  PRIMARY KEY (act_id, n),
  FOREIGN KEY (act_id, text_version) REFERENCES case_files.act_text (act_id, version)
);
COMMENT ON TABLE case_files.act_comment IS 'What people say about a draft.';
COMMENT ON COLUMN case_files.act_comment.act_id IS 'The act.';
COMMENT ON COLUMN case_files.act_comment.n IS '1, 2, 3 … within the act.';
COMMENT ON COLUMN case_files.act_comment.text_version IS 'The text it speaks of.';
COMMENT ON COLUMN case_files.act_comment.body IS 'The words.';
COMMENT ON COLUMN case_files.act_comment.person_id IS 'Whose words.';
COMMENT ON COLUMN case_files.act_comment.at IS 'When.';

CREATE TABLE case_files.act_visa (
  act_id uuid NOT NULL REFERENCES case_files.act (id),
  n integer NOT NULL CHECK (n >= 1),
  text_version integer NOT NULL,
  position_id uuid NOT NULL REFERENCES people.position (id),
  holding_id uuid NOT NULL REFERENCES people.holding (id),
  outcome text NOT NULL CHECK (outcome IN ('given', 'returned')),
  reason text CHECK (length(btrim(reason)) BETWEEN 3 AND 2000),
  at timestamptz NOT NULL,
  PRIMARY KEY (act_id, n),
  FOREIGN KEY (act_id, text_version) REFERENCES case_files.act_text (act_id, version),
  CHECK (outcome = 'given' OR reason IS NOT NULL)
);
COMMENT ON TABLE case_files.act_visa IS 'Approvals given and refused, each of one text: another text needs new ones.';
COMMENT ON COLUMN case_files.act_visa.act_id IS 'The act.';
COMMENT ON COLUMN case_files.act_visa.n IS '1, 2, 3 … within the act.';
COMMENT ON COLUMN case_files.act_visa.text_version IS 'The text that was read over.';
COMMENT ON COLUMN case_files.act_visa.position_id IS 'For which post; the signer''s when it is returned from the signing tray.';
COMMENT ON COLUMN case_files.act_visa.holding_id IS 'Through which holding.';
COMMENT ON COLUMN case_files.act_visa.outcome IS 'given or returned.';
COMMENT ON COLUMN case_files.act_visa.reason IS 'Why it was returned.';
COMMENT ON COLUMN case_files.act_visa.at IS 'When.';

CREATE FUNCTION case_files.may_sign(holding uuid, procedure_code text, instant timestamptz)
RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (
    SELECT FROM people.holding h
      JOIN people.position p ON p.id = h.position_id
      JOIN people.office o ON o.id = p.office_id
      LEFT JOIN people.holding g ON g.id = h.grantor_id
    WHERE h.id = holding AND h.person_id IS NOT NULL
      AND h.valid_from <= instant AND coalesce(h.valid_until, 'infinity') > instant
      AND p.valid_from <= instant AND coalesce(p.valid_until, 'infinity') > instant
      AND o.valid_from <= instant AND coalesce(o.valid_until, 'infinity') > instant
      AND (g.id IS NULL OR (g.valid_from <= instant AND coalesce(g.valid_until, 'infinity') > instant))
      AND EXISTS (
        SELECT FROM people.position_role pr JOIN people.role_verb v ON v.role_id = pr.role_id
        WHERE pr.position_id = h.position_id AND v.verb = 'sign'
          AND v.procedure IN ('', procedure_code)
          AND pr.valid_from <= instant AND coalesce(pr.valid_until, 'infinity') > instant)
      AND (h.grantor_id IS NULL OR EXISTS (
        SELECT FROM people.holding_verb v WHERE v.holding_id = h.id AND v.verb = 'sign'
          AND v.procedure IN ('', procedure_code)))
      AND NOT EXISTS (
        SELECT FROM people.holding d JOIN people.holding_verb v ON v.holding_id = d.id
        WHERE d.grantor_id = h.id AND d.suspends_grantor AND v.verb = 'sign'
          AND v.procedure IN ('', procedure_code)
          AND d.valid_from <= instant AND coalesce(d.valid_until, 'infinity') > instant))
$$;
COMMENT ON FUNCTION case_files.may_sign(uuid, text, timestamptz) IS 'Whether a holding of a person grants the verb sign for a procedure at an instant.';

CREATE FUNCTION case_files.keep_act() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  procedure_code text;
  missing integer;
BEGIN
  IF (OLD.id, OLD.case_id, OLD.institution_id, OLD.kind, OLD.template, OLD.template_version, OLD.code,
      OLD.created) IS DISTINCT FROM (NEW.id, NEW.case_id, NEW.institution_id, NEW.kind, NEW.template,
      NEW.template_version, NEW.code, NEW.created) THEN
    RAISE EXCEPTION 'What an act is does not change' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF OLD.state IN ('set-aside', 'dropped') OR (OLD.state = 'signed' AND (
      NEW.state <> 'set-aside' OR to_jsonb(NEW) - 'state' - 'set_aside_by'
        IS DISTINCT FROM to_jsonb(OLD) - 'state' - 'set_aside_by')) THEN
    RAISE EXCEPTION 'A signed act does not change: another act sets it aside'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
      ('draft', 'visas'), ('draft', 'to-sign'), ('draft', 'dropped'), ('visas', 'to-sign'),
      ('visas', 'draft'), ('to-sign', 'draft'), ('to-sign', 'signed'), ('signed', 'set-aside')) THEN
    RAISE EXCEPTION 'An act does not go from % to %', OLD.state, NEW.state
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.text_version <> OLD.text_version AND NEW.state <> 'draft' THEN
    RAISE EXCEPTION 'Another text is a draft again' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.state IN ('to-sign', 'signed') AND NEW.state <> OLD.state THEN
    SELECT count(*) INTO missing FROM unnest(NEW.visa_positions) AS p (id)
    WHERE coalesce((SELECT v.outcome FROM case_files.act_visa v WHERE v.act_id = NEW.id
      AND v.text_version = NEW.text_version AND v.position_id = p.id
      ORDER BY v.n DESC LIMIT 1), '') <> 'given';
    IF missing > 0 THEN
      RAISE EXCEPTION 'Of this text % approvals are missing', missing
        USING ERRCODE = 'integrity_constraint_violation';
    END IF;
  END IF;
  IF NEW.state = 'signed' AND OLD.state <> 'signed' THEN
    SELECT p.code INTO procedure_code FROM case_files.case_file c
      JOIN case_files.procedure_version v ON v.id = c.procedure_version_id
      JOIN case_files.procedure p ON p.id = v.procedure_id WHERE c.id = NEW.case_id;
    IF NOT case_files.may_sign(NEW.holding_id, procedure_code, NEW.signed_at) OR NOT EXISTS (
        SELECT FROM people.holding h WHERE h.id = NEW.holding_id
          AND h.position_id = NEW.signer_position_id) THEN
      RAISE EXCEPTION 'At % this holding does not sign', NEW.signed_at
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'act_signed_by_valid_holding';
    END IF;
  END IF;
  RETURN NEW;
END $$;
COMMENT ON FUNCTION case_files.keep_act() IS 'Steps in order, approvals of the very text, a signature only by a holding valid at its instant, nothing after it.';
CREATE TRIGGER act_follows_its_steps BEFORE UPDATE ON case_files.act
  FOR EACH ROW EXECUTE FUNCTION case_files.keep_act();
CREATE FUNCTION case_files.begin_act() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.state <> 'draft' OR NEW.text_version <> 1 THEN
    RAISE EXCEPTION 'An act begins as a draft' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
COMMENT ON FUNCTION case_files.begin_act() IS 'No act is written down signed.';
CREATE TRIGGER act_begins_as_draft BEFORE INSERT ON case_files.act
  FOR EACH ROW EXECUTE FUNCTION case_files.begin_act();

CREATE TRIGGER act_stays BEFORE DELETE OR TRUNCATE ON case_files.act
  FOR EACH STATEMENT EXECUTE FUNCTION case_files.refuse_change();
CREATE TRIGGER act_text_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON case_files.act_text
  FOR EACH STATEMENT EXECUTE FUNCTION case_files.refuse_change();
CREATE TRIGGER act_comment_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON case_files.act_comment
  FOR EACH STATEMENT EXECUTE FUNCTION case_files.refuse_change();
CREATE TRIGGER act_visa_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON case_files.act_visa
  FOR EACH STATEMENT EXECUTE FUNCTION case_files.refuse_change();

GRANT SELECT, INSERT ON case_files.act, case_files.act_text, case_files.act_comment,
  case_files.act_visa TO :program;
GRANT UPDATE (title, effect, signer_position_id, visa_positions, copy_offices, sets_aside, state,
  text_version, year, number, signed_at, holding_id, signed_sha256, signed_event, set_aside_by)
  ON case_files.act TO :program;

-- Creates persons, the dated holdings they act through, parties, representations and declared interests.
CREATE TABLE people.person (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  document_type text NOT NULL CHECK (document_type IN ('DNI', 'CE')),
  document_number text NOT NULL CHECK (
    CASE document_type WHEN 'DNI' THEN document_number ~ '^[0-9]{8}$'
      ELSE document_number ~ '^[0-9A-Z]{9,12}$' END),
  given_names text NOT NULL CHECK (length(btrim(given_names)) BETWEEN 1 AND 200),
  family_names text NOT NULL CHECK (length(btrim(family_names)) BETWEEN 1 AND 200),
  recorded_at timestamptz NOT NULL,
  UNIQUE (document_type, document_number)
);
COMMENT ON TABLE people.person IS 'A human being who may act here.';
COMMENT ON COLUMN people.person.id IS 'Never changes.';
COMMENT ON COLUMN people.person.document_type IS 'DNI, or CE for residents from abroad.';
COMMENT ON COLUMN people.person.document_number IS 'Its number, without check digit.';
COMMENT ON COLUMN people.person.given_names IS 'Given names.';
COMMENT ON COLUMN people.person.family_names IS 'Family names.';
COMMENT ON COLUMN people.person.recorded_at IS 'When it was written down here.';

CREATE TABLE people.holding (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  institution_id uuid NOT NULL,
  position_id uuid NOT NULL,
  person_id uuid REFERENCES people.person (id),
  program text CHECK (length(btrim(program)) BETWEEN 1 AND 100),
  kind text NOT NULL CHECK (kind IN
    ('titular', 'acting', 'substitute', 'delegate', 'signing-delegate', 'system')),
  valid_from timestamptz NOT NULL,
  valid_until timestamptz CHECK (valid_until >= valid_from),
  act text NOT NULL CHECK (length(btrim(act)) BETWEEN 3 AND 300),
  end_act text CHECK (length(btrim(end_act)) BETWEEN 3 AND 300),
  grantor_id uuid,
  grantor_kind text CHECK (grantor_kind IN ('titular', 'acting', 'substitute')),
  suspends_grantor boolean NOT NULL DEFAULT false,
  recorded_at timestamptz NOT NULL,
  UNIQUE (institution_id, id, kind, position_id),
  FOREIGN KEY (institution_id, position_id) REFERENCES people.position (institution_id, id),
  FOREIGN KEY (institution_id, grantor_id, grantor_kind, position_id)
    REFERENCES people.holding (institution_id, id, kind, position_id),
  CHECK (valid_from >= recorded_at),
  CHECK ((kind = 'system') = (person_id IS NULL)),
  CHECK ((kind = 'system') = (program IS NOT NULL)),
  CHECK ((kind IN ('delegate', 'signing-delegate')) = (grantor_id IS NOT NULL)),
  CHECK ((grantor_id IS NULL) = (grantor_kind IS NULL)),
  CHECK (kind IN ('delegate', 'signing-delegate') OR NOT suspends_grantor),
  CHECK (kind IN ('titular', 'system') OR valid_until IS NOT NULL),
  CONSTRAINT one_titular EXCLUDE USING gist (
    people.uuid_range(position_id, position_id, '[]') WITH &&,
    tstzrange(valid_from, valid_until) WITH &&
  ) WHERE (kind = 'titular')
);
COMMENT ON TABLE people.holding IS 'A person in a position for a time, by a legal act. Whoever acts for the institution acts through exactly one.';
COMMENT ON COLUMN people.holding.id IS 'Never changes.';
COMMENT ON COLUMN people.holding.institution_id IS 'Institution of the position.';
COMMENT ON COLUMN people.holding.position_id IS 'The position whose powers are used; of a delegate, that of the grantor.';
COMMENT ON COLUMN people.holding.person_id IS 'Who holds it; null for programs.';
COMMENT ON COLUMN people.holding.program IS 'Name of the program that holds it; null for persons.';
COMMENT ON COLUMN people.holding.kind IS 'titular; acting (encargatura); substitute (suplencia); delegate; signing-delegate; system.';
COMMENT ON COLUMN people.holding.valid_from IS 'Since when; never before it was written down.';
COMMENT ON COLUMN people.holding.valid_until IS 'Until when, not included; it ends by itself.';
COMMENT ON COLUMN people.holding.act IS 'Legal act that gave it: the reference of the document.';
COMMENT ON COLUMN people.holding.end_act IS 'Legal act that ended it early.';
COMMENT ON COLUMN people.holding.grantor_id IS 'Holding of whoever delegates; a delegate cannot, so nothing is delegated twice.';
COMMENT ON COLUMN people.holding.grantor_kind IS 'Kind of the grantor''s holding, for the key that forbids delegating what is delegated.';
COMMENT ON COLUMN people.holding.suspends_grantor IS 'The grantor does not use the delegated verbs meanwhile.';
COMMENT ON COLUMN people.holding.recorded_at IS 'When it was written down here.';
CREATE INDEX holding_by_person ON people.holding (person_id);
CREATE INDEX holding_by_position ON people.holding (position_id);
CREATE INDEX holding_by_grantor ON people.holding (grantor_id) WHERE grantor_id IS NOT NULL;

CREATE FUNCTION people.refuse_longer_holding() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.end_act IS NOT NULL THEN
    RAISE EXCEPTION 'What was ended stays ended' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.valid_until IS NULL OR NEW.valid_until > coalesce(OLD.valid_until, 'infinity') THEN
    RAISE EXCEPTION 'A holding may end earlier, never later: a longer one needs an act of its own'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
COMMENT ON FUNCTION people.refuse_longer_holding() IS 'What was given for a time is not lengthened in place.';
CREATE TRIGGER holding_is_not_lengthened BEFORE UPDATE ON people.holding
  FOR EACH ROW EXECUTE FUNCTION people.refuse_longer_holding();

CREATE TABLE people.holding_verb (
  holding_id uuid NOT NULL REFERENCES people.holding (id),
  verb text NOT NULL CHECK (verb ~ '^[a-z]+(-[a-z]+)*$' AND verb <> 'delegate'),
  procedure text NOT NULL DEFAULT '' CHECK (procedure ~ '^[a-z0-9-]{0,100}$'),
  PRIMARY KEY (holding_id, verb, procedure)
);
COMMENT ON TABLE people.holding_verb IS 'What was delegated, item by item; a delegate has nothing else, and nothing the grantor lacks.';
COMMENT ON COLUMN people.holding_verb.holding_id IS 'Holding of the delegate.';
COMMENT ON COLUMN people.holding_verb.verb IS 'The verb; never delegate.';
COMMENT ON COLUMN people.holding_verb.procedure IS 'Only for records of this procedure; empty for all.';

CREATE TABLE people.party (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  kind text NOT NULL CHECK (kind IN ('resident', 'firm')),
  document_type text NOT NULL CHECK (document_type IN ('DNI', 'CE', 'RUC')),
  document_number text NOT NULL CHECK (
    CASE document_type WHEN 'DNI' THEN document_number ~ '^[0-9]{8}$'
      WHEN 'RUC' THEN document_number ~ '^[0-9]{11}$' ELSE document_number ~ '^[0-9A-Z]{9,12}$' END),
  name text NOT NULL CHECK (length(btrim(name)) BETWEEN 1 AND 300),
  recorded_at timestamptz NOT NULL,
  UNIQUE (document_type, document_number),
  CHECK ((kind = 'firm') = (document_type = 'RUC'))
);
COMMENT ON TABLE people.party IS 'A resident or firm that has dealings with the institution.';
COMMENT ON COLUMN people.party.id IS 'Never changes.';
COMMENT ON COLUMN people.party.kind IS 'resident or firm.';
COMMENT ON COLUMN people.party.document_type IS 'DNI or CE of residents, RUC of firms.';
COMMENT ON COLUMN people.party.document_number IS 'Its number.';
COMMENT ON COLUMN people.party.name IS 'Full name or name of the firm.';
COMMENT ON COLUMN people.party.recorded_at IS 'When it was written down here.';

CREATE TABLE people.party_person (
  party_id uuid NOT NULL REFERENCES people.party (id),
  person_id uuid NOT NULL REFERENCES people.person (id),
  verified_how text NOT NULL CHECK (verified_how IN ('in-person', 'reniec', 'certificate', 'sunat')),
  verified_at timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (party_id, person_id),
  CHECK (verified_at <= recorded_at)
);
COMMENT ON TABLE people.party_person IS 'That a person who signs in is this party, and how that was verified.';
COMMENT ON COLUMN people.party_person.party_id IS 'The party.';
COMMENT ON COLUMN people.party_person.person_id IS 'The person.';
COMMENT ON COLUMN people.party_person.verified_how IS 'in-person at a counter; reniec, sunat: by that register; certificate: by a signature.';
COMMENT ON COLUMN people.party_person.verified_at IS 'When.';
COMMENT ON COLUMN people.party_person.recorded_at IS 'When it was written down here.';
CREATE INDEX party_person_by_person ON people.party_person (person_id);

CREATE TABLE people.representation (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  party_id uuid NOT NULL REFERENCES people.party (id),
  person_id uuid NOT NULL REFERENCES people.person (id),
  scope text NOT NULL CHECK (scope ~ '^(\*|[a-z0-9-]{1,100})$'),
  valid_from timestamptz NOT NULL,
  valid_until timestamptz NOT NULL CHECK (valid_until >= valid_from),
  act text NOT NULL CHECK (length(btrim(act)) BETWEEN 3 AND 300),
  end_act text CHECK (length(btrim(end_act)) BETWEEN 3 AND 300),
  recorded_at timestamptz NOT NULL,
  CHECK (valid_from >= recorded_at)
);
COMMENT ON TABLE people.representation IS 'That a person speaks for a party, within a scope and for a time.';
COMMENT ON COLUMN people.representation.id IS 'Never changes.';
COMMENT ON COLUMN people.representation.party_id IS 'Who is represented.';
COMMENT ON COLUMN people.representation.person_id IS 'Who represents.';
COMMENT ON COLUMN people.representation.scope IS 'One procedure, or * for all.';
COMMENT ON COLUMN people.representation.valid_from IS 'Since when; never before it was written down.';
COMMENT ON COLUMN people.representation.valid_until IS 'Until when, not included.';
COMMENT ON COLUMN people.representation.act IS 'The power: reference of the document.';
COMMENT ON COLUMN people.representation.end_act IS 'What ended it early.';
COMMENT ON COLUMN people.representation.recorded_at IS 'When it was written down here.';
CREATE TRIGGER representation_is_not_lengthened BEFORE UPDATE ON people.representation
  FOR EACH ROW EXECUTE FUNCTION people.refuse_longer_holding();
CREATE INDEX representation_by_person ON people.representation (person_id);
CREATE INDEX representation_by_party ON people.representation (party_id);

CREATE TABLE people.interest (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  person_id uuid NOT NULL REFERENCES people.person (id),
  kind text NOT NULL CHECK (kind IN ('own', 'relative', 'declared')),
  party_id uuid NOT NULL REFERENCES people.party (id),
  valid_from timestamptz NOT NULL,
  valid_until timestamptz CHECK (valid_until >= valid_from),
  recorded_at timestamptz NOT NULL
);
COMMENT ON TABLE people.interest IS 'In whose cases a person must not act: the list of abstentions.';
COMMENT ON COLUMN people.interest.id IS 'Never changes.';
COMMENT ON COLUMN people.interest.person_id IS 'The official.';
COMMENT ON COLUMN people.interest.kind IS 'own: a party of the person; relative; declared: any other interest.';
COMMENT ON COLUMN people.interest.party_id IS 'The party whose cases are not touched.';
COMMENT ON COLUMN people.interest.valid_from IS 'Since when; it may reach back.';
COMMENT ON COLUMN people.interest.valid_until IS 'Until when, not included; null while it lasts.';
COMMENT ON COLUMN people.interest.recorded_at IS 'When it was declared.';
CREATE INDEX interest_by_person ON people.interest (person_id);

GRANT SELECT, INSERT ON people.person, people.holding, people.holding_verb, people.party,
  people.party_person, people.representation, people.interest TO :program;
REVOKE UPDATE, DELETE, TRUNCATE ON people.person, people.holding, people.holding_verb, people.party,
  people.party_person, people.representation, people.interest FROM :program;
GRANT UPDATE (valid_until, end_act) ON people.holding, people.representation TO :program;
GRANT UPDATE (valid_until) ON people.interest TO :program;

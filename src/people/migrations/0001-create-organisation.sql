-- Creates the organisation: institutions, dated offices with successors, positions, and what roles may do.
CREATE SCHEMA IF NOT EXISTS people;
COMMENT ON SCHEMA people IS 'Who belongs to the institution, through which position, and what each may see and do.';

-- Lets an exclusion constraint compare ids without an extension: range_ops works for every range type.
CREATE TYPE people.uuid_range AS RANGE (subtype = uuid);
COMMENT ON TYPE people.uuid_range IS 'A range of one id, for exclusion constraints.';

CREATE TABLE people.institution (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  ruc text NOT NULL UNIQUE CHECK (ruc ~ '^[0-9]{11}$'),
  name text NOT NULL CHECK (length(btrim(name)) BETWEEN 1 AND 300),
  recorded_at timestamptz NOT NULL
);
COMMENT ON TABLE people.institution IS 'A public institution: a boundary no holding crosses.';
COMMENT ON COLUMN people.institution.id IS 'Never changes.';
COMMENT ON COLUMN people.institution.ruc IS 'Tax number of 11 digits.';
COMMENT ON COLUMN people.institution.name IS 'Its name in law.';
COMMENT ON COLUMN people.institution.recorded_at IS 'When it was written down here.';

CREATE TABLE people.office (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  institution_id uuid NOT NULL REFERENCES people.institution (id),
  parent_id uuid,
  slug text NOT NULL CHECK (slug ~ '^[a-z0-9]([a-z0-9_-]{0,98}[a-z0-9])?$'),
  valid_from timestamptz NOT NULL,
  valid_until timestamptz CHECK (valid_until >= valid_from),
  succeeded_by uuid CHECK (succeeded_by <> id),
  act text NOT NULL CHECK (length(btrim(act)) BETWEEN 3 AND 300),
  end_act text CHECK (length(btrim(end_act)) BETWEEN 3 AND 300),
  recorded_at timestamptz NOT NULL,
  UNIQUE (institution_id, id),
  UNIQUE (institution_id, slug),
  FOREIGN KEY (institution_id, parent_id) REFERENCES people.office (institution_id, id),
  FOREIGN KEY (institution_id, succeeded_by) REFERENCES people.office (institution_id, id),
  CHECK (parent_id <> id),
  CHECK (succeeded_by IS NULL OR valid_until IS NOT NULL),
  CHECK ((valid_until IS NULL) = (end_act IS NULL))
);
COMMENT ON TABLE people.office IS 'An office of the regulation of organisation. It never moves: another parent is another office, which succeeds it.';
COMMENT ON COLUMN people.office.id IS 'Never changes.';
COMMENT ON COLUMN people.office.institution_id IS 'Whose office it is.';
COMMENT ON COLUMN people.office.parent_id IS 'The office above it; null at the top.';
COMMENT ON COLUMN people.office.slug IS 'Readable name in addresses, the same as that of its organisation in the catalogue of datasets.';
COMMENT ON COLUMN people.office.valid_from IS 'Since when it exists.';
COMMENT ON COLUMN people.office.valid_until IS 'Until when, not included; null while it is open.';
COMMENT ON COLUMN people.office.succeeded_by IS 'The office that took over its records by a logged act.';
COMMENT ON COLUMN people.office.act IS 'Legal act that made it.';
COMMENT ON COLUMN people.office.end_act IS 'Legal act that closed it.';
COMMENT ON COLUMN people.office.recorded_at IS 'When it was written down here.';
CREATE INDEX office_by_parent ON people.office (parent_id);

CREATE TABLE people.office_name (
  office_id uuid NOT NULL REFERENCES people.office (id),
  name text NOT NULL CHECK (length(btrim(name)) BETWEEN 1 AND 300),
  valid_from timestamptz NOT NULL,
  act text NOT NULL CHECK (length(btrim(act)) BETWEEN 3 AND 300),
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (office_id, valid_from)
);
COMMENT ON TABLE people.office_name IS 'Names of an office in time; each holds until the next one begins.';
COMMENT ON COLUMN people.office_name.office_id IS 'The office.';
COMMENT ON COLUMN people.office_name.name IS 'Its name.';
COMMENT ON COLUMN people.office_name.valid_from IS 'Since when it is called so.';
COMMENT ON COLUMN people.office_name.act IS 'Legal act that named it.';
COMMENT ON COLUMN people.office_name.recorded_at IS 'When it was written down here.';

CREATE TABLE people.position (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  institution_id uuid NOT NULL,
  office_id uuid NOT NULL,
  code text NOT NULL CHECK (code ~ '^[a-z0-9]([a-z0-9_-]{0,98}[a-z0-9])?$'),
  title text NOT NULL CHECK (length(btrim(title)) BETWEEN 1 AND 300),
  family text NOT NULL DEFAULT 'work' CHECK (family IN ('work', 'administer', 'audit')),
  valid_from timestamptz NOT NULL,
  valid_until timestamptz CHECK (valid_until >= valid_from),
  act text NOT NULL CHECK (length(btrim(act)) BETWEEN 3 AND 300),
  recorded_at timestamptz NOT NULL,
  UNIQUE (institution_id, id),
  UNIQUE (institution_id, id, family),
  UNIQUE (institution_id, code),
  FOREIGN KEY (institution_id, office_id) REFERENCES people.office (institution_id, id)
);
COMMENT ON TABLE people.position IS 'A post in an office. Powers belong to it, never to a person.';
COMMENT ON COLUMN people.position.id IS 'Never changes.';
COMMENT ON COLUMN people.position.institution_id IS 'Institution of its office.';
COMMENT ON COLUMN people.position.office_id IS 'Office it stands in.';
COMMENT ON COLUMN people.position.code IS 'Code in the list of posts, unique in the institution.';
COMMENT ON COLUMN people.position.title IS 'What it is called.';
COMMENT ON COLUMN people.position.family IS 'Family of its roles: who administers holds no role that reads records.';
COMMENT ON COLUMN people.position.valid_from IS 'Since when it exists.';
COMMENT ON COLUMN people.position.valid_until IS 'Until when, not included; null while it exists.';
COMMENT ON COLUMN people.position.act IS 'Legal act that made it.';
COMMENT ON COLUMN people.position.recorded_at IS 'When it was written down here.';
CREATE INDEX position_by_office ON people.position (office_id);

CREATE TABLE people.verb (
  family text NOT NULL CHECK (family IN ('work', 'administer', 'audit')),
  name text NOT NULL CHECK (name ~ '^[a-z]+(-[a-z]+)*$'),
  PRIMARY KEY (family, name)
);
COMMENT ON TABLE people.verb IS 'What roles of each family may be given. No verb that works on records is in the family administer.';
COMMENT ON COLUMN people.verb.family IS 'work: on records; administer: on the organisation; audit: reading only.';
COMMENT ON COLUMN people.verb.name IS 'The verb as decide() is asked.';
INSERT INTO people.verb (family, name) VALUES
  ('work', 'read'), ('work', 'list'), ('work', 'search'), ('work', 'query'), ('work', 'export'),
  ('work', 'consult'), ('work', 'create'), ('work', 'update'), ('work', 'publish'),
  ('work', 'change-state'), ('work', 'receive'), ('work', 'route'), ('work', 'assign'),
  ('work', 'draft'), ('work', 'sign'), ('work', 'approve'), ('work', 'delegate'), ('work', 'seal'),
  ('work', 'raise-level'), ('work', 'propose-lower-level'), ('work', 'lower-level'),
  ('work', 'name-credential'),
  ('administer', 'manage-organisation'), ('administer', 'manage-people'), ('administer', 'appoint'),
  ('administer', 'manage-parties'), ('administer', 'request-break-glass'),
  ('administer', 'approve-break-glass'),
  ('audit', 'read'), ('audit', 'list'), ('audit', 'search'), ('audit', 'query'), ('audit', 'export'),
  ('audit', 'request-break-glass');

CREATE TABLE people.role (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  institution_id uuid NOT NULL REFERENCES people.institution (id),
  slug text NOT NULL CHECK (slug ~ '^[a-z0-9]([a-z0-9_-]{0,98}[a-z0-9])?$'),
  name text NOT NULL CHECK (length(btrim(name)) BETWEEN 1 AND 300),
  family text NOT NULL CHECK (family IN ('work', 'administer', 'audit')),
  sees_below boolean NOT NULL DEFAULT false,
  recorded_at timestamptz NOT NULL,
  UNIQUE (institution_id, slug),
  UNIQUE (institution_id, id, family),
  UNIQUE (id, family)
);
COMMENT ON TABLE people.role IS 'A named set of verbs that is given to positions.';
COMMENT ON COLUMN people.role.id IS 'Never changes.';
COMMENT ON COLUMN people.role.institution_id IS 'Whose role it is.';
COMMENT ON COLUMN people.role.slug IS 'Readable name, unique in the institution.';
COMMENT ON COLUMN people.role.name IS 'What it is called.';
COMMENT ON COLUMN people.role.family IS 'Which verbs it may have: see people.verb.';
COMMENT ON COLUMN people.role.sees_below IS 'Also the records of the offices below are seen.';
COMMENT ON COLUMN people.role.recorded_at IS 'When it was written down here.';

CREATE TABLE people.role_verb (
  role_id uuid NOT NULL,
  family text NOT NULL,
  verb text NOT NULL,
  procedure text NOT NULL DEFAULT '' CHECK (procedure ~ '^[a-z0-9-]{0,100}$'),
  PRIMARY KEY (role_id, verb, procedure),
  FOREIGN KEY (role_id, family) REFERENCES people.role (id, family),
  FOREIGN KEY (family, verb) REFERENCES people.verb (family, name)
);
COMMENT ON TABLE people.role_verb IS 'Verbs of a role; the keys keep record verbs out of administrators'' roles.';
COMMENT ON COLUMN people.role_verb.role_id IS 'The role.';
COMMENT ON COLUMN people.role_verb.family IS 'Family of the role.';
COMMENT ON COLUMN people.role_verb.verb IS 'The verb.';
COMMENT ON COLUMN people.role_verb.procedure IS 'Only for records of this procedure; empty for all.';

CREATE TABLE people.position_role (
  institution_id uuid NOT NULL,
  position_id uuid NOT NULL,
  role_id uuid NOT NULL,
  family text NOT NULL,
  valid_from timestamptz NOT NULL,
  valid_until timestamptz CHECK (valid_until >= valid_from),
  act text NOT NULL CHECK (length(btrim(act)) BETWEEN 3 AND 300),
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (position_id, role_id, valid_from),
  FOREIGN KEY (institution_id, position_id, family)
    REFERENCES people.position (institution_id, id, family),
  FOREIGN KEY (institution_id, role_id, family) REFERENCES people.role (institution_id, id, family),
  CHECK (valid_from >= recorded_at)
);
COMMENT ON TABLE people.position_role IS 'Roles a position has, in time.';
COMMENT ON COLUMN people.position_role.institution_id IS 'Institution of both.';
COMMENT ON COLUMN people.position_role.position_id IS 'The position.';
COMMENT ON COLUMN people.position_role.role_id IS 'The role.';
COMMENT ON COLUMN people.position_role.family IS 'Family of both: they must agree.';
COMMENT ON COLUMN people.position_role.valid_from IS 'Since when; never before it was written down.';
COMMENT ON COLUMN people.position_role.valid_until IS 'Until when, not included.';
COMMENT ON COLUMN people.position_role.act IS 'Legal act that gave it.';
COMMENT ON COLUMN people.position_role.recorded_at IS 'When it was written down here.';

GRANT USAGE ON SCHEMA people TO :program;
GRANT USAGE ON TYPE people.uuid_range TO :program;
GRANT SELECT, INSERT ON people.institution, people.office, people.office_name, people.position,
  people.role, people.role_verb, people.position_role TO :program;
GRANT SELECT ON people.verb TO :program;
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON people.verb FROM :program;
REVOKE UPDATE, DELETE, TRUNCATE ON people.institution, people.office, people.office_name,
  people.position, people.role, people.role_verb, people.position_role FROM :program;
GRANT UPDATE (valid_until, end_act, succeeded_by) ON people.office TO :program;
GRANT UPDATE (valid_until) ON people.position, people.position_role TO :program;

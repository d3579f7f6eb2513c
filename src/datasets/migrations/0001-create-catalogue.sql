-- Creates the catalogue: who publishes, about what, under which licence, and the datasets themselves.
CREATE SCHEMA IF NOT EXISTS datasets;
COMMENT ON SCHEMA datasets IS 'The shelf of published tables: catalogue, resources and their immutable versions.';

CREATE FUNCTION datasets.refuse_new_identity() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.id IS DISTINCT FROM OLD.id THEN
    RAISE EXCEPTION 'The id of a row of datasets.% never changes', TG_TABLE_NAME
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF to_jsonb(NEW) -> 'slug' IS DISTINCT FROM to_jsonb(OLD) -> 'slug' THEN
    RAISE EXCEPTION 'The slug of a row of datasets.% never changes: it is a public address', TG_TABLE_NAME
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
COMMENT ON FUNCTION datasets.refuse_new_identity() IS 'Ids and slugs are public addresses: they are given once.';

CREATE DOMAIN datasets.slug AS text
  CHECK (VALUE ~ '^[a-z0-9]([a-z0-9_-]{0,98}[a-z0-9])?$');
COMMENT ON DOMAIN datasets.slug IS 'Readable part of a public address: 1 to 100 lower-case letters, digits, hyphens and underscores.';

CREATE DOMAIN datasets.texts AS jsonb
  CHECK (VALUE IS NULL OR coalesce(jsonb_typeof(VALUE -> 'es') = 'string', false));
COMMENT ON DOMAIN datasets.texts IS 'Text by language code (es, en, qu); Spanish is always there.';

CREATE TABLE datasets.organisation (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  slug datasets.slug NOT NULL UNIQUE,
  title datasets.texts NOT NULL,
  description datasets.texts NOT NULL DEFAULT '{"es": ""}',
  url text,
  logo text,
  created timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE datasets.organisation IS 'An office or institution that publishes datasets.';
COMMENT ON COLUMN datasets.organisation.id IS 'Never changes.';
COMMENT ON COLUMN datasets.organisation.slug IS 'Readable address; never changes.';
COMMENT ON COLUMN datasets.organisation.title IS 'Name by language.';
COMMENT ON COLUMN datasets.organisation.description IS 'What the office does, limited Markdown by language.';
COMMENT ON COLUMN datasets.organisation.url IS 'Its own web site, if any.';
COMMENT ON COLUMN datasets.organisation.logo IS 'Address of a logo in the pack, if any.';
COMMENT ON COLUMN datasets.organisation.created IS 'When it was written down here.';

CREATE TABLE datasets.theme (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  slug datasets.slug NOT NULL UNIQUE,
  title datasets.texts NOT NULL,
  eu_theme text CHECK (eu_theme ~ '^[A-Z]{4}$'),
  position integer NOT NULL DEFAULT 0
);
COMMENT ON TABLE datasets.theme IS 'A subject that datasets are about, chosen by the city.';
COMMENT ON COLUMN datasets.theme.id IS 'Never changes.';
COMMENT ON COLUMN datasets.theme.slug IS 'Readable address; never changes.';
COMMENT ON COLUMN datasets.theme.title IS 'Name by language.';
COMMENT ON COLUMN datasets.theme.eu_theme IS 'Code in the EU data-theme authority table, such as TRAN.';
COMMENT ON COLUMN datasets.theme.position IS 'Order in lists of themes.';

CREATE TABLE datasets.licence (
  id text PRIMARY KEY CHECK (id ~ '^[a-zA-Z0-9.-]{1,60}$'),
  title datasets.texts NOT NULL,
  url text,
  open boolean NOT NULL,
  position integer NOT NULL DEFAULT 0
);
COMMENT ON TABLE datasets.licence IS 'Terms under which data may be used again.';
COMMENT ON COLUMN datasets.licence.id IS 'Id in CKAN''s list of licences, such as cc-by-4.0.';
COMMENT ON COLUMN datasets.licence.title IS 'Name by language.';
COMMENT ON COLUMN datasets.licence.url IS 'Where the terms stand.';
COMMENT ON COLUMN datasets.licence.open IS 'Whether it conforms to the Open Definition.';
COMMENT ON COLUMN datasets.licence.position IS 'Order in lists of licences.';

CREATE TABLE datasets.dataset (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  slug datasets.slug NOT NULL UNIQUE,
  title datasets.texts NOT NULL CHECK (length(title ->> 'es') BETWEEN 1 AND 500),
  description datasets.texts NOT NULL DEFAULT '{"es": ""}',
  state text NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'published', 'withdrawn')),
  organisation_id uuid NOT NULL REFERENCES datasets.organisation (id),
  licence_id text REFERENCES datasets.licence (id),
  frequency text NOT NULL DEFAULT 'UNKNOWN' CHECK (frequency IN (
    'CONT', 'HOURLY', 'DAILY', 'WEEKLY', 'BIWEEKLY', 'MONTHLY', 'BIMONTHLY', 'QUARTERLY',
    'ANNUAL_2', 'ANNUAL', 'BIENNIAL', 'IRREG', 'NEVER', 'UNKNOWN')),
  spatial jsonb CHECK (spatial IS NULL OR coalesce(jsonb_typeof(spatial -> 'label') = 'string', false)),
  temporal_from date,
  temporal_to date CHECK (temporal_to >= temporal_from),
  contact jsonb CHECK (contact IS NULL OR coalesce(jsonb_typeof(contact -> 'name') = 'string', false)),
  source jsonb CHECK (source IS NULL OR coalesce(jsonb_typeof(source -> 'title') = 'string', false)),
  created timestamptz NOT NULL DEFAULT now(),
  modified timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE datasets.dataset IS 'A set of tables published together under one title.';
COMMENT ON COLUMN datasets.dataset.id IS 'Never changes.';
COMMENT ON COLUMN datasets.dataset.slug IS 'Readable address; never changes.';
COMMENT ON COLUMN datasets.dataset.title IS 'Title by language.';
COMMENT ON COLUMN datasets.dataset.description IS 'Limited Markdown by language: paragraphs, lists, links, emphasis.';
COMMENT ON COLUMN datasets.dataset.state IS 'draft: not yet public; published; withdrawn: no longer public.';
COMMENT ON COLUMN datasets.dataset.organisation_id IS 'Who answers for it.';
COMMENT ON COLUMN datasets.dataset.licence_id IS 'Terms of reuse; null while not stated.';
COMMENT ON COLUMN datasets.dataset.frequency IS 'Promised frequency, code of the EU frequency authority table.';
COMMENT ON COLUMN datasets.dataset.spatial IS 'Place covered: label, and bbox as west, south, east, north in degrees.';
COMMENT ON COLUMN datasets.dataset.temporal_from IS 'First day covered.';
COMMENT ON COLUMN datasets.dataset.temporal_to IS 'Last day covered.';
COMMENT ON COLUMN datasets.dataset.contact IS 'Whom to ask: name, email, phone.';
COMMENT ON COLUMN datasets.dataset.source IS 'Where the facts come from if not the city''s own: title and url.';
COMMENT ON COLUMN datasets.dataset.created IS 'When it was written down here.';
COMMENT ON COLUMN datasets.dataset.modified IS 'Last change of metadata or data.';
CREATE INDEX dataset_by_organisation ON datasets.dataset (organisation_id);
CREATE INDEX dataset_by_modified ON datasets.dataset (modified DESC, id);

CREATE TABLE datasets.dataset_theme (
  dataset_id uuid NOT NULL REFERENCES datasets.dataset (id) ON DELETE CASCADE,
  theme_id uuid NOT NULL REFERENCES datasets.theme (id),
  position integer NOT NULL DEFAULT 0,
  PRIMARY KEY (dataset_id, theme_id)
);
COMMENT ON TABLE datasets.dataset_theme IS 'Which themes a dataset is about.';
COMMENT ON COLUMN datasets.dataset_theme.dataset_id IS 'The dataset.';
COMMENT ON COLUMN datasets.dataset_theme.theme_id IS 'The theme.';
COMMENT ON COLUMN datasets.dataset_theme.position IS 'Order on the page of the dataset.';
CREATE INDEX dataset_theme_by_theme ON datasets.dataset_theme (theme_id);

CREATE TABLE datasets.dataset_tag (
  dataset_id uuid NOT NULL REFERENCES datasets.dataset (id) ON DELETE CASCADE,
  tag text NOT NULL CHECK (tag = btrim(tag) AND length(tag) BETWEEN 1 AND 100),
  PRIMARY KEY (dataset_id, tag)
);
COMMENT ON TABLE datasets.dataset_tag IS 'Free words an office gave a dataset.';
COMMENT ON COLUMN datasets.dataset_tag.dataset_id IS 'The dataset.';
COMMENT ON COLUMN datasets.dataset_tag.tag IS 'The word or words, as shown.';
CREATE INDEX dataset_tag_by_tag ON datasets.dataset_tag (tag);

CREATE TRIGGER organisation_keeps_identity BEFORE UPDATE ON datasets.organisation
  FOR EACH ROW EXECUTE FUNCTION datasets.refuse_new_identity();
CREATE TRIGGER theme_keeps_identity BEFORE UPDATE ON datasets.theme
  FOR EACH ROW EXECUTE FUNCTION datasets.refuse_new_identity();
CREATE TRIGGER licence_keeps_identity BEFORE UPDATE ON datasets.licence
  FOR EACH ROW EXECUTE FUNCTION datasets.refuse_new_identity();
CREATE TRIGGER dataset_keeps_identity BEFORE UPDATE ON datasets.dataset
  FOR EACH ROW EXECUTE FUNCTION datasets.refuse_new_identity();

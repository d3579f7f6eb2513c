-- Creates resources and their immutable versions, with what is kept from one version to the next.
CREATE TABLE datasets.resource (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  dataset_id uuid NOT NULL REFERENCES datasets.dataset (id),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  title datasets.texts NOT NULL,
  description datasets.texts NOT NULL DEFAULT '{"es": ""}',
  position integer NOT NULL,
  created timestamptz NOT NULL DEFAULT now(),
  newest_version_id uuid,
  versions integer NOT NULL DEFAULT 0 CHECK (versions >= 0),
  UNIQUE (dataset_id, name)
);
COMMENT ON TABLE datasets.resource IS 'One table of a dataset, whose content changes by new versions.';
COMMENT ON COLUMN datasets.resource.id IS 'Never changes; clients of the API hold it.';
COMMENT ON COLUMN datasets.resource.dataset_id IS 'The dataset it belongs to.';
COMMENT ON COLUMN datasets.resource.name IS 'Short name, unique within the dataset.';
COMMENT ON COLUMN datasets.resource.title IS 'Title by language.';
COMMENT ON COLUMN datasets.resource.description IS 'Limited Markdown by language.';
COMMENT ON COLUMN datasets.resource.position IS 'Order on the page of the dataset.';
COMMENT ON COLUMN datasets.resource.created IS 'When it was written down here.';
COMMENT ON COLUMN datasets.resource.newest_version_id IS 'The version readers get; null while there is none.';
COMMENT ON COLUMN datasets.resource.versions IS 'How many versions there are.';

CREATE TABLE datasets.version (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  resource_id uuid NOT NULL REFERENCES datasets.resource (id),
  number integer NOT NULL CHECK (number >= 1),
  created timestamptz NOT NULL,
  as_of date,
  rows bigint NOT NULL CHECK (rows >= 0),
  format text NOT NULL,
  headings text[] NOT NULL,
  original_hash text NOT NULL CHECK (original_hash ~ '^[0-9a-f]{64}$'),
  original_name text NOT NULL,
  original_bytes bigint NOT NULL CHECK (original_bytes >= 0),
  parquet_hash text NOT NULL CHECK (parquet_hash ~ '^[0-9a-f]{64}$'),
  parquet_bytes bigint NOT NULL CHECK (parquet_bytes >= 0),
  manifest_hash text NOT NULL CHECK (manifest_hash ~ '^[0-9a-f]{64}$'),
  manifest jsonb NOT NULL,
  appended boolean NOT NULL DEFAULT false,
  note text,
  UNIQUE (resource_id, number),
  UNIQUE (resource_id, id)
);
COMMENT ON TABLE datasets.version IS 'The content of a resource at one moment; never changed, never removed.';
COMMENT ON COLUMN datasets.version.id IS 'Never changes.';
COMMENT ON COLUMN datasets.version.resource_id IS 'The resource it is a version of.';
COMMENT ON COLUMN datasets.version.number IS '1, 2, 3 … within the resource, without gaps.';
COMMENT ON COLUMN datasets.version.created IS 'When it was published.';
COMMENT ON COLUMN datasets.version.as_of IS 'Day the data speak of, when the table says so (FECHA_CORTE).';
COMMENT ON COLUMN datasets.version.rows IS 'Rows of the table.';
COMMENT ON COLUMN datasets.version.format IS 'Format of the file as sent, such as csv; as in the manifest.';
COMMENT ON COLUMN datasets.version.headings IS 'Headings of the columns; as in the manifest, for the catalogue search.';
COMMENT ON COLUMN datasets.version.original_hash IS 'SHA-256 of the file as the office sent it.';
COMMENT ON COLUMN datasets.version.original_name IS 'Its name.';
COMMENT ON COLUMN datasets.version.original_bytes IS 'Its size.';
COMMENT ON COLUMN datasets.version.parquet_hash IS 'SHA-256 of the typed table as Parquet.';
COMMENT ON COLUMN datasets.version.parquet_bytes IS 'Its size.';
COMMENT ON COLUMN datasets.version.manifest_hash IS 'SHA-256 of the manifest as stored: the content address of the version.';
COMMENT ON COLUMN datasets.version.manifest IS 'Columns, statistics, findings and recipe of the version.';
COMMENT ON COLUMN datasets.version.appended IS 'True when the file''s rows were added to those of the version before.';
COMMENT ON COLUMN datasets.version.note IS 'What the office said about this version.';
CREATE INDEX version_by_original ON datasets.version (original_hash);
CREATE INDEX version_by_parquet ON datasets.version (parquet_hash);
CREATE INDEX version_by_manifest ON datasets.version (manifest_hash);

ALTER TABLE datasets.resource ADD CONSTRAINT resource_newest_is_its_own
  FOREIGN KEY (id, newest_version_id) REFERENCES datasets.version (resource_id, id);

CREATE TABLE datasets.index_file (
  version_id uuid NOT NULL REFERENCES datasets.version (id),
  kind text NOT NULL CHECK (kind IN ('rows', 'order', 'words')),
  column_id text NOT NULL DEFAULT '' CHECK ((kind = 'order') = (column_id <> '')),
  hash text NOT NULL CHECK (hash ~ '^[0-9a-f]{64}$'),
  bytes bigint NOT NULL CHECK (bytes >= 0),
  PRIMARY KEY (version_id, kind, column_id)
);
COMMENT ON TABLE datasets.index_file IS 'Index files built from a version; they can be built again from its Parquet.';
COMMENT ON COLUMN datasets.index_file.version_id IS 'The version they answer for.';
COMMENT ON COLUMN datasets.index_file.kind IS 'rows: blocks of rows; order: rows sorted by a column; words: full text.';
COMMENT ON COLUMN datasets.index_file.column_id IS 'Column of an order; empty otherwise.';
COMMENT ON COLUMN datasets.index_file.hash IS 'SHA-256 of the file.';
COMMENT ON COLUMN datasets.index_file.bytes IS 'Its size.';
CREATE INDEX index_file_by_hash ON datasets.index_file (hash);

CREATE TABLE datasets.dictionary (
  resource_id uuid NOT NULL REFERENCES datasets.resource (id),
  column_id text NOT NULL CHECK (column_id ~ '^[a-z][a-z0-9_]{0,62}$'),
  label datasets.texts NOT NULL,
  description datasets.texts NOT NULL DEFAULT '{"es": ""}',
  unit text,
  PRIMARY KEY (resource_id, column_id)
);
COMMENT ON TABLE datasets.dictionary IS 'What each column means, kept across versions.';
COMMENT ON COLUMN datasets.dictionary.resource_id IS 'The resource.';
COMMENT ON COLUMN datasets.dictionary.column_id IS 'Physical name of the column, the same in every version.';
COMMENT ON COLUMN datasets.dictionary.label IS 'Heading for readers, by language.';
COMMENT ON COLUMN datasets.dictionary.description IS 'Meaning, by language.';
COMMENT ON COLUMN datasets.dictionary.unit IS 'Unit of measure, if any.';

CREATE TABLE datasets.recipe (
  resource_id uuid PRIMARY KEY REFERENCES datasets.resource (id),
  recipe jsonb NOT NULL CHECK (coalesce(jsonb_typeof(recipe -> 'steps') = 'array', false)),
  modified timestamptz NOT NULL
);
COMMENT ON TABLE datasets.recipe IS 'Repairs an office accepted, applied again at each upload.';
COMMENT ON COLUMN datasets.recipe.resource_id IS 'The resource whose uploads are repaired.';
COMMENT ON COLUMN datasets.recipe.recipe IS 'The steps, in order.';
COMMENT ON COLUMN datasets.recipe.modified IS 'When a step was last added or removed.';

CREATE TRIGGER resource_keeps_identity BEFORE UPDATE ON datasets.resource
  FOR EACH ROW EXECUTE FUNCTION datasets.refuse_new_identity();

CREATE FUNCTION datasets.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'Rows of datasets.% are never changed or removed', TG_TABLE_NAME
    USING ERRCODE = 'integrity_constraint_violation';
END $$;
COMMENT ON FUNCTION datasets.refuse_change() IS 'A published version is evidence: it stays as it was.';

CREATE TRIGGER version_never_changes BEFORE UPDATE OR DELETE ON datasets.version
  FOR EACH ROW EXECUTE FUNCTION datasets.refuse_change();
CREATE TRIGGER version_is_never_emptied BEFORE TRUNCATE ON datasets.version
  FOR EACH STATEMENT EXECUTE FUNCTION datasets.refuse_change();
CREATE TRIGGER index_file_is_replaced_whole BEFORE UPDATE ON datasets.index_file
  FOR EACH ROW EXECUTE FUNCTION datasets.refuse_change();

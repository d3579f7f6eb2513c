-- Creates the catalogue of procedures (TUPA): versions that never change once they were published.
CREATE SCHEMA IF NOT EXISTS case_files;
COMMENT ON SCHEMA case_files IS 'Procedures and the case files that they open.';

CREATE TABLE case_files.procedure (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  code text NOT NULL UNIQUE CHECK (code ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(code) <= 80),
  created timestamptz NOT NULL
);
COMMENT ON TABLE case_files.procedure IS 'A procedure of the catalogue; what it says stands in its versions.';
COMMENT ON COLUMN case_files.procedure.id IS 'Never changes.';
COMMENT ON COLUMN case_files.procedure.code IS 'Its address on the pages; never given to another one.';
COMMENT ON COLUMN case_files.procedure.created IS 'When it was first written down.';

CREATE TABLE case_files.procedure_version (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  procedure_id uuid NOT NULL REFERENCES case_files.procedure (id),
  number integer NOT NULL CHECK (number >= 1),
  content json NOT NULL CHECK (json_typeof(content) = 'object'),
  hash text NOT NULL CHECK (hash ~ '^[0-9a-f]{64}$'),
  drafted timestamptz NOT NULL,
  published timestamptz CHECK (published >= drafted),
  retired timestamptz CHECK (retired >= published),
  retired_by_act text CHECK (length(retired_by_act) BETWEEN 3 AND 300),
  UNIQUE (procedure_id, number),
  CHECK ((retired IS NULL) = (retired_by_act IS NULL)),
  CHECK (retired IS NULL OR published IS NOT NULL)
);
COMMENT ON TABLE case_files.procedure_version IS 'What a procedure says from one publication to the next. A filing keeps the version it was made under.';
COMMENT ON COLUMN case_files.procedure_version.id IS 'Never changes.';
COMMENT ON COLUMN case_files.procedure_version.procedure_id IS 'The procedure.';
COMMENT ON COLUMN case_files.procedure_version.number IS '1, 2, 3 … within the procedure.';
COMMENT ON COLUMN case_files.procedure_version.content IS 'As src/case-files/catalogue/procedure.ts describes; as text, since the order of a form says in which order it is asked.';
COMMENT ON COLUMN case_files.procedure_version.hash IS 'SHA-256 of the canonical JSON (RFC 8785) of the content.';
COMMENT ON COLUMN case_files.procedure_version.drafted IS 'When this version was last written as a draft.';
COMMENT ON COLUMN case_files.procedure_version.published IS 'Since when it is in force; null for a draft.';
COMMENT ON COLUMN case_files.procedure_version.retired IS 'Since when it is in force no more.';
COMMENT ON COLUMN case_files.procedure_version.retired_by_act IS 'The act that ended it; «versión N» where the next one did.';
CREATE UNIQUE INDEX one_draft ON case_files.procedure_version (procedure_id) WHERE published IS NULL;
CREATE UNIQUE INDEX one_in_force ON case_files.procedure_version (procedure_id)
  WHERE published IS NOT NULL AND retired IS NULL;

CREATE FUNCTION case_files.keep_published() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.published IS NOT NULL AND (OLD.content::text, OLD.hash, OLD.drafted, OLD.published)
      IS DISTINCT FROM (NEW.content::text, NEW.hash, NEW.drafted, NEW.published) THEN
    RAISE EXCEPTION 'A published version of a procedure does not change'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF OLD.retired IS NOT NULL THEN
    RAISE EXCEPTION 'A retired version of a procedure does not change'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
COMMENT ON FUNCTION case_files.keep_published() IS 'People were told what stands in a published version.';
CREATE TRIGGER published_stays BEFORE UPDATE ON case_files.procedure_version
  FOR EACH ROW EXECUTE FUNCTION case_files.keep_published();

GRANT USAGE ON SCHEMA case_files TO :program;
GRANT SELECT ON case_files.procedure, case_files.procedure_version TO :program;
GRANT INSERT (code, created) ON case_files.procedure TO :program;
GRANT INSERT (procedure_id, number, content, hash, drafted) ON case_files.procedure_version TO :program;
GRANT UPDATE (content, hash, drafted, published, retired, retired_by_act)
  ON case_files.procedure_version TO :program;

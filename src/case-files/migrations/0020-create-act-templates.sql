-- Creates the templates that acts are drafted from; a change is a new version, and none is lost.
CREATE TABLE case_files.act_template (
  code text NOT NULL CHECK (code ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(code) <= 80),
  version integer NOT NULL CHECK (version >= 1),
  content jsonb NOT NULL CHECK (jsonb_typeof(content) = 'object'),
  person_id uuid REFERENCES people.person (id),
  written timestamptz NOT NULL,
  PRIMARY KEY (code, version)
);
COMMENT ON TABLE case_files.act_template IS 'Texts to begin an act from. The newest version of a code is in force.';
COMMENT ON COLUMN case_files.act_template.code IS 'Name of the template.';
COMMENT ON COLUMN case_files.act_template.version IS '1, 2, 3 … within the code.';
COMMENT ON COLUMN case_files.act_template.content IS 'As src/case-files/acts/template.ts describes.';
COMMENT ON COLUMN case_files.act_template.person_id IS 'Who wrote this version; null for the operator and the pack.';
COMMENT ON COLUMN case_files.act_template.written IS 'When.';
CREATE TRIGGER act_template_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON case_files.act_template
  FOR EACH STATEMENT EXECUTE FUNCTION case_files.refuse_change();
GRANT SELECT, INSERT ON case_files.act_template TO :program;

-- Lets paper be registered at the same counter: by which channel a case came, and what the paper was.
ALTER TABLE case_files.draft
  ADD COLUMN paper jsonb CHECK (jsonb_typeof(paper) = 'object');
COMMENT ON COLUMN case_files.draft.paper IS 'Sheets, original, instant and reason, where an official registers paper; null for what people file themselves.';

ALTER TABLE case_files.case_file
  ADD COLUMN channel text NOT NULL DEFAULT 'online' CHECK (channel IN ('online', 'paper')),
  ADD COLUMN paper jsonb CHECK (jsonb_typeof(paper) = 'object'),
  ADD CONSTRAINT paper_is_described CHECK ((channel = 'paper') = (paper IS NOT NULL));
COMMENT ON COLUMN case_files.case_file.channel IS 'How it came.';
COMMENT ON COLUMN case_files.case_file.paper IS 'Sheets, original, instant and reason, of what came on paper.';

GRANT UPDATE (paper) ON case_files.draft TO :program;

-- Gives each case the days by which trays are ordered and the daily job finds what time alone has changed.
ALTER TABLE case_files.case_file
  ADD COLUMN act_by date,
  ADD COLUMN half_on date,
  ADD COLUMN most_on date,
  ADD COLUMN clock_on date,
  ADD COLUMN clock_edition text,
  ADD COLUMN words tsvector GENERATED ALWAYS AS (
    setweight(to_tsvector('simple', translate(lower((filer ->> 'name') || ' ' || (filer ->> 'number')
      || ' ' || coalesce(filer ->> 'onBehalfOf', '')), 'áéíóúüñâêôàèò', 'aeiouunaeoaeo')), 'A')
    || setweight(to_tsvector('simple', translate(lower(
      jsonb_path_query_array(answers, '$.*')::text), 'áéíóúüñâêôàèò', 'aeiouunaeoaeo')), 'B')) STORED;
COMMENT ON COLUMN case_files.case_file.act_by IS 'Last day of what the entity has to do next; null while it waits for somebody else or for nothing.';
COMMENT ON COLUMN case_files.case_file.half_on IS 'The day on which half of the days of that term have begun.';
COMMENT ON COLUMN case_files.case_file.most_on IS 'The same of four fifths.';
COMMENT ON COLUMN case_files.case_file.clock_on IS 'The next day on which time alone changes something; null when nothing is waited for.';
COMMENT ON COLUMN case_files.case_file.clock_edition IS 'Edition of the calendar its terms were last looked at with.';
COMMENT ON COLUMN case_files.case_file.words IS 'Who filed (A) and what was answered (B), folded, for the filters of trays.';
-- Looked at by the daily job once, which then says what is next.
UPDATE case_files.case_file SET clock_on = received_on, act_by = due_on WHERE due_on IS NOT NULL;

CREATE INDEX case_tray_by_office ON case_files.case_file
  (responsible_office_id, (coalesce(act_by, 'infinity'::date)), id)
  WHERE phase NOT IN ('firm', 'not-filed', 'closed');
CREATE INDEX case_tray_by_position ON case_files.case_file
  (responsible_position_id, (coalesce(act_by, 'infinity'::date)), id)
  WHERE phase NOT IN ('firm', 'not-filed', 'closed');
CREATE INDEX case_filed_by_office ON case_files.case_file (responsible_office_id, filed_at, id)
  WHERE phase NOT IN ('firm', 'not-filed', 'closed');
CREATE INDEX case_filed_by_position ON case_files.case_file (responsible_position_id, filed_at, id)
  WHERE phase NOT IN ('firm', 'not-filed', 'closed');
CREATE INDEX case_archived ON case_files.case_file (responsible_office_id, filed_at, id)
  WHERE phase IN ('firm', 'not-filed', 'closed');
CREATE INDEX case_by_clock ON case_files.case_file (clock_on, id) WHERE clock_on IS NOT NULL;
CREATE INDEX case_by_edition ON case_files.case_file (clock_edition, id) WHERE clock_on IS NOT NULL;
CREATE INDEX case_words ON case_files.case_file USING gin (words);
DROP INDEX case_files.case_by_office;

GRANT UPDATE (act_by, half_on, most_on, clock_on, clock_edition, answers)
  ON case_files.case_file TO :program;

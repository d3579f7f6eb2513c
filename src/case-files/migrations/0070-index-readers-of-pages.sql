-- Lets search begin with what the reader may see: each page carries for whom its record has rows of access.
ALTER TABLE case_files.page_text ADD COLUMN readers text[] NOT NULL DEFAULT '{}';
COMMENT ON COLUMN case_files.page_text.readers IS 'Everybody who ever stood in the list of access of its case: a wider circle than those who see it now, which the policies of people.record decide. Only narrows what is looked at.';

SELECT set_config('rimaq.principal', 'program', true);
UPDATE case_files.page_text p SET readers = a.names
  FROM (SELECT record_id, array_agg(DISTINCT principal ORDER BY principal) AS names
    FROM people.record_access GROUP BY record_id) a
  WHERE a.record_id = p.case_id;

CREATE FUNCTION case_files.page_takes_readers() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  -- What the case says of itself is its first row. Held, so that no access is given meanwhile unseen.
  SELECT p.readers INTO NEW.readers FROM case_files.page_text p
    WHERE p.case_id = NEW.case_id AND p.position = 0 AND p.page = 0 FOR SHARE;
  NEW.readers := coalesce(NEW.readers, '{}');
  RETURN NEW;
END $$;
COMMENT ON FUNCTION case_files.page_takes_readers() IS 'A page that comes later has the readers its case has.';
CREATE TRIGGER pages_take_readers BEFORE INSERT ON case_files.page_text
  FOR EACH ROW EXECUTE FUNCTION case_files.page_takes_readers();

CREATE FUNCTION case_files.readers_reach_pages() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM FROM case_files.page_text p WHERE p.position = 0 AND p.page = 0
    AND p.case_id IN (SELECT record_id FROM added) ORDER BY p.case_id FOR UPDATE;
  IF FOUND THEN
    -- A statement of its own: it sees the pages that came while the rows were waited for.
    UPDATE case_files.page_text p
      SET readers = ARRAY(SELECT DISTINCT unnest(p.readers || a.names))
      FROM (SELECT record_id, array_agg(DISTINCT principal) AS names FROM added GROUP BY record_id) a
      WHERE p.case_id = a.record_id AND NOT p.readers @> a.names;
  END IF;
  RETURN NULL;
END $$;
COMMENT ON FUNCTION case_files.readers_reach_pages() IS 'Whoever is given access finds the pages from that transaction on, whichever verb gave it.';
CREATE TRIGGER readers_reach_pages AFTER INSERT ON people.record_access
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION case_files.readers_reach_pages();

-- One index for both questions: a word that is common elsewhere costs nothing where it is not read.
DROP INDEX case_files.page_text_by_word;
CREATE INDEX page_text_by_word ON case_files.page_text USING gin (readers, words);

GRANT UPDATE (readers) ON case_files.page_text TO :program;

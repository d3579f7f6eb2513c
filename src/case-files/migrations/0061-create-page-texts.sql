-- Creates the texts that are searched: what stands on each page of each document, and what a case says of itself.
CREATE FUNCTION case_files.folded(written text) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT translate(lower(written), 'áàâäãéèêëíìîïóòôöõúùûüñçýÁÀÂÄÃÉÈÊËÍÌÎÏÓÒÔÖÕÚÙÛÜÑÇÝ._/@',
    'aaaaaeeeeiiiiooooouuuuncyaaaaaeeeeiiiiooooouuuuncy    ')
$$;
COMMENT ON FUNCTION case_files.folded(text) IS 'Small letters without accents, as people search: one letter for one letter, so that places stay. Capitals are named too, since not every collation knows them; what joins words to names of files and addresses parts them.';

CREATE FUNCTION case_files.words(written text) RETURNS tsvector
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT to_tsvector('pg_catalog.spanish', case_files.folded(written))
$$;
COMMENT ON FUNCTION case_files.words(text) IS 'The words of a text by their Spanish stems, without accents.';

CREATE TABLE case_files.page_text (
  case_id uuid NOT NULL REFERENCES case_files.case_file (id),
  position integer NOT NULL CHECK (position >= 0),
  page integer NOT NULL CHECK (page >= 0),
  filed_at timestamptz(3) NOT NULL,
  source text NOT NULL CHECK (source IN ('case', 'text', 'ocr')),
  body text NOT NULL,
  words tsvector NOT NULL GENERATED ALWAYS AS (case_files.words(body)) STORED,
  PRIMARY KEY (case_id, position, page)
);
COMMENT ON TABLE case_files.page_text IS 'What is searched. It can be made again from the documents, and is no evidence of what stands in them.';
COMMENT ON COLUMN case_files.page_text.case_id IS 'The case.';
COMMENT ON COLUMN case_files.page_text.position IS 'Place of the document in its file; 0 for the case itself.';
COMMENT ON COLUMN case_files.page_text.page IS '1, 2, 3 … within the document; 0 for the case itself.';
COMMENT ON COLUMN case_files.page_text.filed_at IS 'When the case was filed, so that the newest come first.';
COMMENT ON COLUMN case_files.page_text.source IS 'What the filing says (case), text that the document held (text), or read from a picture (ocr).';
COMMENT ON COLUMN case_files.page_text.body IS 'The text of the page.';
COMMENT ON COLUMN case_files.page_text.words IS 'Its words by their stems.';
CREATE INDEX page_text_by_word ON case_files.page_text USING gin (words);
CREATE INDEX page_text_by_age ON case_files.page_text (filed_at);

CREATE TABLE case_files.document_reading (
  case_id uuid NOT NULL,
  position integer NOT NULL,
  state text NOT NULL CHECK (state IN ('waiting', 'read', 'without-text', 'unreadable')),
  pages integer CHECK (pages >= 0),
  unread integer CHECK (unread BETWEEN 0 AND pages),
  attempts integer NOT NULL DEFAULT 0,
  changed timestamptz NOT NULL,
  why text CHECK (length(why) <= 300),
  PRIMARY KEY (case_id, position),
  FOREIGN KEY (case_id, position) REFERENCES case_files.document (case_id, position)
);
COMMENT ON TABLE case_files.document_reading IS 'How far the text of a document was read for searching.';
COMMENT ON COLUMN case_files.document_reading.case_id IS 'The case.';
COMMENT ON COLUMN case_files.document_reading.position IS 'The document.';
COMMENT ON COLUMN case_files.document_reading.state IS 'waiting; read; without-text (pictures nobody could read yet); unreadable (broken, or past the limits).';
COMMENT ON COLUMN case_files.document_reading.pages IS 'How many pages it has; null until it was looked at.';
COMMENT ON COLUMN case_files.document_reading.unread IS 'How many of them are pictures that were not read.';
COMMENT ON COLUMN case_files.document_reading.attempts IS 'How often it was tried.';
COMMENT ON COLUMN case_files.document_reading.changed IS 'When it was last tried, or came.';
COMMENT ON COLUMN case_files.document_reading.why IS 'Why it could not be read, for the operator.';
CREATE INDEX reading_to_do ON case_files.document_reading (changed, case_id, position)
  WHERE state IN ('waiting', 'without-text');

CREATE FUNCTION case_files.want_reading() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO case_files.document_reading (case_id, position, state, changed)
    SELECT NEW.case_id, NEW.position,
      CASE WHEN NEW.media_type IN ('application/pdf', 'image/png', 'image/jpeg', 'text/plain')
        THEN 'waiting' ELSE 'unreadable' END,
      c.filed_at FROM case_files.case_file c WHERE c.id = NEW.case_id;
  INSERT INTO case_files.page_text (case_id, position, page, filed_at, source, body)
    SELECT c.id, NEW.position, 0, c.filed_at, 'case', NEW.name
    FROM case_files.case_file c WHERE c.id = NEW.case_id;
  RETURN NULL;
END $$;
COMMENT ON FUNCTION case_files.want_reading() IS 'Whoever adds a document, it is found by its name at once and read later.';
CREATE TRIGGER documents_are_read AFTER INSERT ON case_files.document
  FOR EACH ROW EXECUTE FUNCTION case_files.want_reading();

CREATE FUNCTION case_files.text_of_case(filed case_files.case_file) RETURNS text
  LANGUAGE sql STABLE AS $$
  SELECT concat_ws(E'\n',
    filed.year || '-' || lpad(filed.number::text, 6, '0'), filed.number::text,
    filed.filer ->> 'name', filed.filer ->> 'number', filed.filer ->> 'onBehalfOf',
    (SELECT v.content #>> '{name,es}' FROM case_files.procedure_version v
      WHERE v.id = filed.procedure_version_id),
    (SELECT string_agg(value, E'\n') FROM jsonb_each_text(filed.answers)))
$$;
COMMENT ON FUNCTION case_files.text_of_case(case_files.case_file) IS 'Number, who filed, procedure and answers.';

CREATE FUNCTION case_files.want_finding() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO case_files.page_text (case_id, position, page, filed_at, source, body)
    VALUES (NEW.id, 0, 0, NEW.filed_at, 'case', case_files.text_of_case(NEW));
  RETURN NULL;
END $$;
COMMENT ON FUNCTION case_files.want_finding() IS 'A case is found from the transaction that makes it on.';
CREATE TRIGGER cases_are_found AFTER INSERT ON case_files.case_file
  FOR EACH ROW EXECUTE FUNCTION case_files.want_finding();

-- What came before.
INSERT INTO case_files.page_text (case_id, position, page, filed_at, source, body)
  SELECT c.id, 0, 0, c.filed_at, 'case', case_files.text_of_case(c) FROM case_files.case_file c;
INSERT INTO case_files.page_text (case_id, position, page, filed_at, source, body)
  SELECT c.id, d.position, 0, c.filed_at, 'case', d.name
  FROM case_files.document d JOIN case_files.case_file c ON c.id = d.case_id;
INSERT INTO case_files.document_reading (case_id, position, state, changed)
  SELECT d.case_id, d.position,
    CASE WHEN d.media_type IN ('application/pdf', 'image/png', 'image/jpeg', 'text/plain')
      THEN 'waiting' ELSE 'unreadable' END, c.filed_at
  FROM case_files.document d JOIN case_files.case_file c ON c.id = d.case_id;

GRANT SELECT, INSERT, DELETE ON case_files.page_text TO :program;
GRANT SELECT, INSERT ON case_files.document_reading TO :program;
GRANT UPDATE (state, pages, unread, attempts, changed, why) ON case_files.document_reading TO :program;

-- Creates the index of each case: order and folios, given once in the transaction in which something comes in.
CREATE TABLE case_files.page_count (
  sha256 text PRIMARY KEY CHECK (sha256 ~ '^[0-9a-f]{64}$'),
  pages integer NOT NULL CHECK (pages BETWEEN 1 AND 100000),
  rule text NOT NULL CHECK (rule IN ('pages', 'image', 'file'))
);
COMMENT ON TABLE case_files.page_count IS 'How many folios the bytes of a stored file take; counted before they come into a case.';
COMMENT ON COLUMN case_files.page_count.sha256 IS 'Hash of the bytes.';
COMMENT ON COLUMN case_files.page_count.pages IS 'Folios.';
COMMENT ON COLUMN case_files.page_count.rule IS 'pages: one per page of a PDF; image: one; file: one, because it has no pages that can be counted.';

CREATE TABLE case_files.index_entry (
  case_id uuid NOT NULL REFERENCES case_files.case_file (id),
  position integer NOT NULL CHECK (position >= 1),
  first_folio integer NOT NULL CHECK (first_folio >= 1),
  last_folio integer NOT NULL,
  document_position integer,
  sub_case_id uuid REFERENCES case_files.case_file (id),
  sub_folios integer CHECK (sub_folios >= 0),
  sub_index_hash text CHECK (sub_index_hash ~ '^[0-9a-f]{64}$'),
  paper_ref text CHECK (length(btrim(paper_ref)) BETWEEN 3 AND 300),
  rule text NOT NULL CHECK (rule IN ('pages', 'image', 'file', 'note', 'paper')),
  event_seq integer NOT NULL,
  PRIMARY KEY (case_id, position),
  UNIQUE (case_id, document_position),
  UNIQUE (case_id, paper_ref),
  FOREIGN KEY (case_id, document_position) REFERENCES case_files.document (case_id, position),
  FOREIGN KEY (case_id, event_seq) REFERENCES case_files.event (case_id, seq),
  CHECK (last_folio >= first_folio),
  CONSTRAINT one_thing CHECK (num_nonnulls(document_position, sub_case_id, paper_ref) = 1),
  CHECK ((sub_case_id IS NULL) = (sub_folios IS NULL) AND (sub_case_id IS NULL) = (sub_index_hash IS NULL)),
  CHECK (sub_case_id IS NULL OR (sub_case_id <> case_id AND last_folio = first_folio))
);
COMMENT ON TABLE case_files.index_entry IS 'The index of a case: what stands in which order on which folios. Never changed: what was wrong is corrected by another document.';
COMMENT ON COLUMN case_files.index_entry.case_id IS 'The case.';
COMMENT ON COLUMN case_files.index_entry.position IS 'Order: 1, 2, 3 … within the case.';
COMMENT ON COLUMN case_files.index_entry.first_folio IS 'One after the last folio of the entry before.';
COMMENT ON COLUMN case_files.index_entry.last_folio IS 'Its last folio.';
COMMENT ON COLUMN case_files.index_entry.document_position IS 'The document, where it is one.';
COMMENT ON COLUMN case_files.index_entry.sub_case_id IS 'The accumulated case, which keeps its own folios; here it takes one, the note of its aggregation (Law 27444, art. 152.2).';
COMMENT ON COLUMN case_files.index_entry.sub_folios IS 'How many folios that case had.';
COMMENT ON COLUMN case_files.index_entry.sub_index_hash IS 'Hash of the index that case had.';
COMMENT ON COLUMN case_files.index_entry.paper_ref IS 'A part on paper: what it is and where it stands.';
COMMENT ON COLUMN case_files.index_entry.rule IS 'How its folios were counted: pages, image, file, note, paper.';
COMMENT ON COLUMN case_files.index_entry.event_seq IS 'The event that brought it.';

CREATE TABLE case_files.index_head (
  case_id uuid PRIMARY KEY REFERENCES case_files.case_file (id),
  entries integer NOT NULL DEFAULT 0,
  folios integer NOT NULL DEFAULT 0,
  wanted text NOT NULL DEFAULT 'E01' CHECK (wanted IN ('E01', 'E02')),
  signed_n integer NOT NULL DEFAULT 0,
  signed_entries integer NOT NULL DEFAULT 0,
  signed_status text NOT NULL DEFAULT '',
  sealed_n integer NOT NULL DEFAULT 0
);
COMMENT ON TABLE case_files.index_head IS 'Where the index of each case stands; written by triggers alone.';
COMMENT ON COLUMN case_files.index_head.case_id IS 'The case.';
COMMENT ON COLUMN case_files.index_head.entries IS 'Entries of the index.';
COMMENT ON COLUMN case_files.index_head.folios IS 'Folios of the index.';
COMMENT ON COLUMN case_files.index_head.wanted IS 'State its newest signed index should tell: E01 open, E02 closed.';
COMMENT ON COLUMN case_files.index_head.signed_n IS 'Number of the newest signed index; 0 for none.';
COMMENT ON COLUMN case_files.index_head.signed_entries IS 'Entries that one covers.';
COMMENT ON COLUMN case_files.index_head.signed_status IS 'State that one tells; empty for none.';
COMMENT ON COLUMN case_files.index_head.sealed_n IS 'Number of the newest index that carries the seal.';
CREATE INDEX index_to_sign ON case_files.index_head (case_id)
  WHERE entries > signed_entries OR (wanted = 'E02' AND signed_status = 'E01');

CREATE FUNCTION case_files.chain_index() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  head case_files.index_head;
BEGIN
  INSERT INTO case_files.index_head (case_id) VALUES (NEW.case_id) ON CONFLICT DO NOTHING;
  SELECT * INTO head FROM case_files.index_head WHERE case_id = NEW.case_id FOR UPDATE;
  IF NEW.position <> head.entries + 1 OR NEW.first_folio <> head.folios + 1 THEN
    RAISE EXCEPTION 'Entry % on folio % does not follow entry %, which ends on folio %',
      NEW.position, NEW.first_folio, head.entries, head.folios
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  UPDATE case_files.index_head SET entries = NEW.position, folios = NEW.last_folio
    WHERE case_id = NEW.case_id;
  RETURN NEW;
END $$;
COMMENT ON FUNCTION case_files.chain_index() IS 'No folio is left out or given twice (Law 27444, art. 152).';
CREATE TRIGGER index_has_no_gap BEFORE INSERT ON case_files.index_entry
  FOR EACH ROW EXECUTE FUNCTION case_files.chain_index();
CREATE TRIGGER index_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON case_files.index_entry
  FOR EACH STATEMENT EXECUTE FUNCTION case_files.refuse_change();

CREATE FUNCTION case_files.index_document() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  last record;
  counted record;
BEGIN
  INSERT INTO case_files.index_head (case_id) VALUES (NEW.case_id) ON CONFLICT DO NOTHING;
  SELECT entries, folios INTO last FROM case_files.index_head WHERE case_id = NEW.case_id FOR UPDATE;
  SELECT pages, rule INTO counted FROM case_files.page_count WHERE sha256 = NEW.sha256;
  INSERT INTO case_files.index_entry (case_id, position, first_folio, last_folio,
      document_position, rule, event_seq)
    VALUES (NEW.case_id, last.entries + 1, last.folios + 1,
      last.folios + coalesce(counted.pages, 1), NEW.position,
      coalesce(counted.rule, 'file'), NEW.event_seq);
  RETURN NULL;
END $$;
COMMENT ON FUNCTION case_files.index_document() IS 'A document is in the index from the statement on that brings it, whoever brings it.';
CREATE TRIGGER documents_are_indexed AFTER INSERT ON case_files.document
  FOR EACH ROW EXECUTE FUNCTION case_files.index_document();

-- Documents from before there was an index: one folio each, by the rule for files.
DO $$
DECLARE
  each record;
BEGIN
  FOR each IN SELECT d.*, row_number() OVER w AS n FROM case_files.document d
    WINDOW w AS (PARTITION BY case_id ORDER BY position) ORDER BY case_id, position
  LOOP
    INSERT INTO case_files.index_entry (case_id, position, first_folio, last_folio,
        document_position, rule, event_seq)
      VALUES (each.case_id, each.n, each.n, each.n, each.position, 'file', each.event_seq);
  END LOOP;
END $$;

GRANT SELECT, INSERT, DELETE ON case_files.page_count TO :program;
GRANT SELECT, INSERT ON case_files.index_entry TO :program;
GRANT SELECT ON case_files.index_head TO :program;

-- Makes the one way by which what a case held is erased: after its destruction was written down, and whole.
CREATE OR REPLACE FUNCTION case_files.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- Set by case_files.erase_destroyed alone, which runs as the owner; the program has no right to delete.
  IF TG_OP <> 'TRUNCATE' AND current_setting('case_files.erasing', true) = 'yes'
      AND current_user = (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = TG_RELID) THEN
    RETURN NULL;
  END IF;
  RAISE EXCEPTION 'case_files.% can only be added to', TG_TABLE_NAME
    USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE FUNCTION case_files.erase_rows(gone regclass, condition text, staying text[], depth integer)
  RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  each record;
BEGIN
  IF depth > 12 THEN
    RAISE EXCEPTION 'Tables refer to each other in a circle at %', gone;
  END IF;
  FOR each IN
    SELECT k.conrelid::regclass AS name, c.relname,
      (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY o.n)
        FROM unnest(k.conkey) WITH ORDINALITY AS o (attnum, n)
        JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = o.attnum) AS own,
      (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY o.n)
        FROM unnest(k.confkey) WITH ORDINALITY AS o (attnum, n)
        JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = o.attnum) AS other
    FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
    WHERE k.contype = 'f' AND k.confrelid = gone AND k.conrelid <> gone AND k.conparentid = 0
      AND c.relnamespace = 'case_files'::regnamespace AND c.relname <> ALL (staying)
  LOOP
    PERFORM case_files.erase_rows(each.name,
      format('(%s) IN (SELECT %s FROM %s WHERE %s)', each.own, each.other, gone, condition),
      staying, depth + 1);
  END LOOP;
  IF depth > 0 THEN
    EXECUTE format('DELETE FROM %s WHERE %s', gone, condition);
  END IF;
END $$;
COMMENT ON FUNCTION case_files.erase_rows(regclass, text, text[], integer) IS 'Deletes rows with all that refers to them, whatever part wrote it.';
REVOKE ALL ON FUNCTION case_files.erase_rows(regclass, text, text[], integer) FROM PUBLIC;

CREATE FUNCTION case_files.erase_destroyed(destroyed uuid) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  last integer;
BEGIN
  SELECT destroyed_seq INTO last FROM case_files.retention
    WHERE case_id = destroyed AND level = 'destroyed';
  IF last IS NULL THEN
    RAISE EXCEPTION 'Only a case whose destruction is written down is erased'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  PERFORM set_config('case_files.erasing', 'yes', true);
  -- What stays: that the case was, when, and the hashes of what it held.
  PERFORM case_files.erase_rows('case_files.case_file', format('id = %L', destroyed),
    ARRAY['event', 'signed_index', 'index_seal', 'index_head', 'retention', 'case_link',
      'foreign_case'], 0);
  -- The facts of the legal clock name nobody, but for the reasons somebody wrote.
  UPDATE case_files.event SET content = CASE WHEN content ? 'clock'
      THEN jsonb_build_object('clock', (content -> 'clock') - 'why') ELSE '{}' END
    WHERE case_id = destroyed AND seq < last;
  UPDATE case_files.case_file SET filer = '{}', answers = '{}',
    paper = CASE WHEN paper IS NOT NULL THEN '{}'::jsonb END,
    key_hash = sha256(uuid_send(gen_random_uuid())) WHERE id = destroyed;
  PERFORM set_config('case_files.erasing', '', true);
END $$;
COMMENT ON FUNCTION case_files.erase_destroyed(uuid) IS 'Erases what a destroyed case held; events keep their hashes, indexes those of the documents.';
REVOKE ALL ON FUNCTION case_files.erase_destroyed(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION case_files.erase_destroyed(uuid) TO :program;

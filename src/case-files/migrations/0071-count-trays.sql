-- Counts the trays of an official in one question, by indexes alone where the rows need not be read.
DROP INDEX case_files.case_tray_by_office;
CREATE INDEX case_tray_by_office ON case_files.case_file
  (responsible_office_id, (coalesce(act_by, 'infinity'::date)), id) INCLUDE (act_by, half_on)
  WHERE phase NOT IN ('firm', 'not-filed', 'closed');

CREATE FUNCTION case_files.count_trays(offices uuid[], post uuid, today date)
  RETURNS TABLE (tray text, number integer) LANGUAGE plpgsql STABLE
  -- Planned once for each connection: planning eight questions under policies takes longer than asking them.
  SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  -- As countedTo in src/case-files/tray/list-tray.ts; written out, since a limit that is not known is planned badly.
  whole integer;
  late integer;
  soon integer;
BEGIN
  SELECT count(*), count(*) FILTER (WHERE x.act < today),
      count(*) FILTER (WHERE x.act >= today AND x.half <= today)
    INTO whole, late, soon
    FROM (SELECT coalesce(one.act_by, 'infinity'::date) AS act, one.half_on AS half
      FROM unnest(offices) AS o (id) CROSS JOIN LATERAL (
        SELECT c.act_by, c.half_on FROM case_files.case_file c
        WHERE c.responsible_office_id = o.id AND c.phase NOT IN ('firm', 'not-filed', 'closed')
          AND EXISTS (SELECT FROM people.record r WHERE r.id = c.id AND r.level < 3)
        LIMIT 500) AS one LIMIT 500) AS x;
  IF whole = 500 THEN
    SELECT count(*) INTO late FROM (SELECT FROM unnest(offices) AS o (id) CROSS JOIN LATERAL (
      SELECT FROM case_files.case_file c
      WHERE c.responsible_office_id = o.id AND c.phase NOT IN ('firm', 'not-filed', 'closed')
        AND coalesce(c.act_by, 'infinity'::date) < today
        AND EXISTS (SELECT FROM people.record r WHERE r.id = c.id AND r.level < 3)
      LIMIT 500) AS one LIMIT 500) AS x;
    SELECT count(*) INTO soon FROM (SELECT FROM unnest(offices) AS o (id) CROSS JOIN LATERAL (
      SELECT FROM case_files.case_file c
      WHERE c.responsible_office_id = o.id AND c.phase NOT IN ('firm', 'not-filed', 'closed')
        AND coalesce(c.act_by, 'infinity'::date) >= today AND c.half_on <= today
        AND EXISTS (SELECT FROM people.record r WHERE r.id = c.id AND r.level < 3)
      LIMIT 500) AS one LIMIT 500) AS x;
  END IF;
  RETURN QUERY VALUES ('oficina', whole), ('vencidos', late), ('por-vencer', soon);

  RETURN QUERY SELECT 'mios', count(*)::integer FROM (
    SELECT FROM case_files.case_file c
    WHERE c.responsible_position_id = post AND c.phase NOT IN ('firm', 'not-filed', 'closed')
      AND EXISTS (SELECT FROM people.record r WHERE r.id = c.id AND r.level < 3)
    LIMIT 500) AS x;

  RETURN QUERY SELECT 'archivo', count(*)::integer FROM (
    SELECT FROM unnest(offices) AS o (id) CROSS JOIN LATERAL (
      SELECT FROM case_files.case_file c
      WHERE c.responsible_office_id = o.id AND c.phase IN ('firm', 'not-filed', 'closed')
        AND EXISTS (SELECT FROM people.record r WHERE r.id = c.id AND r.level < 3)
      LIMIT 500) AS one LIMIT 500) AS x;

  RETURN QUERY SELECT 'recibir', count(*)::integer FROM (
    SELECT FROM unnest(offices) AS o (id) CROSS JOIN LATERAL (
      SELECT FROM case_files.movement m
      WHERE m.to_office = o.id AND m.received_event IS NULL AND m.returned_event IS NULL
        AND m.cancelled_event IS NULL
        AND EXISTS (SELECT FROM people.record r WHERE r.id = m.case_id AND r.level < 3)
      LIMIT 500) AS one LIMIT 500) AS x;

  RETURN QUERY SELECT 'enviados', count(*)::integer FROM (
    SELECT FROM unnest(offices) AS o (id) CROSS JOIN LATERAL (
      SELECT FROM case_files.movement m
      WHERE m.from_office = o.id AND NOT m.copy
        AND EXISTS (SELECT FROM people.record r WHERE r.id = m.case_id AND r.level < 3)
      LIMIT 500) AS one LIMIT 500) AS x;

  RETURN QUERY SELECT 'informes', count(*)::integer FROM (
    SELECT FROM unnest(offices) AS o (id) CROSS JOIN LATERAL (
      SELECT FROM case_files.task t JOIN case_files.case_file c ON c.id = t.case_id
      WHERE t.office_id = o.id AND t.answered_event IS NULL
        AND c.phase NOT IN ('firm', 'not-filed', 'closed')
        AND EXISTS (SELECT FROM people.record r WHERE r.id = t.case_id AND r.level < 3)
      LIMIT 500) AS one LIMIT 500) AS x;
END $$;
COMMENT ON FUNCTION case_files.count_trays(uuid[], uuid, date) IS 'How many cases each tray has for whoever the transaction reads; no tray is counted beyond 500, since each row costs a look at its permission.';

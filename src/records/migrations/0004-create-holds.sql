-- Creates legal holds, and the one way by which content is erased: with its reason in the journal, and never while held.
CREATE TABLE records.hold (
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  step text NOT NULL CHECK (step IN ('placed', 'released')),
  hold uuid NOT NULL,
  about_kind text NOT NULL,
  about_id text NOT NULL,
  reason text NOT NULL CHECK (length(reason) BETWEEN 1 AND 500),
  legal_act text NOT NULL CHECK (length(legal_act) BETWEEN 1 AND 300),
  entry uuid NOT NULL REFERENCES records.entry (id),
  UNIQUE (hold, step)
);
COMMENT ON TABLE records.hold IS 'Legal holds: while one is placed and not released, nothing about its record is destroyed.';
COMMENT ON COLUMN records.hold.number IS 'Order.';
COMMENT ON COLUMN records.hold.step IS 'placed or released.';
COMMENT ON COLUMN records.hold.hold IS 'The hold; its release names the same.';
COMMENT ON COLUMN records.hold.about_kind IS 'Kind of record that is held, such as dataset, entry or file.';
COMMENT ON COLUMN records.hold.about_id IS 'Its id.';
COMMENT ON COLUMN records.hold.reason IS 'Why.';
COMMENT ON COLUMN records.hold.legal_act IS 'The order, resolution or law it rests on.';
COMMENT ON COLUMN records.hold.entry IS 'The entry of the journal that says who did it.';
CREATE INDEX hold_about ON records.hold (about_kind, about_id);

CREATE FUNCTION records.held(kind text, id text) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (
    SELECT FROM records.hold p WHERE p.about_kind = kind AND p.about_id = id AND p.step = 'placed'
      AND NOT EXISTS (SELECT FROM records.hold r WHERE r.hold = p.hold AND r.step = 'released'))
$$;
COMMENT ON FUNCTION records.held(text, text) IS 'Whether a hold on the record is in force.';

CREATE FUNCTION records.lock_hold(kind text, id text) RETURNS void LANGUAGE sql AS $$
  SELECT pg_advisory_xact_lock(7241012, hashtext(kind || ' ' || id))
$$;
COMMENT ON FUNCTION records.lock_hold(text, text) IS 'Placing a hold and destroying what it would hold wait for each other.';

CREATE FUNCTION records.erase_content(erased uuid, erasure uuid) RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  subject records.entry;
BEGIN
  SELECT * INTO subject FROM records.entry WHERE id = erased;
  IF subject.id IS NULL THEN RETURN false; END IF;
  IF NOT EXISTS (
    SELECT FROM records.entry e JOIN records.waiting w ON w.entry = e.id
    WHERE e.id = erasure AND e.act = 'content.erased' AND e.about_kind = 'entry'
      AND e.about_id = erased::text AND w.transaction = pg_current_xact_id()
  ) THEN
    RAISE EXCEPTION 'An erasure needs its own entry in the journal, in the same transaction'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  PERFORM records.lock_hold('entry', erased::text);
  PERFORM records.lock_hold(subject.about_kind, subject.about_id);
  IF records.held('entry', erased::text) OR records.held(subject.about_kind, subject.about_id) THEN
    RAISE EXCEPTION 'A legal hold forbids it' USING ERRCODE = 'restrict_violation';
  END IF;
  PERFORM set_config('records.erasing', erased::text, true);
  DELETE FROM records.content WHERE entry = erased;
  PERFORM set_config('records.erasing', '', true);
  RETURN true;
END $$;
COMMENT ON FUNCTION records.erase_content(uuid, uuid) IS 'Removes content and salt of an entry; the entry and its leaf in the ledger stay, and every proof with them.';

CREATE TRIGGER hold_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON records.hold
  FOR EACH STATEMENT EXECUTE FUNCTION records.refuse_change();

GRANT SELECT ON records.hold TO :program;
GRANT INSERT (step, hold, about_kind, about_id, reason, legal_act, entry) ON records.hold TO :program;
REVOKE ALL ON FUNCTION records.erase_content(uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION records.erase_content(uuid, uuid) TO :program;
GRANT EXECUTE ON FUNCTION records.held(text, text), records.lock_hold(text, text) TO :program;

-- Refuses that a filing be deemed not filed while a fee paid for it is kept (Law 27444, art. 125.4).
CREATE FUNCTION case_files.refuse_kept_fee() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  paid bigint;
  ordered bigint;
BEGIN
  SELECT coalesce(sum((content ->> 'amount')::bigint) FILTER (WHERE kind = 'fee-paid'), 0),
      coalesce(sum((content ->> 'amount')::bigint) FILTER (WHERE kind = 'refund-ordered'), 0)
    INTO paid, ordered
    FROM case_files.event WHERE case_id = NEW.id AND kind IN ('fee-paid', 'refund-ordered');
  IF paid <> ordered THEN
    RAISE EXCEPTION 'Case % is deemed not filed; of its fee % is to be given back, not %',
      NEW.id, paid, ordered USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
COMMENT ON FUNCTION case_files.refuse_kept_fee() IS 'Looked at when the transaction ends: the refund is ordered in it.';
CREATE CONSTRAINT TRIGGER fee_is_given_back AFTER INSERT OR UPDATE OF phase
  ON case_files.case_file DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (NEW.phase = 'not-filed') EXECUTE FUNCTION case_files.refuse_kept_fee();

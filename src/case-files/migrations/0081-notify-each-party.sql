-- Lets each party of a case be notified by a notification of its own; one at a time for each of them.
ALTER TABLE case_files.notification
  ADD COLUMN party text NOT NULL DEFAULT '' CHECK (party ~ '^(p[1-9][0-9]*)?$');
COMMENT ON COLUMN case_files.notification.party IS 'Empty for whoever filed; else the party that event p2, p3 … named.';
DROP INDEX case_files.one_notification_at_a_time;
CREATE UNIQUE INDEX one_notification_at_a_time ON case_files.notification (case_id, party)
  WHERE ended_seq IS NULL AND effective_on IS NULL;

CREATE FUNCTION case_files.refuse_unknown_party() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.party <> '' AND NOT EXISTS (SELECT FROM case_files.event e WHERE e.case_id = NEW.case_id
      AND e.kind = 'party-added' AND e.seq = substr(NEW.party, 2)::integer) THEN
    RAISE EXCEPTION 'No event of the case names the party %', NEW.party
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.party <> '' AND NEW.channel IN ('mailbox', 'email') THEN
    RAISE EXCEPTION 'The consent of the filer is not that of the party %', NEW.party
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
COMMENT ON FUNCTION case_files.refuse_unknown_party() IS 'A party is named by an event, and is notified on paper: whoever filed consented for nobody else.';
CREATE TRIGGER party_is_named BEFORE INSERT ON case_files.notification
  FOR EACH ROW EXECUTE FUNCTION case_files.refuse_unknown_party();

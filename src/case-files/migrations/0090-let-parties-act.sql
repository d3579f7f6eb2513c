-- Lets the parties of a case beside its filer come in by a key of their own, consent for themselves, and be notified electronically.
CREATE TABLE case_files.party_key (
  case_id uuid NOT NULL REFERENCES case_files.case_file (id),
  event_seq integer NOT NULL,
  party text NOT NULL CHECK (party ~ '^p[1-9][0-9]*$'),
  key_hash bytea NOT NULL UNIQUE CHECK (length(key_hash) = 32),
  letter_id uuid,
  PRIMARY KEY (case_id, event_seq),
  FOREIGN KEY (case_id, event_seq) REFERENCES case_files.event (case_id, seq)
);
COMMENT ON TABLE case_files.party_key IS 'Keys by which parties other than the filer reach their page of the case; the last one of each party holds.';
COMMENT ON COLUMN case_files.party_key.case_id IS 'The case.';
COMMENT ON COLUMN case_files.party_key.event_seq IS 'The event that gave it.';
COMMENT ON COLUMN case_files.party_key.party IS 'p2, p3 …: the event that named the party.';
COMMENT ON COLUMN case_files.party_key.key_hash IS 'SHA-256 of the key, which nobody here keeps.';
COMMENT ON COLUMN case_files.party_key.letter_id IS 'The letter it went out with, in platform.letter; empty where it was handed over.';
GRANT SELECT, INSERT ON case_files.party_key TO :program;
REVOKE UPDATE, DELETE, TRUNCATE ON case_files.party_key FROM :program;

CREATE OR REPLACE FUNCTION case_files.refuse_unknown_party() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.party <> '' AND NOT EXISTS (SELECT FROM case_files.event e WHERE e.case_id = NEW.case_id
      AND e.kind = 'party-added' AND 'p' || e.seq = NEW.party) THEN
    RAISE EXCEPTION 'No event of the case names the party %', NEW.party
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
COMMENT ON FUNCTION case_files.refuse_unknown_party() IS 'A party is named by an event.';

CREATE OR REPLACE FUNCTION case_files.refuse_without_consent() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  giver text;
BEGIN
  IF NEW.consent_seq IS NULL THEN
    RETURN NEW;
  END IF;
  SELECT coalesce(e.content ->> 'party', '') INTO giver FROM case_files.event e
    WHERE e.case_id = NEW.case_id AND e.seq = NEW.consent_seq AND e.kind IN ('filed', 'consented')
      AND coalesce(e.content -> 'filer' -> 'consent', e.content -> 'consent') ->> 'channel'
        = NEW.channel;
  IF giver IS NULL
    OR EXISTS (SELECT FROM case_files.event e WHERE e.case_id = NEW.case_id
      AND e.seq > NEW.consent_seq AND e.seq <= NEW.began_seq
      AND (e.kind IN ('consented', 'consent-withdrawn') OR e.kind = 'party-removed')
      AND coalesce(e.content ->> 'party', '') = giver)
    OR giver <> NEW.party AND NOT EXISTS (SELECT FROM case_files.event e
      WHERE e.case_id = NEW.case_id AND e.kind = 'party-added' AND 'p' || e.seq = giver
      AND e.content -> 'party' ->> 'role' = 'representative'
      AND e.content -> 'party' ->> 'represents' = NEW.party) THEN
    RAISE EXCEPTION 'Event % is no consent in force to notify the party "%" by %',
      NEW.consent_seq, NEW.party, NEW.channel USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
COMMENT ON FUNCTION case_files.refuse_without_consent() IS 'Consent is an event of the case by the addressee, or by who represents it, that names the channel and was not withdrawn since.';

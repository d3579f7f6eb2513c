-- Creates the notifications of acts: by which way, with which proof, and what they told of appeals.
CREATE TABLE case_files.notification (
  id uuid PRIMARY KEY,
  case_id uuid NOT NULL REFERENCES case_files.case_file (id),
  position integer NOT NULL,
  channel text NOT NULL
    CHECK (channel IN ('mailbox', 'email', 'personal', 'letter', 'publication')),
  addressee jsonb NOT NULL CHECK (jsonb_typeof(addressee) = 'object'),
  consent_seq integer,
  appeals text NOT NULL CHECK (length(btrim(appeals)) BETWEEN 3 AND 500),
  body text NOT NULL CHECK (length(btrim(body)) BETWEEN 3 AND 300),
  term_days integer NOT NULL CHECK (term_days BETWEEN 1 AND 365),
  exhausts boolean NOT NULL,
  began_seq integer NOT NULL,
  sent_seq integer,
  letter_id uuid,
  key_hash bytea CHECK (length(key_hash) = 32),
  letter_fault text CHECK (length(letter_fault) <= 300),
  acknowledged_seq integer,
  effective_on date,
  effective_seq integer,
  proof_sha256 text CHECK (proof_sha256 ~ '^[0-9a-f]{64}$'),
  ended_seq integer,
  ended_why text
    CHECK (ended_why IN ('not-acknowledged', 'undelivered', 'cancelled', 'defective', 'silence')),
  FOREIGN KEY (case_id, position) REFERENCES case_files.document (case_id, position),
  FOREIGN KEY (case_id, consent_seq) REFERENCES case_files.event (case_id, seq),
  FOREIGN KEY (case_id, began_seq) REFERENCES case_files.event (case_id, seq),
  FOREIGN KEY (case_id, sent_seq) REFERENCES case_files.event (case_id, seq),
  FOREIGN KEY (case_id, acknowledged_seq) REFERENCES case_files.event (case_id, seq),
  FOREIGN KEY (case_id, effective_seq) REFERENCES case_files.event (case_id, seq),
  FOREIGN KEY (case_id, ended_seq) REFERENCES case_files.event (case_id, seq),
  CONSTRAINT effective_with_proof CHECK (effective_on IS NULL OR proof_sha256 IS NOT NULL),
  CONSTRAINT effective_by_an_event CHECK ((effective_on IS NULL) = (effective_seq IS NULL)),
  CONSTRAINT electronic_with_consent
    CHECK (channel NOT IN ('mailbox', 'email') OR consent_seq IS NOT NULL),
  CONSTRAINT electronic_with_letter
    CHECK (channel NOT IN ('mailbox', 'email') OR letter_id IS NOT NULL),
  CONSTRAINT mail_with_key CHECK ((channel = 'email') = (key_hash IS NOT NULL)),
  CONSTRAINT effective_after_sending CHECK (effective_on IS NULL OR sent_seq IS NOT NULL),
  CONSTRAINT ended_for_a_reason CHECK ((ended_seq IS NULL) = (ended_why IS NULL))
);
COMMENT ON TABLE case_files.notification IS 'One attempt to notify an act of a case by one way. What it told and when it took effect never change.';
COMMENT ON COLUMN case_files.notification.id IS 'Part of the addresses by which it is opened.';
COMMENT ON COLUMN case_files.notification.case_id IS 'The case.';
COMMENT ON COLUMN case_files.notification.position IS 'The document of the case that is notified.';
COMMENT ON COLUMN case_files.notification.channel IS 'mailbox (Ley 31736), email (Ley 27444, 20.4), personal (21), letter with receipt (20.1.2), publication (23).';
COMMENT ON COLUMN case_files.notification.addressee IS 'To whom: name, document, and where: mail or address.';
COMMENT ON COLUMN case_files.notification.consent_seq IS 'The event in which the addressee agreed to this way; without it nothing is notified electronically.';
COMMENT ON COLUMN case_files.notification.appeals IS 'Which appeals there are, as it was told (Ley 27444, 24.1.6).';
COMMENT ON COLUMN case_files.notification.body IS 'Before which body they are filed.';
COMMENT ON COLUMN case_files.notification.term_days IS 'Within how many working days.';
COMMENT ON COLUMN case_files.notification.exhausts IS 'Whether the act ends the administrative route (24.1.4).';
COMMENT ON COLUMN case_files.notification.began_seq IS 'The event that made it.';
COMMENT ON COLUMN case_files.notification.sent_seq IS 'The event that deposited, mailed or delivered it.';
COMMENT ON COLUMN case_files.notification.letter_id IS 'The alert of the mailbox, or the mail itself, in platform.letter.';
COMMENT ON COLUMN case_files.notification.key_hash IS 'SHA-256 of the key in the link of the mail.';
COMMENT ON COLUMN case_files.notification.letter_fault IS 'In the words of the mail server that refused the letter for good.';
COMMENT ON COLUMN case_files.notification.acknowledged_seq IS 'The event in which it was opened or acknowledged.';
COMMENT ON COLUMN case_files.notification.effective_on IS 'The day it took effect (Ley 27444, 25): the next one is the first of the term for appeals.';
COMMENT ON COLUMN case_files.notification.effective_seq IS 'The event that says so.';
COMMENT ON COLUMN case_files.notification.proof_sha256 IS 'The document of the case that proves it: certificate of the program, or the paper that was signed.';
COMMENT ON COLUMN case_files.notification.ended_seq IS 'The event that ended it without or against its effect.';
COMMENT ON COLUMN case_files.notification.ended_why IS 'Why it ended.';
CREATE UNIQUE INDEX one_notification_at_a_time ON case_files.notification (case_id)
  WHERE ended_seq IS NULL AND effective_on IS NULL;
CREATE INDEX notification_by_case ON case_files.notification (case_id);
CREATE INDEX notification_under_way ON case_files.notification (case_id)
  WHERE ended_seq IS NULL AND effective_on IS NULL AND sent_seq IS NOT NULL;

CREATE FUNCTION case_files.refuse_without_consent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.consent_seq IS NOT NULL AND (
    NOT EXISTS (SELECT FROM case_files.event e WHERE e.case_id = NEW.case_id
      AND e.seq = NEW.consent_seq AND e.kind IN ('filed', 'consented')
      AND coalesce(e.content -> 'filer' -> 'consent', e.content -> 'consent') ->> 'channel'
        = NEW.channel)
    OR EXISTS (SELECT FROM case_files.event e WHERE e.case_id = NEW.case_id
      AND e.seq > NEW.consent_seq AND e.seq <= NEW.began_seq
      AND e.kind IN ('consented', 'consent-withdrawn'))) THEN
    RAISE EXCEPTION 'Event % is no consent in force to be notified by %', NEW.consent_seq, NEW.channel
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
COMMENT ON FUNCTION case_files.refuse_without_consent() IS 'Consent is an event of the case that names the channel and was not withdrawn since.';
CREATE TRIGGER consent_is_on_record BEFORE INSERT ON case_files.notification
  FOR EACH ROW EXECUTE FUNCTION case_files.refuse_without_consent();

CREATE FUNCTION case_files.keep_notified() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.effective_on IS NOT NULL AND (OLD.effective_on, OLD.effective_seq, OLD.proof_sha256)
      IS DISTINCT FROM (NEW.effective_on, NEW.effective_seq, NEW.proof_sha256)
    OR OLD.sent_seq IS DISTINCT FROM NEW.sent_seq AND OLD.sent_seq IS NOT NULL
    OR OLD.acknowledged_seq IS DISTINCT FROM NEW.acknowledged_seq
      AND OLD.acknowledged_seq IS NOT NULL
    OR OLD.ended_seq IS NOT NULL THEN
    RAISE EXCEPTION 'What is on record of notification % does not change', OLD.id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
COMMENT ON FUNCTION case_files.keep_notified() IS 'A mistake is ended by an event and made again; it is not written over.';
CREATE TRIGGER notified_stays BEFORE UPDATE ON case_files.notification
  FOR EACH ROW EXECUTE FUNCTION case_files.keep_notified();

GRANT SELECT, INSERT ON case_files.notification TO :program;
REVOKE UPDATE, DELETE, TRUNCATE ON case_files.notification FROM :program;
GRANT UPDATE (sent_seq, letter_fault, acknowledged_seq, effective_on, effective_seq, proof_sha256,
  ended_seq, ended_why) ON case_files.notification TO :program;

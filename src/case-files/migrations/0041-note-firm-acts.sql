-- Notes in the notification that its act became firm, so that the clock looks only at those that still wait for something.
ALTER TABLE case_files.notification ADD COLUMN firm_seq integer,
  ADD FOREIGN KEY (case_id, firm_seq) REFERENCES case_files.event (case_id, seq);
COMMENT ON COLUMN case_files.notification.firm_seq IS 'The event in which its act became firm.';
DROP INDEX case_files.notification_under_way;
CREATE INDEX notification_waiting ON case_files.notification (case_id)
  WHERE ended_seq IS NULL AND sent_seq IS NOT NULL AND firm_seq IS NULL;
GRANT UPDATE (firm_seq) ON case_files.notification TO :program;

-- Creates what is read from the events of a case: where it was sent, what was observed, whom it waits for.
CREATE TABLE case_files.movement (
  case_id uuid NOT NULL REFERENCES case_files.case_file (id),
  n integer NOT NULL CHECK (n >= 1),
  from_office uuid NOT NULL,
  from_position uuid,
  to_office uuid NOT NULL,
  motive text NOT NULL CHECK (motive ~ '^[a-z]+(-[a-z]+)*$'),
  note text NOT NULL CHECK (length(note) <= 2000),
  priority text NOT NULL CHECK (priority IN ('normal', 'urgent')),
  copy boolean NOT NULL,
  sent_at timestamptz(3) NOT NULL,
  sent_event integer NOT NULL,
  received_event integer,
  returned_event integer,
  cancelled_event integer,
  PRIMARY KEY (case_id, n),
  FOREIGN KEY (case_id, sent_event) REFERENCES case_files.event (case_id, seq),
  FOREIGN KEY (case_id, received_event) REFERENCES case_files.event (case_id, seq),
  FOREIGN KEY (case_id, returned_event) REFERENCES case_files.event (case_id, seq),
  FOREIGN KEY (case_id, cancelled_event) REFERENCES case_files.event (case_id, seq),
  CHECK (cancelled_event IS NULL OR (received_event IS NULL AND returned_event IS NULL)),
  CHECK (received_event > sent_event AND returned_event > sent_event AND cancelled_event > sent_event),
  CHECK (copy OR from_office <> to_office),
  CHECK (NOT copy OR (returned_event IS NULL AND cancelled_event IS NULL))
);
COMMENT ON TABLE case_files.movement IS 'Each time a case was sent to an office, or a copy for information; read from its events.';
COMMENT ON COLUMN case_files.movement.case_id IS 'The case.';
COMMENT ON COLUMN case_files.movement.n IS '1, 2, 3 … within the case.';
COMMENT ON COLUMN case_files.movement.from_office IS 'Which office sent it.';
COMMENT ON COLUMN case_files.movement.from_position IS 'The post that had it there; null for none.';
COMMENT ON COLUMN case_files.movement.to_office IS 'Which office it was sent to; it answers for the case from that instant.';
COMMENT ON COLUMN case_files.movement.motive IS 'What for: attention, report, signature …';
COMMENT ON COLUMN case_files.movement.note IS 'In words; empty for none.';
COMMENT ON COLUMN case_files.movement.priority IS 'normal or urgent.';
COMMENT ON COLUMN case_files.movement.copy IS 'For information only: nobody has to answer.';
COMMENT ON COLUMN case_files.movement.sent_at IS 'When.';
COMMENT ON COLUMN case_files.movement.sent_event IS 'The event that sent it.';
COMMENT ON COLUMN case_files.movement.received_event IS 'The event by which the office took it; null while it has not.';
COMMENT ON COLUMN case_files.movement.returned_event IS 'The event by which it went back, with its reason.';
COMMENT ON COLUMN case_files.movement.cancelled_event IS 'The event by which the sender took it back before it was received.';
-- A case is on its way to one office at most, and two offices never both have it.
CREATE UNIQUE INDEX one_open_movement ON case_files.movement (case_id)
  WHERE NOT copy AND received_event IS NULL AND returned_event IS NULL AND cancelled_event IS NULL;
CREATE INDEX movement_to_receive ON case_files.movement (to_office, sent_at, case_id, n)
  WHERE received_event IS NULL AND returned_event IS NULL AND cancelled_event IS NULL;
CREATE INDEX movement_sent ON case_files.movement (from_office, sent_at DESC, case_id, n)
  WHERE NOT copy;

CREATE TABLE case_files.observation (
  case_id uuid NOT NULL,
  event_seq integer NOT NULL,
  stage text NOT NULL CHECK (stage IN ('reception', 'later')),
  items jsonb NOT NULL CHECK (jsonb_typeof(items) = 'array' AND jsonb_array_length(items) BETWEEN 1 AND 60),
  uncorrected_only boolean NOT NULL,
  corrected_event integer,
  PRIMARY KEY (case_id, event_seq),
  FOREIGN KEY (case_id, event_seq) REFERENCES case_files.event (case_id, seq),
  FOREIGN KEY (case_id, corrected_event) REFERENCES case_files.event (case_id, seq),
  CHECK (corrected_event > event_seq)
);
COMMENT ON TABLE case_files.observation IS 'What was to be corrected, all of it at once (Law 27444, art. 126.2); read from the events.';
COMMENT ON COLUMN case_files.observation.case_id IS 'The case.';
COMMENT ON COLUMN case_files.observation.event_seq IS 'The event that observed.';
COMMENT ON COLUMN case_files.observation.stage IS 'At reception (125.1, 125.6), or later, of what could not be seen then (125.5).';
COMMENT ON COLUMN case_files.observation.items IS 'Each with the id of the requirement and the reason.';
COMMENT ON COLUMN case_files.observation.uncorrected_only IS 'A second one, of what was not corrected after the first; it names nothing new.';
COMMENT ON COLUMN case_files.observation.corrected_event IS 'The event that corrected; null while it has not been, or was not in time.';
CREATE UNIQUE INDEX observed_once ON case_files.observation (case_id) WHERE NOT uncorrected_only;
CREATE UNIQUE INDEX one_open_observation ON case_files.observation (case_id)
  WHERE corrected_event IS NULL;

CREATE TABLE case_files.task (
  case_id uuid NOT NULL,
  task text NOT NULL CHECK (task ~ '^[a-z]+-[0-9]+$'),
  office_id uuid NOT NULL,
  asked text NOT NULL CHECK (length(asked) BETWEEN 1 AND 2000),
  due_on date,
  asked_event integer NOT NULL,
  answered_event integer,
  PRIMARY KEY (case_id, task),
  FOREIGN KEY (case_id, asked_event) REFERENCES case_files.event (case_id, seq),
  FOREIGN KEY (case_id, answered_event) REFERENCES case_files.event (case_id, seq),
  CHECK (answered_event > asked_event)
);
COMMENT ON TABLE case_files.task IS 'What another office was asked for within a case, while the case stays where it is; read from the events.';
COMMENT ON COLUMN case_files.task.case_id IS 'The case.';
COMMENT ON COLUMN case_files.task.task IS 'Its name on the legal clock: report-1, report-2 …';
COMMENT ON COLUMN case_files.task.office_id IS 'Who is asked.';
COMMENT ON COLUMN case_files.task.asked IS 'What for, in words.';
COMMENT ON COLUMN case_files.task.due_on IS 'Last day for the answer.';
COMMENT ON COLUMN case_files.task.asked_event IS 'The event that asked.';
COMMENT ON COLUMN case_files.task.answered_event IS 'The event that answered; null while nobody has.';
CREATE INDEX task_to_answer ON case_files.task (office_id, due_on, case_id, task)
  WHERE answered_event IS NULL;

GRANT SELECT, INSERT ON case_files.movement, case_files.observation, case_files.task TO :program;
GRANT UPDATE (received_event, returned_event, cancelled_event) ON case_files.movement TO :program;
GRANT UPDATE (corrected_event) ON case_files.observation TO :program;
GRANT UPDATE (due_on, answered_event) ON case_files.task TO :program;

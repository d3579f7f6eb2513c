-- Creates what the database remembers of the public ledger: the place of each entry, and each head.
CREATE TABLE records.recovery (
  epoch integer PRIMARY KEY CHECK (epoch >= 1),
  size bigint NOT NULL CHECK (size >= 0),
  old_size bigint,
  record text NOT NULL,
  at timestamptz(3) NOT NULL
);
COMMENT ON TABLE records.recovery IS 'Each time the ledger went on from files that did not fit what was published, by a signed record.';
COMMENT ON COLUMN records.recovery.epoch IS 'Counts recoveries from 1; before the first one it is epoch 0.';
COMMENT ON COLUMN records.recovery.size IS 'Places from this index on, given in earlier epochs, count no more.';
COMMENT ON COLUMN records.recovery.old_size IS 'Size of the head that was given up; null where nobody remembered it.';
COMMENT ON COLUMN records.recovery.record IS 'The signed record, also an entry of the ledger.';
COMMENT ON COLUMN records.recovery.at IS 'When.';

CREATE TABLE records.place (
  epoch integer NOT NULL,
  index bigint NOT NULL CHECK (index >= 0),
  entry uuid,
  PRIMARY KEY (epoch, index),
  UNIQUE (epoch, entry)
);
COMMENT ON TABLE records.place IS 'Which entry stands at which index of the public ledger.';
COMMENT ON COLUMN records.place.epoch IS 'Recoveries there had been.';
COMMENT ON COLUMN records.place.index IS 'Index in the ledger, from 0 without gaps.';
COMMENT ON COLUMN records.place.entry IS 'The entry; null for records of the ledger itself. After a restored backup its row may be missing: the recovery record says so.';
CREATE INDEX place_entry ON records.place (entry);
CREATE INDEX place_index ON records.place (index);

CREATE VIEW records.placed AS
  SELECT p.index, p.entry FROM records.place p
  WHERE NOT EXISTS (SELECT FROM records.recovery r WHERE r.epoch > p.epoch AND p.index >= r.size);
COMMENT ON VIEW records.placed IS 'The places that count.';
COMMENT ON COLUMN records.placed.index IS 'Index in the ledger.';
COMMENT ON COLUMN records.placed.entry IS 'The entry.';

CREATE TABLE records.head (
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  size bigint NOT NULL CHECK (size >= 0),
  checkpoint text NOT NULL,
  time bigint NOT NULL
);
COMMENT ON TABLE records.head IS 'Every head of the ledger that was signed, in the order of signing: the second memory beside its files.';
COMMENT ON COLUMN records.head.number IS 'Order of signing.';
COMMENT ON COLUMN records.head.size IS 'Entries the ledger had.';
COMMENT ON COLUMN records.head.checkpoint IS 'The signed checkpoint (C2SP tlog-checkpoint), with all signatures of the ledger.';
COMMENT ON COLUMN records.head.time IS 'When it was signed, in seconds since 1970.';

CREATE TRIGGER place_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON records.place
  FOR EACH STATEMENT EXECUTE FUNCTION records.refuse_change();
CREATE TRIGGER head_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON records.head
  FOR EACH STATEMENT EXECUTE FUNCTION records.refuse_change();
CREATE TRIGGER recovery_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON records.recovery
  FOR EACH STATEMENT EXECUTE FUNCTION records.refuse_change();

GRANT SELECT ON records.place, records.placed, records.head, records.recovery TO :program;
GRANT INSERT (epoch, index, entry) ON records.place TO :program;
GRANT INSERT (size, checkpoint, time) ON records.head TO :program;
GRANT INSERT (epoch, size, old_size, record, at) ON records.recovery TO :program;

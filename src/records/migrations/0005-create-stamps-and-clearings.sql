-- Creates timestamps of the ledger's heads by an outside authority, and heads of others that a witness gives up openly.
CREATE TABLE records.stamp (
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  size bigint NOT NULL CHECK (size >= 0),
  checkpoint text NOT NULL,
  token bytea NOT NULL,
  time timestamptz NOT NULL,
  at timestamptz NOT NULL
);
COMMENT ON TABLE records.stamp IS 'Heads of the ledger that a time-stamping authority saw (RFC 3161).';
COMMENT ON COLUMN records.stamp.number IS 'Order of stamping.';
COMMENT ON COLUMN records.stamp.size IS 'Entries the ledger had.';
COMMENT ON COLUMN records.stamp.checkpoint IS 'The signed checkpoint whose SHA-256 was stamped.';
COMMENT ON COLUMN records.stamp.token IS 'TimeStampToken in DER.';
COMMENT ON COLUMN records.stamp.time IS 'The instant the authority vouches for.';
COMMENT ON COLUMN records.stamp.at IS 'When it arrived, by our clock.';
CREATE TRIGGER stamp_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON records.stamp
  FOR EACH STATEMENT EXECUTE FUNCTION records.refuse_change();

CREATE TABLE records.clearing (
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  origin text NOT NULL CHECK (length(origin) BETWEEN 1 AND 200),
  checkpoint text NOT NULL,
  reason text NOT NULL CHECK (length(btrim(reason)) BETWEEN 10 AND 2000),
  decided_by text NOT NULL CHECK (length(btrim(decided_by)) BETWEEN 3 AND 200),
  entry uuid NOT NULL REFERENCES records.entry (id),
  at timestamptz NOT NULL
);
COMMENT ON TABLE records.clearing IS 'Heads of other ledgers that this witness cosigned and that were lost there: it stops insisting on them.';
COMMENT ON COLUMN records.clearing.number IS 'Order.';
COMMENT ON COLUMN records.clearing.origin IS 'The ledger.';
COMMENT ON COLUMN records.clearing.checkpoint IS 'The very checkpoint that counts no more; any other one still does.';
COMMENT ON COLUMN records.clearing.reason IS 'Why, in words.';
COMMENT ON COLUMN records.clearing.decided_by IS 'Who decided it.';
COMMENT ON COLUMN records.clearing.entry IS 'The entry of the journal that tells of it.';
COMMENT ON COLUMN records.clearing.at IS 'When.';
CREATE TRIGGER clearing_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON records.clearing
  FOR EACH STATEMENT EXECUTE FUNCTION records.refuse_change();

GRANT SELECT ON records.stamp, records.clearing TO :program;
GRANT INSERT (size, checkpoint, token, time, at) ON records.stamp TO :program;
GRANT INSERT (origin, checkpoint, reason, decided_by, entry, at) ON records.clearing TO :program;

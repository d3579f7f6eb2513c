-- Creates what the component of the State may fetch and hand in, one order per document.
CREATE TABLE case_files.signing_order (
  id text PRIMARY KEY CHECK (id ~ '^[0-9a-f]{32}$'),
  batch_id uuid NOT NULL,
  act_id uuid NOT NULL,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  wishes jsonb NOT NULL CHECK (jsonb_typeof(wishes) = 'object'),
  until timestamptz(3) NOT NULL,
  taken timestamptz(3),
  FOREIGN KEY (batch_id, act_id) REFERENCES case_files.signing_item (batch_id, act_id)
);
COMMENT ON TABLE case_files.signing_order IS 'A document that Peru''s signing component may fetch and hand in signed, once.';
COMMENT ON COLUMN case_files.signing_order.id IS '128 random bits; tickets are made of it and a secret.';
COMMENT ON COLUMN case_files.signing_order.batch_id IS 'The batch.';
COMMENT ON COLUMN case_files.signing_order.act_id IS 'The act.';
COMMENT ON COLUMN case_files.signing_order.name IS 'Name of the file for the person who signs.';
COMMENT ON COLUMN case_files.signing_order.wishes IS 'What the signature is to look like.';
COMMENT ON COLUMN case_files.signing_order.until IS 'Until when it is taken.';
COMMENT ON COLUMN case_files.signing_order.taken IS 'When it was handed in; null while it was not, or could not be kept.';
CREATE INDEX signing_order_by_item ON case_files.signing_order (batch_id, act_id);
GRANT SELECT, INSERT ON case_files.signing_order TO :program;
GRANT UPDATE (taken) ON case_files.signing_order TO :program;

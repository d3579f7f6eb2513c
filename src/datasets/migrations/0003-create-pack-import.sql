-- Creates the memory of which starting content was taken over, so that it is taken over once.
CREATE TABLE datasets.pack_import (
  pack text NOT NULL,
  file text NOT NULL,
  hash text NOT NULL CHECK (hash ~ '^[0-9a-f]{64}$'),
  imported timestamptz NOT NULL,
  PRIMARY KEY (pack, file)
);
COMMENT ON TABLE datasets.pack_import IS 'Files of a city pack already taken over; what an office changed later is not overwritten.';
COMMENT ON COLUMN datasets.pack_import.pack IS 'Name of the pack, such as lima.';
COMMENT ON COLUMN datasets.pack_import.file IS 'Path of the file within the pack.';
COMMENT ON COLUMN datasets.pack_import.hash IS 'SHA-256 of the file when it was taken over.';
COMMENT ON COLUMN datasets.pack_import.imported IS 'When.';

-- Lets a version keep its whole text ready for download.
ALTER TABLE datasets.index_file DROP CONSTRAINT index_file_kind_check;
ALTER TABLE datasets.index_file DROP CONSTRAINT index_file_check;
ALTER TABLE datasets.index_file ADD CONSTRAINT index_file_kind_check
  CHECK (kind IN ('rows', 'order', 'words', 'text'));
ALTER TABLE datasets.index_file ADD CONSTRAINT index_file_check
  CHECK ((kind IN ('order', 'text')) = (column_id <> ''));
COMMENT ON COLUMN datasets.index_file.kind IS 'rows: blocks of rows; order: rows sorted by a column; words: full text; text: the whole version as CSV.';
COMMENT ON COLUMN datasets.index_file.column_id IS 'Column of an order, form of a text (csv, dump); empty otherwise.';

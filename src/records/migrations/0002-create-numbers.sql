-- Creates gapless numbers: one series per institution and kind, counted anew each year.
CREATE TABLE records.series (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  institution text NOT NULL CHECK (length(institution) BETWEEN 1 AND 100),
  kind text NOT NULL CHECK (kind ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  UNIQUE (institution, kind)
);
COMMENT ON TABLE records.series IS 'Something an institution numbers, such as its case files.';
COMMENT ON COLUMN records.series.id IS 'Short form for the tables below.';
COMMENT ON COLUMN records.series.institution IS 'Id or short name of the institution.';
COMMENT ON COLUMN records.series.kind IS 'What is numbered, such as case-file.';

CREATE TABLE records.number (
  series integer NOT NULL REFERENCES records.series (id),
  year integer NOT NULL CHECK (year BETWEEN 1900 AND 9999),
  number bigint NOT NULL CHECK (number >= 1),
  key text NOT NULL CHECK (length(key) BETWEEN 1 AND 300),
  at timestamptz(3) NOT NULL,
  PRIMARY KEY (series, year, number),
  UNIQUE (series, key)
);
COMMENT ON TABLE records.number IS 'Every number that was given, 1, 2, 3 … in each year, none twice and none left out.';
COMMENT ON COLUMN records.number.series IS 'What it counts.';
COMMENT ON COLUMN records.number.year IS 'Year in the time zone of the institution.';
COMMENT ON COLUMN records.number.number IS 'The number.';
COMMENT ON COLUMN records.number.key IS 'The request it was given to: the same request asked again gets the same number.';
COMMENT ON COLUMN records.number.at IS 'When it was given.';

CREATE TABLE records.number_block (
  id uuid PRIMARY KEY,
  series integer NOT NULL REFERENCES records.series (id),
  year integer NOT NULL,
  first bigint NOT NULL CHECK (first >= 1),
  last bigint NOT NULL CHECK (last >= first),
  reason text NOT NULL CHECK (length(reason) BETWEEN 1 AND 500),
  at timestamptz(3) NOT NULL,
  UNIQUE (series, year, first)
);
COMMENT ON TABLE records.number_block IS 'Numbers set apart in advance, printed for use on paper while the program is out of reach.';
COMMENT ON COLUMN records.number_block.id IS 'The block.';
COMMENT ON COLUMN records.number_block.series IS 'What it counts.';
COMMENT ON COLUMN records.number_block.year IS 'Year in which they count.';
COMMENT ON COLUMN records.number_block.first IS 'First number of the block.';
COMMENT ON COLUMN records.number_block.last IS 'Last number of the block.';
COMMENT ON COLUMN records.number_block.reason IS 'What it was set apart for.';
COMMENT ON COLUMN records.number_block.at IS 'When it was set apart.';

CREATE TABLE records.number_annulment (
  series integer NOT NULL,
  year integer NOT NULL,
  number bigint NOT NULL,
  reason text NOT NULL CHECK (length(reason) BETWEEN 1 AND 500),
  at timestamptz(3) NOT NULL,
  PRIMARY KEY (series, year, number),
  FOREIGN KEY (series, year, number) REFERENCES records.number (series, year, number)
);
COMMENT ON TABLE records.number_annulment IS 'Numbers that were given and count for nothing. They stay, and are never given again.';
COMMENT ON COLUMN records.number_annulment.series IS 'What it counts.';
COMMENT ON COLUMN records.number_annulment.year IS 'Year of the number.';
COMMENT ON COLUMN records.number_annulment.number IS 'The number.';
COMMENT ON COLUMN records.number_annulment.reason IS 'Why it counts for nothing.';
COMMENT ON COLUMN records.number_annulment.at IS 'When it was annulled.';

CREATE TRIGGER number_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON records.number
  FOR EACH STATEMENT EXECUTE FUNCTION records.refuse_change();
CREATE TRIGGER number_block_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON records.number_block
  FOR EACH STATEMENT EXECUTE FUNCTION records.refuse_change();
CREATE TRIGGER number_annulment_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON records.number_annulment
  FOR EACH STATEMENT EXECUTE FUNCTION records.refuse_change();
CREATE TRIGGER series_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON records.series
  FOR EACH STATEMENT EXECUTE FUNCTION records.refuse_change();

GRANT SELECT ON records.series, records.number, records.number_block, records.number_annulment TO :program;
GRANT INSERT (institution, kind) ON records.series TO :program;
GRANT INSERT (series, year, number, key, at) ON records.number TO :program;
GRANT INSERT (id, series, year, first, last, reason, at) ON records.number_block TO :program;
GRANT INSERT (series, year, number, reason, at) ON records.number_annulment TO :program;

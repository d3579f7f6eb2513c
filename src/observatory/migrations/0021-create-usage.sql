-- Creates the daily counts of how the city's systems are used: sums alone, of nobody.
CREATE TABLE observatory.usage (
  day date NOT NULL,
  measure text NOT NULL CHECK (measure ~ '^[a-z]+(-[a-z]+)*$'),
  count bigint NOT NULL CHECK (count >= 0),
  PRIMARY KEY (day, measure)
);
COMMENT ON TABLE observatory.usage IS 'How often something was done on a day. No address, account, device or hour is kept.';
COMMENT ON COLUMN observatory.usage.day IS 'In the time zone of the city. A day without row was not measured.';
COMMENT ON COLUMN observatory.usage.measure IS 'What was counted, as src/observatory/usage/usage.ts lists.';
COMMENT ON COLUMN observatory.usage.count IS 'How often, or how many there were at the last look of the day.';

GRANT SELECT, INSERT, UPDATE ON observatory.usage TO :program;

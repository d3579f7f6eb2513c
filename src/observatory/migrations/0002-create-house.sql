-- Creates the sheets a city keeps about itself, and the values of its indicators with every attempt to measure them.
CREATE TABLE observatory.sheet (
  kind text NOT NULL CHECK (kind ~ '^[a-z]+$'),
  id text NOT NULL CHECK (length(id) BETWEEN 1 AND 80),
  version integer NOT NULL CHECK (version >= 1),
  content json NOT NULL CHECK (json_typeof(content) = 'object'),
  withdrawn boolean NOT NULL,
  hash text NOT NULL CHECK (hash ~ '^[0-9a-f]{64}$'),
  author text,
  recorded timestamptz NOT NULL,
  PRIMARY KEY (kind, id, version)
);
COMMENT ON TABLE observatory.sheet IS 'Plan, indicators, projects, budget, training, partnerships, drafts of answers and self-assessments. The newest version counts.';
COMMENT ON COLUMN observatory.sheet.kind IS 'What it is: objective, action, activity, indicator, project, budget, training, partnership, answers, assessment.';
COMMENT ON COLUMN observatory.sheet.id IS 'Code or short name within the kind.';
COMMENT ON COLUMN observatory.sheet.version IS '1, 2, 3 … within kind and id.';
COMMENT ON COLUMN observatory.sheet.content IS 'Fields of the kind, as src/observatory/house/kinds.ts lists them.';
COMMENT ON COLUMN observatory.sheet.withdrawn IS 'Shown no more; the history stays.';
COMMENT ON COLUMN observatory.sheet.hash IS 'SHA-256 of the canonical JSON (RFC 8785) of the content.';
COMMENT ON COLUMN observatory.sheet.author IS 'Id of the person who wrote this version; null for the operator and the pack.';
COMMENT ON COLUMN observatory.sheet.recorded IS 'When this version was written.';

CREATE TABLE observatory.measurement (
  indicator text NOT NULL CHECK (length(indicator) BETWEEN 1 AND 80),
  period text NOT NULL CHECK (period ~ '^[0-9]{4}(-(S[12]|Q[1-4]|[0-9]{2}(-[0-9]{2})?))?$'),
  revision integer NOT NULL CHECK (revision >= 1),
  value double precision NOT NULL,
  source text NOT NULL CHECK (source IN ('query', 'typed')),
  sql text CHECK ((sql IS NULL) = (source = 'typed')),
  tables json NOT NULL CHECK (json_typeof(tables) = 'array'),
  evidence text,
  recorded timestamptz NOT NULL,
  PRIMARY KEY (indicator, period, revision)
);
COMMENT ON TABLE observatory.measurement IS 'Values of indicators by span of time. A value that changed is the next revision; the newest counts.';
COMMENT ON COLUMN observatory.measurement.indicator IS 'Id of the indicator’s sheet.';
COMMENT ON COLUMN observatory.measurement.period IS 'Year, half (S1), quarter (Q1), month or day.';
COMMENT ON COLUMN observatory.measurement.revision IS '1, 2, 3 … within indicator and span.';
COMMENT ON COLUMN observatory.measurement.value IS 'In the unit of the sheet.';
COMMENT ON COLUMN observatory.measurement.source IS 'Measured by the query of the sheet, or typed with evidence.';
COMMENT ON COLUMN observatory.measurement.sql IS 'What was asked.';
COMMENT ON COLUMN observatory.measurement.tables IS 'Name, resource, version and Parquet hash of each table that answered.';
COMMENT ON COLUMN observatory.measurement.evidence IS 'Of a typed value: where it can be checked.';
COMMENT ON COLUMN observatory.measurement.recorded IS 'When it was measured or typed.';

CREATE TABLE observatory.measurement_check (
  indicator text NOT NULL CHECK (length(indicator) BETWEEN 1 AND 80),
  at timestamptz NOT NULL,
  failure text CHECK (failure ~ '^[a-z0-9-]+$'),
  detail text NOT NULL,
  PRIMARY KEY (indicator, at)
);
COMMENT ON TABLE observatory.measurement_check IS 'Every attempt to measure; a failed one leaves the last good value standing.';
COMMENT ON COLUMN observatory.measurement_check.indicator IS 'Id of the indicator’s sheet.';
COMMENT ON COLUMN observatory.measurement_check.at IS 'When it was tried.';
COMMENT ON COLUMN observatory.measurement_check.failure IS 'Why there was no value; null when there was one.';
COMMENT ON COLUMN observatory.measurement_check.detail IS 'What the engine said, or what was found instead of a number.';

-- No UPDATE and no DELETE: versions, revisions and attempts are added.
GRANT SELECT, INSERT ON observatory.sheet, observatory.measurement, observatory.measurement_check
  TO :program;

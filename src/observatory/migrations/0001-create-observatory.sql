-- Creates the observatory: surveys, places, answer sheets and frozen figures. Nothing in it is changed or erased by the program.
CREATE SCHEMA IF NOT EXISTS observatory;
COMMENT ON SCHEMA observatory IS 'What cities answered to surveys, and the figures counted from it.';

CREATE TABLE observatory.survey (
  id text NOT NULL CHECK (length(id) BETWEEN 1 AND 60),
  version integer NOT NULL CHECK (version >= 1),
  content json NOT NULL CHECK (json_typeof(content) = 'object'),
  hash text NOT NULL CHECK (hash ~ '^[0-9a-f]{64}$'),
  recorded timestamptz NOT NULL,
  PRIMARY KEY (id, version)
);
COMMENT ON TABLE observatory.survey IS 'Editions, questions, options, crosswalk and figures that others published. The newest version counts.';
COMMENT ON COLUMN observatory.survey.id IS 'Name of the instrument.';
COMMENT ON COLUMN observatory.survey.version IS '1, 2, 3 …';
COMMENT ON COLUMN observatory.survey.content IS 'As src/observatory/survey.ts describes; as text, since the order of options is kept.';
COMMENT ON COLUMN observatory.survey.hash IS 'SHA-256 of the canonical JSON (RFC 8785) of the content.';
COMMENT ON COLUMN observatory.survey.recorded IS 'When this version came in.';

CREATE TABLE observatory.place (
  id text PRIMARY KEY CHECK (id ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(id) <= 60),
  name_es text NOT NULL,
  name_en text NOT NULL,
  country text NOT NULL CHECK (country ~ '^[A-Z]{2}$'),
  longitude double precision NOT NULL CHECK (longitude BETWEEN -180 AND 180),
  latitude double precision NOT NULL CHECK (latitude BETWEEN -90 AND 90)
);
COMMENT ON TABLE observatory.place IS 'Cities that have an answer sheet.';
COMMENT ON COLUMN observatory.place.id IS 'Its address on the pages.';
COMMENT ON COLUMN observatory.place.name_es IS 'In Spanish.';
COMMENT ON COLUMN observatory.place.name_en IS 'In English.';
COMMENT ON COLUMN observatory.place.country IS 'ISO 3166-1 alpha-2.';
COMMENT ON COLUMN observatory.place.longitude IS 'Degrees east (WGS 84), rounded.';
COMMENT ON COLUMN observatory.place.latitude IS 'Degrees north (WGS 84), rounded.';

CREATE TABLE observatory.submission (
  place_id text NOT NULL REFERENCES observatory.place (id),
  edition integer NOT NULL CHECK (edition BETWEEN 2000 AND 2100),
  version integer NOT NULL CHECK (version >= 1),
  source text NOT NULL CHECK (source IN ('transcription', 'form')),
  content json NOT NULL CHECK (json_typeof(content) = 'object'),
  hash text NOT NULL CHECK (hash ~ '^[0-9a-f]{64}$'),
  recorded timestamptz NOT NULL,
  PRIMARY KEY (place_id, edition, version)
);
COMMENT ON TABLE observatory.submission IS 'What one city answered in one edition. A correction is the next version; the newest counts.';
COMMENT ON COLUMN observatory.submission.place_id IS 'The city.';
COMMENT ON COLUMN observatory.submission.edition IS 'Year of the edition.';
COMMENT ON COLUMN observatory.submission.version IS '1, 2, 3 … within city and edition.';
COMMENT ON COLUMN observatory.submission.source IS 'Read from a published page, or answered by the city itself.';
COMMENT ON COLUMN observatory.submission.content IS 'Answers with their states, dated facts and source, as src/observatory/profile.ts describes.';
COMMENT ON COLUMN observatory.submission.hash IS 'SHA-256 of the canonical JSON (RFC 8785) of the content.';
COMMENT ON COLUMN observatory.submission.recorded IS 'When this version came in.';

CREATE TABLE observatory.frozen_edition (
  survey_id text NOT NULL,
  scope text NOT NULL CHECK (scope = 'pooled' OR scope ~ '^20[0-9]{2}$'),
  version integer NOT NULL CHECK (version >= 1),
  content json NOT NULL CHECK (json_typeof(content) = 'object'),
  hash text NOT NULL CHECK (hash ~ '^[0-9a-f]{64}$'),
  frozen timestamptz NOT NULL,
  PRIMARY KEY (survey_id, scope, version)
);
COMMENT ON TABLE observatory.frozen_edition IS 'Every figure of an edition as it was counted at one moment; later answers make the next version.';
COMMENT ON COLUMN observatory.frozen_edition.survey_id IS 'Name of the instrument.';
COMMENT ON COLUMN observatory.frozen_edition.scope IS 'Year of an edition, or `pooled`: the latest answer of each city.';
COMMENT ON COLUMN observatory.frozen_edition.version IS '1, 2, 3 … within the scope.';
COMMENT ON COLUMN observatory.frozen_edition.content IS 'The figures with their bases, and the answer sheets they were counted from, by hash.';
COMMENT ON COLUMN observatory.frozen_edition.hash IS 'SHA-256 of the canonical JSON (RFC 8785) of the content.';
COMMENT ON COLUMN observatory.frozen_edition.frozen IS 'When it was counted.';

-- No UPDATE and no DELETE: versions are added.
GRANT USAGE ON SCHEMA observatory TO :program;
GRANT SELECT, INSERT ON observatory.survey, observatory.place, observatory.submission,
  observatory.frozen_edition TO :program;

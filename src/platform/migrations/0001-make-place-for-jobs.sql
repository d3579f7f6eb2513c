-- Makes the place where the queue of jobs keeps its own tables, which the program owns.
CREATE SCHEMA IF NOT EXISTS jobs;
COMMENT ON SCHEMA jobs IS 'The queue of jobs; its tables are made and changed by pg-boss';
GRANT USAGE, CREATE ON SCHEMA jobs TO :program;

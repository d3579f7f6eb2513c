-- Grants the running program its rights; what must never change it can only add.
GRANT USAGE ON SCHEMA datasets TO :program;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA datasets TO :program;
REVOKE UPDATE, DELETE, TRUNCATE ON datasets.version FROM :program;
REVOKE UPDATE, TRUNCATE ON datasets.index_file FROM :program;

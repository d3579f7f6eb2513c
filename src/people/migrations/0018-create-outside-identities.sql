-- Creates the links between accounts and identities of another provider (OpenID Connect).
CREATE TABLE people.outside_identity (
  issuer text NOT NULL,
  identifier text NOT NULL CHECK (length(identifier) BETWEEN 1 AND 255),
  account_id uuid NOT NULL REFERENCES people.account,
  subject text CHECK (length(subject) BETWEEN 1 AND 255),
  linked timestamptz NOT NULL,
  last_used timestamptz,
  PRIMARY KEY (issuer, identifier),
  UNIQUE (issuer, subject)
);
CREATE INDEX outside_identity_account ON people.outside_identity (account_id);
COMMENT ON TABLE people.outside_identity IS 'Which identity of another provider may open which account; written by the operator, never by whoever signs in.';
COMMENT ON COLUMN people.outside_identity.issuer IS 'Issuer, exactly as the provider names itself.';
COMMENT ON COLUMN people.outside_identity.identifier IS 'Value of the agreed claim.';
COMMENT ON COLUMN people.outside_identity.account_id IS 'The account it opens.';
COMMENT ON COLUMN people.outside_identity.subject IS 'Subject seen at the first sign-in; another subject with the same identifier is refused.';
COMMENT ON COLUMN people.outside_identity.linked IS 'When it was linked.';
COMMENT ON COLUMN people.outside_identity.last_used IS 'Last sign-in.';
GRANT SELECT, INSERT ON people.outside_identity TO :program;
GRANT UPDATE (subject, last_used) ON people.outside_identity TO :program;

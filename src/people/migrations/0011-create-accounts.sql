-- Creates accounts: what lets a person sign in, apart from who the person is.
CREATE TABLE people.account (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  person_id uuid NOT NULL UNIQUE REFERENCES people.person (id),
  name text NOT NULL CHECK (length(btrim(name)) BETWEEN 1 AND 200),
  state text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'blocked')),
  user_handle text NOT NULL UNIQUE CHECK (length(user_handle) >= 22),
  created timestamptz NOT NULL,
  blocked timestamptz,
  CHECK ((state = 'blocked') = (blocked IS NOT NULL))
);
COMMENT ON TABLE people.account IS 'What lets one person sign in. A person has at most one.';
COMMENT ON COLUMN people.account.id IS 'Never changes.';
COMMENT ON COLUMN people.account.person_id IS 'The person who signs in with it.';
COMMENT ON COLUMN people.account.name IS 'How the person is greeted on pages and named by passkeys.';
COMMENT ON COLUMN people.account.state IS 'active, or blocked: then no way in works and every session is over.';
COMMENT ON COLUMN people.account.user_handle IS 'Random name under which authenticators keep its passkeys (WebAuthn user handle), base64url.';
COMMENT ON COLUMN people.account.created IS 'When it was made.';
COMMENT ON COLUMN people.account.blocked IS 'Since when it is blocked.';

CREATE TABLE people.sign_in_name (
  name text PRIMARY KEY CHECK (name = lower(name) AND length(name) BETWEEN 3 AND 254),
  account_id uuid NOT NULL REFERENCES people.account,
  kind text NOT NULL CHECK (kind IN ('email', 'dni')),
  created timestamptz NOT NULL,
  CHECK (kind <> 'dni' OR name ~ '^[0-9]{8}$'),
  CHECK (kind <> 'email' OR name ~ '^[^@[:space:]]+@[^@[:space:]]+$')
);
CREATE INDEX sign_in_name_account ON people.sign_in_name (account_id);
COMMENT ON TABLE people.sign_in_name IS 'Names by which an account is found at sign-in.';
COMMENT ON COLUMN people.sign_in_name.name IS 'E-mail in lower case, or the eight digits of a DNI.';
COMMENT ON COLUMN people.sign_in_name.account_id IS 'The account.';
COMMENT ON COLUMN people.sign_in_name.kind IS 'email or dni.';
COMMENT ON COLUMN people.sign_in_name.created IS 'When it was given to the account.';

CREATE TABLE people.password (
  account_id uuid PRIMARY KEY REFERENCES people.account,
  hash bytea NOT NULL CHECK (length(hash) >= 32),
  salt bytea NOT NULL CHECK (length(salt) >= 16),
  memory integer NOT NULL,
  passes integer NOT NULL,
  lanes integer NOT NULL,
  changed timestamptz NOT NULL
);
COMMENT ON TABLE people.password IS 'Passwords, as Argon2id hashes (RFC 9106).';
COMMENT ON COLUMN people.password.account_id IS 'The account it opens.';
COMMENT ON COLUMN people.password.hash IS 'Argon2id of the password in NFKC.';
COMMENT ON COLUMN people.password.salt IS 'Random salt.';
COMMENT ON COLUMN people.password.memory IS 'Memory cost in KiB.';
COMMENT ON COLUMN people.password.passes IS 'Time cost.';
COMMENT ON COLUMN people.password.lanes IS 'Parallelism.';
COMMENT ON COLUMN people.password.changed IS 'When the person last chose it; computing it anew with other costs does not count.';

GRANT USAGE ON SCHEMA people TO :program;
GRANT SELECT, INSERT, UPDATE ON people.account TO :program;
GRANT SELECT, INSERT, DELETE ON people.sign_in_name TO :program;
GRANT SELECT, INSERT, UPDATE, DELETE ON people.password TO :program;

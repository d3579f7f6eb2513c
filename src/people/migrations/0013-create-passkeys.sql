-- Creates passkeys, and the steps of a way in that are under way.
CREATE TABLE people.passkey (
  id text PRIMARY KEY CHECK (length(id) BETWEEN 16 AND 1400),
  account_id uuid NOT NULL REFERENCES people.account,
  public_key bytea NOT NULL,
  counter bigint NOT NULL CHECK (counter >= 0),
  transports text[] NOT NULL,
  name text NOT NULL CHECK (length(btrim(name)) BETWEEN 1 AND 80),
  synced boolean NOT NULL,
  created timestamptz NOT NULL,
  last_used timestamptz
);
CREATE INDEX passkey_account ON people.passkey (account_id);
COMMENT ON TABLE people.passkey IS 'Public keys of passkeys (WebAuthn Level 3).';
COMMENT ON COLUMN people.passkey.id IS 'Credential id, base64url.';
COMMENT ON COLUMN people.passkey.account_id IS 'The account it opens.';
COMMENT ON COLUMN people.passkey.public_key IS 'Public key as COSE key.';
COMMENT ON COLUMN people.passkey.counter IS 'Signature counter last seen; one that goes back tells of a copy.';
COMMENT ON COLUMN people.passkey.transports IS 'How the authenticator may be reached.';
COMMENT ON COLUMN people.passkey.name IS 'What its owner calls it.';
COMMENT ON COLUMN people.passkey.synced IS 'Whether it is kept on several devices of its owner.';
COMMENT ON COLUMN people.passkey.created IS 'When it was added.';
COMMENT ON COLUMN people.passkey.last_used IS 'When it last opened the account.';

CREATE TABLE people.ceremony (
  id_hash text PRIMARY KEY CHECK (id_hash ~ '^[0-9a-f]{64}$'),
  purpose text NOT NULL CHECK (purpose IN ('sign-in', 'prove', 'add', 'enrol', 'outside')),
  challenge text NOT NULL,
  account_id uuid REFERENCES people.account,
  session_id uuid REFERENCES people.session,
  user_handle text,
  detail jsonb,
  expires timestamptz NOT NULL
);
CREATE INDEX ceremony_expires ON people.ceremony (expires);
COMMENT ON TABLE people.ceremony IS 'Challenges that wait for their one answer; each is removed when it is answered.';
COMMENT ON COLUMN people.ceremony.id_hash IS 'SHA-256 of the random id the browser holds.';
COMMENT ON COLUMN people.ceremony.purpose IS 'What the answer is for; it counts for nothing else.';
COMMENT ON COLUMN people.ceremony.challenge IS 'The challenge (WebAuthn) or state (OpenID Connect).';
COMMENT ON COLUMN people.ceremony.account_id IS 'The account it is for, where it is known.';
COMMENT ON COLUMN people.ceremony.session_id IS 'The session it is for, where there is one.';
COMMENT ON COLUMN people.ceremony.user_handle IS 'User handle offered to the authenticator for a new account.';
COMMENT ON COLUMN people.ceremony.detail IS 'What the way back needs: nonce, verifier, where to go.';
COMMENT ON COLUMN people.ceremony.expires IS 'Until when an answer counts.';

GRANT SELECT, INSERT, UPDATE, DELETE ON people.passkey TO :program;
GRANT SELECT, INSERT, DELETE ON people.ceremony TO :program;

-- Creates the subscriptions of devices to alerts, and which alert each device was told of.
CREATE TABLE visit.push_subscription (
  endpoint text PRIMARY KEY CHECK (length(endpoint) BETWEEN 10 AND 1000),
  p256dh text NOT NULL CHECK (length(p256dh) = 87),
  auth text NOT NULL CHECK (length(auth) = 22),
  districts text[] NOT NULL CHECK (cardinality(districts) BETWEEN 1 AND 100),
  since date NOT NULL
);
COMMENT ON TABLE visit.push_subscription IS 'Devices that asked to be told of alerts. No account, no name: the address of their push service, its keys and the districts.';
COMMENT ON COLUMN visit.push_subscription.endpoint IS 'Address at the push service of the browser (RFC 8030).';
COMMENT ON COLUMN visit.push_subscription.p256dh IS 'Public key of the device, base64url (RFC 8291).';
COMMENT ON COLUMN visit.push_subscription.auth IS 'Secret shared with the device, base64url (RFC 8291).';
COMMENT ON COLUMN visit.push_subscription.districts IS 'UBIGEO of each district it asked for; * for the whole city.';
COMMENT ON COLUMN visit.push_subscription.since IS 'Day it was taken in.';

CREATE TABLE visit.push_sent (
  endpoint text NOT NULL REFERENCES visit.push_subscription (endpoint) ON DELETE CASCADE,
  alert text NOT NULL CHECK (length(alert) BETWEEN 1 AND 300),
  until timestamptz NOT NULL,
  PRIMARY KEY (endpoint, alert)
);
COMMENT ON TABLE visit.push_sent IS 'Which alert, in which form, each device was told of; forgotten when the alert ends.';
COMMENT ON COLUMN visit.push_sent.endpoint IS 'The device.';
COMMENT ON COLUMN visit.push_sent.alert IS 'Id of the alert and when it was given out in that form.';
COMMENT ON COLUMN visit.push_sent.until IS 'End of the alert.';

GRANT SELECT, INSERT, DELETE ON visit.push_subscription, visit.push_sent TO :program;
GRANT UPDATE (p256dh, auth, districts) ON visit.push_subscription TO :program;

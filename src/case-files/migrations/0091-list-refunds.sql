-- Finds refunds that were ordered without a look at all events.
CREATE INDEX refund_ordered ON case_files.event (at, case_id) WHERE kind = 'refund-ordered';
CREATE INDEX refund_paid ON case_files.event (case_id) WHERE kind = 'refund-paid';

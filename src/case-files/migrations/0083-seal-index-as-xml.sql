-- Keeps beside each sealed index the same index as a signed XML document, as the Spanish norm knows it (TF03, XAdES enveloped).
ALTER TABLE case_files.index_seal ADD COLUMN xades bytea CHECK (length(xades) > 0);
COMMENT ON COLUMN case_files.index_seal.xades IS 'The canonical XML of the index with a XAdES signature within it; null for what was sealed before.';

-- What was superseded, person by person: the record as it was is read as fast as the record as it is.
CREATE INDEX IF NOT EXISTS contribution_history ON contribution (person) WHERE stands = 0;

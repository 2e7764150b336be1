-- What identity reads and what it could not settle (format 3). Nothing here is a word about a person: rows, keyed hashes,
-- and the kind of a query. All of it can be made anew from the contributions.

-- Which contributions say who a local person is, or that two are or are not one: what identity opens, and nothing else.
CREATE TABLE IF NOT EXISTS identity_statement (
    person INTEGER NOT NULL REFERENCES person (id),
    contribution INTEGER NOT NULL REFERENCES contribution (id),
    PRIMARY KEY (person, contribution)
) STRICT, WITHOUT ROWID;

-- What else a local person's source was ever stated to know them by, hashed as the local person of that identifier is.
CREATE TABLE IF NOT EXISTS person_identifier (
    identifier BLOB NOT NULL,
    person INTEGER NOT NULL REFERENCES person (id),
    PRIMARY KEY (identifier, person)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS person_identifier_person ON person_identifier (person);

-- Rows of the table of local persons that are nobody: what was decided about two local persons is kept under them.
CREATE TABLE IF NOT EXISTS identity_decision (
    person INTEGER PRIMARY KEY REFERENCES person (id)
) STRICT;

-- Local persons of whom something was stated since what hangs together with them was last asked for queries.
CREATE TABLE IF NOT EXISTS identity_touched (
    person INTEGER PRIMARY KEY REFERENCES person (id)
) STRICT;

-- Where there was something for a person to settle when it was last asked; of one local person alone, other is one.
CREATE TABLE IF NOT EXISTS identity_query (
    id INTEGER PRIMARY KEY,
    one INTEGER NOT NULL REFERENCES person (id),
    other INTEGER NOT NULL REFERENCES person (id),
    kind TEXT NOT NULL,
    UNIQUE (one, other, kind)
) STRICT;
CREATE INDEX IF NOT EXISTS identity_query_other ON identity_query (other);

-- Who is alike whom, by the model of matching in force (format 3). A cache: all of it can be made anew from the
-- contributions and the model. Without a model there is nothing in it.

-- What a local person's sources say of who they are, sealed under their key, to be compared without opening statements.
CREATE TABLE IF NOT EXISTS match_person (
    person INTEGER PRIMARY KEY REFERENCES person (id),
    columns BLOB NOT NULL
) STRICT;

-- The blocks that a local person stands in; two are compared when they share one. Keyed hashes, cut to 8 bytes.
CREATE TABLE IF NOT EXISTS match_block (
    block BLOB NOT NULL,
    person INTEGER NOT NULL REFERENCES person (id),
    PRIMARY KEY (block, person)
) STRICT, WITHOUT ROWID;

-- Pairs that are alike, both ways: linked 1 those that link by themselves, 0 those that a person has to look at.
CREATE TABLE IF NOT EXISTS match_pair (
    person INTEGER NOT NULL REFERENCES person (id),
    other INTEGER NOT NULL REFERENCES person (id),
    linked INTEGER NOT NULL,
    PRIMARY KEY (person, other)
) STRICT, WITHOUT ROWID;

-- Local persons who have not been compared since another model came into force.
CREATE TABLE IF NOT EXISTS match_pending (
    person INTEGER PRIMARY KEY REFERENCES person (id)
) STRICT;

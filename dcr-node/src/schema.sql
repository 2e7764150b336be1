-- The store of one node, format 3. Every BLOB is a keyed hash or sealed; every INTEGER time is milliseconds since 1970.
-- Invariants: of the contributions with one key at most one stands, and one does unless the latest is erased (stands: 1
-- it does, 0 it does not, 2 erased); contributions and messages are never changed, save for an earlier time of receipt
-- and to erase them: an erased body is empty; audit sequence numbers run from 0 without a gap.

CREATE TABLE meta (
    name TEXT PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE source (
    id INTEGER PRIMARY KEY,
    organisation TEXT NOT NULL,
    system TEXT NOT NULL,
    last_heard INTEGER NOT NULL,
    UNIQUE (organisation, system)
) STRICT;

-- A local person: one person as one source system knows them.
CREATE TABLE person (
    id INTEGER PRIMARY KEY,
    hash BLOB NOT NULL UNIQUE,
    data_key BLOB NOT NULL
) STRICT;

-- Who has ever been stated to have a number; more than still is so does no harm, since identity decides afresh.
CREATE TABLE person_number (
    number BLOB NOT NULL,
    person INTEGER NOT NULL REFERENCES person (id),
    PRIMARY KEY (number, person)
) STRICT, WITHOUT ROWID;
CREATE INDEX person_number_person ON person_number (person);

-- Who was ever linked with whom, both ways.
CREATE TABLE link (
    person INTEGER NOT NULL REFERENCES person (id),
    other INTEGER NOT NULL REFERENCES person (id),
    PRIMARY KEY (person, other)
) STRICT, WITHOUT ROWID;

CREATE TABLE message (
    id INTEGER PRIMARY KEY,
    hash BLOB NOT NULL UNIQUE,
    source INTEGER NOT NULL REFERENCES source (id),
    person INTEGER REFERENCES person (id),
    received INTEGER NOT NULL,
    body BLOB NOT NULL
) STRICT;

CREATE TABLE contribution (
    id INTEGER PRIMARY KEY,
    person INTEGER NOT NULL REFERENCES person (id),
    key BLOB NOT NULL,
    version INTEGER NOT NULL,
    recorded INTEGER NOT NULL,
    content BLOB NOT NULL,
    received INTEGER NOT NULL,
    stands INTEGER NOT NULL,
    message INTEGER NOT NULL REFERENCES message (id),
    body BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX contribution_rank ON contribution (key, version, recorded, content);
CREATE INDEX contribution_person ON contribution (person) WHERE stands = 1;

CREATE TABLE quarantine (
    id INTEGER PRIMARY KEY,
    hash BLOB NOT NULL UNIQUE,
    source INTEGER NOT NULL REFERENCES source (id),
    received INTEGER NOT NULL,
    code TEXT NOT NULL,
    detail BLOB NOT NULL,
    body BLOB NOT NULL
) STRICT;

CREATE TABLE audit (
    sequence INTEGER PRIMARY KEY,
    leaf BLOB NOT NULL,
    event BLOB NOT NULL
) STRICT;

-- About whom an event is: by the name of the person, and by the number that was asked for.
CREATE TABLE audit_subject (
    subject BLOB NOT NULL,
    sequence INTEGER NOT NULL REFERENCES audit (sequence),
    PRIMARY KEY (subject, sequence)
) STRICT, WITHOUT ROWID;

CREATE TABLE checkpoint (
    size INTEGER PRIMARY KEY,
    note TEXT NOT NULL
) STRICT;

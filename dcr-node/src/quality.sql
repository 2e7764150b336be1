-- How well sources deliver: counts by source, day of receipt (days since 1970) and measure, in words that name no person.
-- Bookkeeping beside the store's format: a version that does not know this table leaves it alone.
CREATE TABLE IF NOT EXISTS quality (
    source INTEGER NOT NULL REFERENCES source (id),
    day INTEGER NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (source, day, kind, name)
) STRICT, WITHOUT ROWID;

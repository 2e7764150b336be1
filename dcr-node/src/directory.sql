-- What sources state of staff, places and organisations: every statement, sealed. Which of them stands is found on reading.
-- Beside the store's format like the table of quality.
CREATE TABLE IF NOT EXISTS directory (
    key BLOB NOT NULL,
    recorded INTEGER NOT NULL,
    content BLOB NOT NULL,
    source INTEGER NOT NULL REFERENCES source (id),
    body BLOB NOT NULL,
    PRIMARY KEY (key, recorded, content)
) STRICT, WITHOUT ROWID;

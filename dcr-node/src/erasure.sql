-- What keeps the words of people who will not be held out of the store (docs/erasure.md). Nothing here is a word: numbers
-- are keyed hashes, persons are rows of the table of local persons.

-- Local persons about whom a wish not to be held was ever stated, and when to ask next what it asks for; NULL: not before
-- something new is stated about them.
CREATE TABLE IF NOT EXISTS wish (
    person INTEGER PRIMARY KEY REFERENCES person (id),
    look_again INTEGER
) STRICT;
CREATE INDEX IF NOT EXISTS wish_look_again ON wish (look_again) WHERE look_again IS NOT NULL;

-- Local persons of whom nothing is held, by the local person whose wish it is. Who is joined is the person, and what was
-- held about them is erased; of who is not, a source said that they have the person's number and nothing more is known:
-- what is held about them is shown to nobody.
CREATE TABLE IF NOT EXISTS not_held (
    person INTEGER PRIMARY KEY REFERENCES person (id),
    wish INTEGER NOT NULL REFERENCES wish (person),
    joined INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS not_held_wish ON not_held (wish);
CREATE TABLE IF NOT EXISTS not_held_number (
    number BLOB PRIMARY KEY,
    wish INTEGER NOT NULL REFERENCES wish (person)
) STRICT, WITHOUT ROWID;

-- Whom a message is about beside the person whose key seals it.
CREATE TABLE IF NOT EXISTS message_person (
    person INTEGER NOT NULL REFERENCES person (id),
    message INTEGER NOT NULL REFERENCES message (id),
    PRIMARY KEY (person, message)
) STRICT, WITHOUT ROWID;

-- An erased contribution has an empty body, and of its row there remain keyed hashes, its version and its times.
CREATE INDEX IF NOT EXISTS contribution_erased ON contribution (person) WHERE stands = 2;

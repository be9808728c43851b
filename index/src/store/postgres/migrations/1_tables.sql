-- The catalogue's tables. Text that is a key sorts by its bytes, as everywhere in Bronwijzer.

-- What is known of the whole. Each write of records locks this one row, so that numbers grow in
-- the order in which writes can be read.
CREATE TABLE state (
    single boolean PRIMARY KEY DEFAULT true CHECK (single),
    -- Which store this is: an index of another one is made anew.
    identity uuid NOT NULL DEFAULT gen_random_uuid(),
    number bigint NOT NULL DEFAULT 0,
    -- NULL before the first write.
    meta json,
    log json NOT NULL,
    -- From where a move into this store is under way.
    moving_from text
);

CREATE TABLE records (
    id text COLLATE "C" PRIMARY KEY,
    -- Of the last write.
    number bigint NOT NULL UNIQUE,
    account text COLLATE "C" NOT NULL,
    digest bytea NOT NULL CHECK (octet_length(digest) = 16),
    -- Enough of it to see whether it changed.
    known json NOT NULL,
    record jsonb,
    -- What jsonb can't keep as it is: texts with the character NUL, which it refuses, and the
    -- values of a publiccode.yml, whose order it does not keep.
    exact json,
    CHECK ((record IS NULL) <> (exact IS NULL))
);
CREATE INDEX records_by_account ON records (account);

-- What leads to a record: addresses, current and former, and UUIDs.
CREATE TABLE addresses (
    address text COLLATE "C" PRIMARY KEY,
    id text COLLATE "C" NOT NULL
);

-- The change feed: the last change of each repository.
CREATE TABLE changes (
    number bigint PRIMARY KEY,
    id text COLLATE "C" NOT NULL UNIQUE,
    at timestamptz NOT NULL,
    change json NOT NULL
);
CREATE INDEX changes_by_time ON changes (at, number);

-- What crawls remember of accounts.
CREATE TABLE accounts (
    account text COLLATE "C" PRIMARY KEY,
    memory json NOT NULL
);

CREATE TABLE runs (
    -- It begins with the moment at which the crawl began.
    id text COLLATE "C" PRIMARY KEY,
    run json NOT NULL
);

CREATE TABLE snapshots (
    scope text COLLATE "C" NOT NULL,
    -- As YYYY-MM-DD.
    day text COLLATE "C" NOT NULL,
    snapshot json NOT NULL,
    PRIMARY KEY (scope, day)
);

CREATE TABLE documents (
    list text COLLATE "C" NOT NULL,
    key text COLLATE "C" NOT NULL,
    document json NOT NULL,
    PRIMARY KEY (list, key)
);

-- How often documents were written. Apart from `state`, so that no member waits for a crawl.
CREATE TABLE document_state (
    single boolean PRIMARY KEY DEFAULT true CHECK (single),
    number bigint NOT NULL DEFAULT 0
);
INSERT INTO document_state DEFAULT VALUES;

-- Writes of the last hour, by which one is known that was made although its answer was lost.
CREATE TABLE made_writes (
    id uuid PRIMARY KEY,
    made_at timestamptz NOT NULL DEFAULT now(),
    meta json
);
CREATE INDEX made_writes_by_time ON made_writes (made_at);

-- Licence texts and READMEs compress in a third of the time by lz4, where the server has it.
DO $$
BEGIN
    ALTER TABLE records ALTER COLUMN record SET COMPRESSION lz4;
    ALTER TABLE records ALTER COLUMN exact SET COMPRESSION lz4;
EXCEPTION WHEN OTHERS THEN
    NULL;
END
$$;

-- Several servers on one store.

-- Fencing tokens: whoever writes under an earlier one has lost the right to.
CREATE TABLE fences (
    part text COLLATE "C" PRIMARY KEY,
    epoch bigint NOT NULL DEFAULT 0
);
INSERT INTO fences (part) VALUES ('records'), ('documents'), ('lead');

-- Who leads: the process of its connection, and when it was last heard of.
CREATE TABLE leader (
    single boolean PRIMARY KEY DEFAULT true CHECK (single),
    pid integer,
    seen_at timestamptz
);
INSERT INTO leader DEFAULT VALUES;

-- How often reports of runs, what they tell about accounts, and snapshots were written; and how
-- far a crawl has got, with how often that was shown. Apart from `state`, so that nobody waits
-- for a write of records.
CREATE TABLE report_state (
    single boolean PRIMARY KEY DEFAULT true CHECK (single),
    number bigint NOT NULL DEFAULT 0,
    shown bigint NOT NULL DEFAULT 0,
    progress json
);
INSERT INTO report_state DEFAULT VALUES;

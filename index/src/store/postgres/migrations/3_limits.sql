-- What members did in the last hour, of what is limited: counted over all servers.
CREATE TABLE member_acts (
    member text COLLATE "C" NOT NULL,
    what text COLLATE "C" NOT NULL,
    at timestamptz NOT NULL
);
CREATE INDEX member_acts_at ON member_acts (member, what, at);

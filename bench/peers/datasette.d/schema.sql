-- The file is thrown away, so nothing is kept safe for a crash.
pragma journal_mode = off;
pragma synchronous = off;
pragma locking_mode = exclusive;
pragma cache_size = -1000000;

create table repository (
  id text,
  url text,
  path text,
  description text,
  topics text,
  primary_language text,
  stars integer,
  archived integer,
  last_activity_at text,
  observed_at text,
  licence text,
  maintenance text,
  forge text,
  owner text,
  openness integer
);

-- Holds no texts, only where their words are: what is shown is in the table.
create virtual table words using fts5(
  name, owner, topics, description, readme,
  content = '', tokenize = 'porter unicode61'
);
-- A word counts most in a name, and least in a README.
insert into words (words, rank) values ('rank', 'bm25(10.0, 4.0, 4.0, 4.0, 1.0)');

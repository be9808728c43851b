-- Loads the catalogue from standard input and makes it searchable. PostGraphile
-- serves what is in the schema `public`.

create schema loading;
create unlogged table loading.repository (
  id text not null,
  url text not null,
  path text not null,
  description text,
  topics text[] not null,
  primary_language text,
  stars integer,
  archived boolean,
  last_activity_at timestamptz,
  observed_at timestamptz not null,
  licence text,
  maintenance text not null,
  forge text not null,
  owner text not null,
  name text not null,
  openness integer not null,
  readme text
);
\copy loading.repository from pstdin csv

-- Texts are in Dutch or English and do not tell which, so each is stemmed as both.
create function both_languages(text text) returns tsvector
language sql immutable parallel safe as $$
  select to_tsvector('dutch', coalesce(text, '')) || to_tsvector('english', coalesce(text, ''))
$$;
comment on function both_languages is '@behavior -*';

-- Stemming takes most of the time. A table made from a query shares it among the
-- cores; a generated column would not. Ranking reads the stems of every hit, so they
-- stay in the row, and the README, which nobody reads, does not.
create table repository with (toast_tuple_target = 8160) as
select id, url, path, description, topics, primary_language, stars, archived,
  last_activity_at, observed_at, licence, maintenance, forge, owner, openness,
  setweight(both_languages(name), 'A')
    || setweight(both_languages(concat_ws(' ', owner, array_to_string(topics, ' '), description)), 'B')
    || setweight(both_languages(readme), 'D') as text
from loading.repository;
comment on table repository is '@behavior -*';
drop schema loading cascade;

alter table repository add primary key (id);
create index on repository using gin (text) with (fastupdate = off);
vacuum (freeze, analyze) repository;

-- Every word, as either language stems it. Each word for itself: a stop word of
-- one language is still looked for in the other.
create aggregate all_of(tsquery) (sfunc = tsquery_and, stype = tsquery);
comment on aggregate all_of(tsquery) is '@behavior -*';
create function asked(words text) returns tsquery
language sql immutable parallel safe as $$
  select all_of(plainto_tsquery('dutch', word) || plainto_tsquery('english', word))
  from regexp_split_to_table(words, '\s+') as word
$$;
comment on function asked is '@behavior -*';

create type hit as (
  id text,
  url text,
  path text,
  description text,
  topics text[],
  primary_language text,
  stars integer,
  archived boolean,
  last_activity_at timestamptz,
  observed_at timestamptz,
  licence text,
  maintenance text,
  rank real
);

-- Such a function becomes part of the query that calls it. So the total, which
-- asks for no rank, is counted without ranking.
create function search(words text) returns setof hit
language sql stable parallel safe as $$
  select id, url, path, description, topics, primary_language, stars, archived,
    last_activity_at, observed_at, licence, maintenance, ts_rank(text, asked(words))
  from repository
  where text @@ asked(words)
$$;
comment on function search is '@behavior +order';

-- How many hits have each value of six facets, in one pass: a row has the value of
-- one facet and the count.
create function facets(words text) returns json
language sql stable parallel safe as $$
  select json_strip_nulls(json_agg(counts))
  from (
    select owner, licence, maintenance, primary_language, openness, forge, count(*)
    from repository
    where text @@ asked(words)
    group by grouping sets
      ((owner), (licence), (maintenance), (primary_language), (openness), (forge))
    having coalesce(owner, licence, maintenance, primary_language, openness::text, forge)
      is not null
  ) as counts
$$;

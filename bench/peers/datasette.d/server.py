"""Datasette with its GraphQL plugin, and the search as a field of it.

The field that the plugin makes of a table finds the same, but cannot rank and takes
twice as long. So the search is a field added by the hook that the plugin has for that.
"""

import json
import os
import sys

import graphene
from datasette import hookimpl
from datasette.app import Datasette
from datasette.plugins import pm
from datasette.utils import escape_fts
from graphene.types.generic import GenericScalar

SEARCH = """
select (select count(*) from words where words match :words) as total,
  id, url, path, description, topics, primary_language, stars, archived,
  last_activity_at, observed_at, licence, maintenance
from (select rowid, rank from words where words match :words order by rank limit 20) as best
join repository on repository.rowid = best.rowid
order by best.rank
"""

# The hits are found once, and counted for each facet.
FACETS = ["owner", "licence", "maintenance", "primary_language", "openness", "forge"]
COUNTS = f"""
with hits as materialized (
  select {", ".join(FACETS)} from repository
  where rowid in (select rowid from words where words match :words)
)
""" + " union all ".join(
    f"select '{facet}', {facet}, count(*) from hits where {facet} is not null group by 2"
    for facet in FACETS
)


class Repository(graphene.ObjectType):
    id = graphene.String()
    url = graphene.String()
    path = graphene.String()
    description = graphene.String()
    topics = graphene.List(graphene.String)
    primary_language = graphene.String()
    stars = graphene.Int()
    archived = graphene.Boolean()
    last_activity_at = graphene.String()
    observed_at = graphene.String()
    licence = graphene.String()
    maintenance = graphene.String()

    def resolve_topics(row, info):
        return json.loads(row["topics"])


class Found(graphene.ObjectType):
    total_count = graphene.Int()
    nodes = graphene.List(Repository)


@hookimpl
def prepare_connection(conn):
    # Pages are read in place: faster than a cache, and one copy for all processes.
    conn.execute("pragma mmap_size = 0x7fff0000")


@hookimpl
def graphql_extra_fields(datasette, database):
    catalogue = datasette.get_database(database)

    # Quoted, so that a word is never taken for an operator. Every word must be there.
    async def search(root, info, words):
        found = await catalogue.execute(SEARCH, {"words": escape_fts(words)})
        nodes = [dict(row) for row in found.rows]
        return {"total_count": nodes[0]["total"] if nodes else 0, "nodes": nodes}

    async def facets(root, info, words):
        found = await catalogue.execute(COUNTS, {"words": escape_fts(words)})
        counts = {facet: {} for facet in FACETS}
        for facet, value, count in found.rows:
            counts[facet][value] = count
        return counts

    words = graphene.String(required=True)
    return [
        ("search", graphene.Field(Found, words=words)),
        ("resolve_search", search),
        ("facets", graphene.Field(GenericScalar, words=words)),
        ("resolve_facets", facets),
    ]


pm.register(sys.modules[__name__])
app = Datasette(
    # Nobody writes, so SQLite takes no locks.
    immutables=[os.environ["CATALOGUE"]],
    metadata={"plugins": {"datasette-graphql": {"auto_camelcase": True}}},
    # No search is cut off, and all values of facets are given.
    settings={"sql_time_limit_ms": 60_000, "max_returned_rows": 10_000},
).app()

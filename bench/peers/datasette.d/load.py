"""Loads a catalogue into SQLite. Usage: load.py CATALOGUE.ndjson DATABASE"""

import json
import sqlite3
import sys
from pathlib import Path

here = Path(__file__).parent
sys.path.insert(0, str(here.parent))
from entries import entries  # noqa: E402

catalogue, database = sys.argv[1:]
connection = sqlite3.connect(database)
connection.executescript((here / "schema.sql").read_text())
for row in entries(catalogue):
    row["topics"] = json.dumps(row["topics"], ensure_ascii=False)
    connection.execute(
        """insert into repository values (:id, :url, :path, :description, :topics,
        :primary_language, :stars, :archived, :last_activity_at, :observed_at,
        :licence, :maintenance, :forge, :owner, :openness)""",
        row,
    )
    connection.execute(
        """insert into words (rowid, name, owner, topics, description, readme)
        values (last_insert_rowid(), :name, :owner, :topics, :description, :readme)""",
        row,
    )
# The index in one piece, rather than in one for each batch that was loaded.
connection.execute("insert into words (words) values ('optimize')")
connection.commit()
connection.execute("analyze")
connection.close()

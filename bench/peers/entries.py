"""The entries of a catalogue file, for the peers to load: a row each.

Run by itself it writes them as the CSV that PostgreSQL's COPY reads.
"""

import csv
import json
import sys
from datetime import date


def entries(path):
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line).get("record")
            if record:
                yield entry(record["observation"])


def entry(seen):
    """What the peers find, show and count of one repository."""
    host, path = seen["url"].removeprefix("https://").split("/", 1)
    owner, _, name = path.rpartition("/")
    languages = seen.get("languages") or [{}]
    commits = seen.get("commits") or {}
    releases = (seen.get("releases") or seen.get("tags") or {}).get("newest", [])
    dates = [release.get("at") for release in releases]
    dates.append(commits.get("last_human_at") or commits.get("last_at"))
    last_activity_at = max(filter(None, dates), default=seen.get("pushed_at"))
    return {
        "id": seen["id"],
        "url": seen["url"],
        "path": path,
        "description": seen.get("description"),
        "topics": seen.get("topics", []),
        "primary_language": languages[0].get("name"),
        "stars": seen.get("counts", {}).get("stars"),
        "archived": seen.get("flags", {}).get("archived", False),
        "last_activity_at": last_activity_at,
        "observed_at": seen["observed_at"],
        "licence": (seen.get("licence") or {}).get("id"),
        "maintenance": maintenance(last_activity_at, seen["observed_at"]),
        "forge": host,
        "owner": owner,
        "name": name,
        # Stands for a number in bands: how many kinds of files are there.
        "openness": len({file["kind"] for file in seen.get("files") or []}),
        "readme": (seen.get("readme") or {}).get("text"),
    }


def maintenance(last_activity_at, observed_at):
    """By age alone: the peers are to read and count it, not to judge."""
    if not last_activity_at:
        return "unknown"
    last, seen = (date.fromisoformat(at[:10]) for at in (last_activity_at, observed_at))
    days = (seen - last).days
    return "maintained" if days <= 365 else "dormant" if days <= 730 else "unmaintained"


if __name__ == "__main__":
    table = csv.writer(sys.stdout, lineterminator="\n")
    for row in entries(sys.argv[1]):
        # An array of PostgreSQL quotes as JSON does.
        topics = json.dumps(row["topics"], ensure_ascii=False)
        table.writerow((row | {"topics": "{" + topics[1:-1] + "}"}).values())

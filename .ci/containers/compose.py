"""Looks whether all that the services of a Compose file name is there, and whether the program that
makes the files of its secrets makes each of them."""

import json
import sys
from pathlib import Path


def missing(project: dict, maker: str) -> list[str]:
    """What is named and not there."""
    services = project["services"]
    found = []
    for name, service in services.items():
        for kind in ("secrets", "configs"):
            for one in service.get(kind, []):
                if one["source"] not in project.get(kind, {}):
                    found.append(f"{name}: {kind} {one['source']}")
        for mount in service.get("volumes", []):
            if mount["type"] == "volume" and mount["source"] not in project["volumes"]:
                found.append(f"{name}: volume {mount['source']}")
        for other in service.get("depends_on", {}):
            if other not in services:
                found.append(f"{name}: service {other}")
    for secret in project["secrets"].values():
        if Path(secret["file"]).name not in maker:
            found.append(f"nobody makes {secret['file']}")
    return found


project = json.loads(Path(sys.argv[1]).read_text())
maker = Path(sys.argv[2]).read_text()
if found := missing(project, maker):
    sys.exit("compose.yml: " + "; ".join(found))
# What a file lacks is noticed.
for kind, name in (("services", "one"), ("volumes", "two"), ("secrets", "key"), ("configs", "caddyfile")):
    lacking = {**project, kind: {key: value for key, value in project[kind].items() if key != name}}
    if not missing(lacking, maker):
        sys.exit(f"compose.yml is taken without {kind} {name}")
print("compose.yml names nothing that is not there")

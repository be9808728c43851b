"""Holds the values of a chart to its own schema, and some that are wrong too."""

import json
import sys
from pathlib import Path

import jsonschema
import yaml

chart = Path(sys.argv[1])
schema = json.loads((chart / "values.schema.json").read_text())
jsonschema.Draft7Validator.check_schema(schema)
validator = jsonschema.Draft7Validator(schema)
values = yaml.safe_load((chart / "values.yaml").read_text())
validator.validate(values)
validator.validate({**values, **yaml.safe_load(Path("large.yaml").read_text())})
missing = set(values) - set(schema["properties"])
assert not missing, f"the schema lacks {missing}"
for wrong in (
    {"publicUrl": "http://broncode.example"},
    {"settings": {"listen": "0.0.0.0:1"}},
    {"persistence": {"size": "10"}},
    {"ingress": {"enabled": True, "host": ""}},
    {"nonsense": 1},
    # Several servers need the address of a store that they share.
    {"replicas": 2},
    {"replicas": 2, "existingSecret": ""},
):
    assert not validator.is_valid(wrong), f"the schema takes {wrong}"
print("values.schema.json takes what it should and no more")

"""The JSON Schema of the monitoring files, for editors that check while one types; run as a module it writes it."""

import json

from pydantic import TypeAdapter

from remote_cm.script_library.folders import BESIDE_CHECKOUT
from remote_cm.script_library.monitoring import ClosingFile, DomainFile, OpeningFile

SCHEMA_FILE = "script.schema.json"


def monitoring_schema() -> str:
    """The schema as the text of its file."""
    kinds: TypeAdapter[object] = TypeAdapter(OpeningFile | ClosingFile | DomainFile)
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "A file of the call script"}
    return json.dumps({**head, **kinds.json_schema()}, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    (BESIDE_CHECKOUT / SCHEMA_FILE).write_text(monitoring_schema(), encoding="utf-8")

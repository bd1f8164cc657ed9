"""The JSON Schema of the monitoring files, for editors that check while one types; run as a module it writes it."""

import json

from pydantic.json_schema import models_json_schema

from remote_cm.script_library.folders import BESIDE_CHECKOUT
from remote_cm.script_library.monitoring_files import PARTS, DomainFile, MonitoringFile

SCHEMA_FILE = "script.schema.json"


def monitoring_schema() -> str:
    """The schema as the text of its file."""
    files: tuple[type[MonitoringFile], ...] = (DomainFile, *PARTS.values())
    shapes, parts = models_json_schema([(model, "validation") for model in files])
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A file of the call script",
        "anyOf": list(shapes.values()),
    }
    return json.dumps({**head, **parts}, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    (BESIDE_CHECKOUT / SCHEMA_FILE).write_text(monitoring_schema(), encoding="utf-8")

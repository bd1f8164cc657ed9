"""An agency's own folder replaces ours entirely: its words are asked, its version is stored, its faults are told."""

import shutil
from collections.abc import Mapping

import pytest
from cryptography.fernet import Fernet

from remote_cm.cli import main
from remote_cm.domain.refusal import BadInput
from remote_cm.script_library import load_script
from remote_cm.settings import read_settings
from remote_cm.wiring import make_surroundings
from tests.scripts.script_copies import ScriptCopy


def environment(copy: ScriptCopy) -> Mapping[str, str]:
    """What a service is started with that reads its words from this copy; nothing behind it is asked."""
    return {
        "REMOTE_CM_ENV": "development",
        "REMOTE_CM_SCRIPTS_DIR": str(copy.folder),
        "DATABASE_URL": "postgresql://nobody:nothing@127.0.0.1:9/none",
        "REDIS_URL": "redis://127.0.0.1:9",
        "PUBLIC_BASE_URL": "https://service.example.org",
        "SECRET_KEY": "one invented key of the tests only, 1234567890",
        "DATA_KEYS": Fernet.generate_key().decode(),
        "REMOTE_CM_INDEX_KEY": "another invented key of the tests, 0987654321",
        "TWILIO_ACCOUNT_SID": "AC" + "0123456789abcdef" * 2,
        "TWILIO_AUTH_TOKEN": "4f1c0d9b8a7e6d5c4b3a291807f6e5d4",
        "TWILIO_PHONE_NUMBER": "+12025550100",
    }


@pytest.mark.requirement("MON-17")
def test_the_service_asks_in_the_words_of_the_agency_and_stores_its_version(copy: ScriptCopy) -> None:
    for file in (copy.folder / "monitoring/en").rglob("*.yaml"):
        file.write_text(
            file.read_text(encoding="utf-8").replace('version: "0.1"', 'version: "agency-7"'), encoding="utf-8"
        )
    copy.replace("monitoring/en/d5_means.yaml", "title: Food yesterday", "title: What was on the plate")
    copy.replace("monitoring/en/protocols.yaml", "title: The line breaks", "title: Cut off")
    script = make_surroundings(read_settings(environment(copy))).script
    assert script.version == "agency-7"
    assert script.items["D5.1"].title == "What was on the plate"
    assert script.protocols[0].title == "Cut off"


@pytest.mark.requirement("MON-17")
def test_a_second_language_stands_beside_the_first_with_a_version_of_its_own(copy: ScriptCopy) -> None:
    translated = copy.folder / "monitoring/es"
    shutil.copytree(copy.folder / "monitoring/en", translated)
    for file in translated.rglob("*.yaml"):
        words = file.read_text(encoding="utf-8").replace("language: en", "language: es")
        file.write_text(words.replace('version: "0.1"', 'version: "es-2"'), encoding="utf-8")
    copy.replace("monitoring/es/d5_means.yaml", "title: Food yesterday", "title: La comida de ayer")
    assert copy.faults() == ()
    first, second = (load_script(copy.folder, language) for language in ("en", "es"))
    assert [(one.language, one.version) for one in (first, second)] == [("en", "0.1"), ("es", "es-2")]
    assert [one.items["D5.1"].title for one in (first, second)] == ["Food yesterday", "La comida de ayer"]
    line = copy.replace("monitoring/es/d2_health.yaml", "language: es", "language: en")
    assert (copy.only_fault().file, copy.only_fault().line) == ("monitoring/es/d2_health.yaml", line)


def test_the_service_does_not_start_on_an_agencys_words_with_a_fault_and_takes_no_others(copy: ScriptCopy) -> None:
    line = copy.replace("monitoring/en/guides.yaml", "item: D3.4", "item: D3.9")
    with pytest.raises(BadInput, match=rf"monitoring/en/guides\.yaml:{line}"):
        make_surroundings(read_settings(environment(copy)))


def test_the_command_checks_the_agencys_folder_and_its_dates(
    copy: ScriptCopy, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("REMOTE_CM_SCRIPTS_DIR", str(copy.folder))
    assert main(["check-scripts"]) == 0
    pack = "monitoring/en/packs/outbreak.yaml"
    copy.replace(pack, "is_on: false\nvalid_from: null", "is_on: true\nvalid_from: 2001-01-01")
    line = copy.replace(pack, "valid_until: null", "valid_until: 2001-02-01")
    copy.replace(pack, "numbers: []", "numbers: [{label: Health post, number: ask there}]")
    assert main(["check-scripts"]) == 1
    assert f"{pack}:{line}: valid_until: is over" in capsys.readouterr().err

"""What the environment must say before the service starts, each rule on both sides."""

import secrets
from zoneinfo import ZoneInfo

import pytest
from cryptography.fernet import Fernet

from remote_cm.domain.refusal import BadInput
from remote_cm.settings import RunMode, Settings, read_settings

_STRONG = "k7Qz-93vLw_pTfE2xBs8NcYd5HgJm4Ra"
_OTHER_STRONG = "Zt5-hW8uPq_vXs3kEy6BnRg2LcMd9FjA"


def _development(**changed: str) -> dict[str, str]:
    return {
        "DATABASE_URL": "postgresql://remote_cm_app:a-Long-Enough-1@db/remote_cm",
        "REDIS_URL": "redis://127.0.0.1:6379/0",
        "PUBLIC_BASE_URL": "http://127.0.0.1:8000",
        "SECRET_KEY": "short",
        "DATA_KEYS": Fernet.generate_key().decode(),
        "REMOTE_CM_INDEX_KEY": "short too",
        "TWILIO_ACCOUNT_SID": "AC" + "0a" * 16,
        "TWILIO_AUTH_TOKEN": "token",
        "TWILIO_PHONE_NUMBER": "+12025550100",
        **changed,
    }


def _production(**changed: str) -> dict[str, str]:
    return _development(
        **{
            "REMOTE_CM_ENV": "production",
            "PUBLIC_BASE_URL": "https://followup.example.org",
            "SECRET_KEY": _STRONG,
            "REMOTE_CM_INDEX_KEY": _OTHER_STRONG,
            "TWILIO_AUTH_TOKEN": secrets.token_hex(16),
            "REMOTE_CM_JOURNAL_DIR": "/var/lib/remote-cm/journal",
            **changed,
        }
    )


def _wrong_variables(environ: dict[str, str]) -> set[str]:
    with pytest.raises(BadInput) as refused:
        read_settings(environ)
    return {fault.where for fault in refused.value.faults}


def test_a_whole_environment_gives_settings_with_the_defaults_of_the_design() -> None:
    settings = read_settings(_development())
    assert settings.env is RunMode.DEVELOPMENT
    assert not settings.is_production
    assert settings.phone_region == "BD"
    assert settings.timezone == ZoneInfo("Asia/Dhaka")
    assert settings.emergency_phone_numbers == ()
    assert settings.journal_dir.is_absolute()
    assert settings.twilio_api_base_url is None
    assert settings.owner_database_url is None


def test_what_is_given_is_read_into_its_own_type() -> None:
    newest, oldest = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    settings = read_settings(
        _development(
            DATA_KEYS=f"{newest}, {oldest}",
            EMERGENCY_PHONE_NUMBERS="+12025550101,+12025550102",
            TIMEZONE="Asia/Yangon",
            PUBLIC_BASE_URL="http://127.0.0.1:8000/",
            DATABASE_URL="postgres://app:secret-9@db/remote_cm",
        )
    )
    assert settings.data_keys == (newest, oldest)
    assert settings.emergency_phone_numbers == ("+12025550101", "+12025550102")
    assert settings.timezone == ZoneInfo("Asia/Yangon")
    assert settings.public_base_url == "http://127.0.0.1:8000"
    assert settings.database_url == "postgresql+psycopg://app:secret-9@db/remote_cm"


def test_an_empty_environment_names_every_variable_that_is_missing() -> None:
    assert _wrong_variables({}) == {
        *("DATABASE_URL", "REDIS_URL", "PUBLIC_BASE_URL", "SECRET_KEY", "DATA_KEYS", "REMOTE_CM_INDEX_KEY"),
        *("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_PHONE_NUMBER"),
    }


def test_a_blank_variable_is_a_missing_one() -> None:
    assert _wrong_variables(_development(SECRET_KEY="  ")) == {"SECRET_KEY"}


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("REMOTE_CM_ENV", "Development"),
        ("DATABASE_URL", "mysql://a:b@c/d"),
        ("DATABASE_URL", "postgresql"),
        ("REMOTE_CM_OWNER_DATABASE_URL", "sqlite:///x"),
        ("REDIS_URL", "http://127.0.0.1"),
        ("PUBLIC_BASE_URL", "127.0.0.1:8000"),
        ("PUBLIC_BASE_URL", "http://[broken"),
        ("PUBLIC_BASE_URL", "http://host:99999"),
        ("TWILIO_API_BASE_URL", "ftp://host"),
        ("REMOTE_CM_HEARTBEAT_URL", "listens.example.org"),
        ("DATA_KEYS", "not-a-key"),
        ("DATA_KEYS", ","),
        ("DATA_KEYS", "MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI=,short"),
        ("PHONE_REGION", "bangladesh"),
        ("TIMEZONE", "Asia/Atlantis"),
        ("TIMEZONE", "Asia"),
        ("TIMEZONE", "../../etc/passwd"),
        ("TWILIO_ACCOUNT_SID", "AC123"),
        ("TWILIO_PHONE_NUMBER", "02025550100"),
        ("TWILIO_PHONE_NUMBER", "+0202555010"),
        ("EMERGENCY_PHONE_NUMBERS", "+12025550101,2025550102"),
        ("REMOTE_CM_JOURNAL_DIR", "beside/the/process"),
        ("REMOTE_CM_JOURNAL_DIR", "/dev/null"),
        ("REMOTE_CM_SCRIPTS_DIR", "/no/such/folder"),
    ],
)
def test_a_value_that_cannot_be_meant_is_refused_by_its_name(variable: str, value: str) -> None:
    wrong = _wrong_variables(_development(**{variable: value}))
    # A mode that is unknown is held to the rules of production, so others are named beside it.
    assert wrong >= {variable} if variable == "REMOTE_CM_ENV" else wrong == {variable}


def test_a_refusal_never_shows_the_value() -> None:
    with pytest.raises(BadInput) as refused:
        read_settings(
            _production(DATABASE_URL="mysql://app:Se-cret-9@db/x", DATA_KEYS="Fer-net-9", SECRET_KEY="Sess-9")
        )
    assert not any(value in str(refused.value) for value in ("Se-cret-9", "Fer-net-9", "Sess-9"))


def test_production_starts_with_strong_secrets_and_https() -> None:
    assert read_settings(_production()).is_production
    assert read_settings(_production(TWILIO_API_BASE_URL="https://api.example.org")).is_production
    heard = read_settings(_production(REMOTE_CM_HEARTBEAT_URL="https://listens.example.org/a-secret"))
    assert heard.heartbeat_url == "https://listens.example.org/a-secret"
    assert "a-secret" not in repr(heard)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("SECRET_KEY", ""),
        ("SECRET_KEY", _STRONG[:31]),
        ("SECRET_KEY", "a" * 40),
        ("SECRET_KEY", "please-change-me-please-change-me-01"),
        ("REMOTE_CM_INDEX_KEY", _OTHER_STRONG[:31]),
        ("REMOTE_CM_INDEX_KEY", _STRONG),
        ("TWILIO_AUTH_TOKEN", "token"),
        ("DATA_KEYS", "c2hvcnQ="),
        ("DATABASE_URL", "postgresql://remote_cm_app:postgres@db/remote_cm"),
        ("DATABASE_URL", "postgresql://remote_cm_app:remote_cm_app@db/remote_cm"),
        ("REMOTE_CM_OWNER_DATABASE_URL", "postgresql://remote_cm_owner:password@db/remote_cm"),
        ("PUBLIC_BASE_URL", "http://followup.example.org"),
        ("TWILIO_API_BASE_URL", "http://127.0.0.1:8010"),
        ("REMOTE_CM_DEMO_PASSWORD", "amber-basket-cedar"),
        ("REMOTE_CM_JOURNAL_DIR", ""),
        ("REMOTE_CM_HEARTBEAT_URL", "http://listens.example.org/a-secret"),
    ],
)
def test_production_refuses_what_is_unsafe(variable: str, value: str) -> None:
    assert _wrong_variables(_production(**{variable: value})) == {variable}


def test_the_same_is_taken_in_development() -> None:
    settings = read_settings(
        _development(TWILIO_API_BASE_URL="http://127.0.0.1:8010", REMOTE_CM_DEMO_PASSWORD="amber-basket-cedar")
    )
    assert settings.twilio_api_base_url == "http://127.0.0.1:8010"
    assert settings.demo_password == "amber-basket-cedar"


def test_a_secret_of_thirty_two_characters_is_long_enough() -> None:
    assert len(_STRONG) == 32
    assert read_settings(_production(SECRET_KEY=_STRONG)).secret_key == _STRONG


def test_production_refuses_to_work_as_the_owner_of_the_tables() -> None:
    owner = "postgresql://remote_cm_owner:a-Long-Enough-2@db/remote_cm"
    assert read_settings(_production(REMOTE_CM_OWNER_DATABASE_URL=owner)).owner_database_url is not None
    assert _wrong_variables(_production(REMOTE_CM_OWNER_DATABASE_URL=owner, DATABASE_URL=owner)) == {"DATABASE_URL"}


def test_every_fault_of_production_is_named_at_once() -> None:
    unsafe = _development(REMOTE_CM_ENV="production", TIMEZONE="Asia/Atlantis", REMOTE_CM_DEMO_PASSWORD="x")
    assert _wrong_variables(unsafe) == {
        *("SECRET_KEY", "REMOTE_CM_INDEX_KEY", "TWILIO_AUTH_TOKEN", "PUBLIC_BASE_URL"),
        *("TIMEZONE", "REMOTE_CM_DEMO_PASSWORD", "REMOTE_CM_JOURNAL_DIR"),
    }


def test_a_mistyped_mode_is_never_laxer_than_production() -> None:
    assert {"REMOTE_CM_ENV", "SECRET_KEY", "PUBLIC_BASE_URL"} <= _wrong_variables(_development(REMOTE_CM_ENV="prod"))


def test_no_secret_is_ever_shown() -> None:
    environ = _production(REMOTE_CM_OWNER_DATABASE_URL="postgresql://remote_cm_owner:Ow9-er@db/remote_cm")
    shown = repr(read_settings(environ))
    assert isinstance(read_settings(environ), Settings)
    for hidden in ("DATABASE_URL", "REMOTE_CM_OWNER_DATABASE_URL", "REDIS_URL", "SECRET_KEY", "DATA_KEYS"):
        assert environ[hidden].rpartition("//")[2] not in shown
    assert environ["REMOTE_CM_INDEX_KEY"] not in shown
    assert environ["TWILIO_AUTH_TOKEN"] not in shown

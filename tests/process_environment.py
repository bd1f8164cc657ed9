"""The tests' settings as the environment of a process of its own."""

import os
from pathlib import Path

from remote_cm.settings import Settings

ROOT = Path(__file__).resolve().parents[1]


def process_environment(settings: Settings) -> dict[str, str]:
    """What a process needs that is to work on the same database and the same Redis as this test."""
    return {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "REMOTE_CM_ENV": settings.env.value,
        "DATABASE_URL": settings.database_url,
        "REMOTE_CM_OWNER_DATABASE_URL": settings.owner_database_url or "",
        "REDIS_URL": settings.redis_url,
        "PUBLIC_BASE_URL": settings.public_base_url,
        "SECRET_KEY": settings.secret_key,
        "DATA_KEYS": ",".join(settings.data_keys),
        "REMOTE_CM_INDEX_KEY": settings.index_key,
        "PHONE_REGION": settings.phone_region,
        "TIMEZONE": settings.timezone.key,
        "TWILIO_ACCOUNT_SID": settings.twilio_account_sid,
        "TWILIO_AUTH_TOKEN": settings.twilio_auth_token,
        "TWILIO_PHONE_NUMBER": settings.twilio_phone_number,
        "TWILIO_API_BASE_URL": settings.twilio_api_base_url or "",
        "EMERGENCY_PHONE_NUMBERS": ",".join(settings.emergency_phone_numbers),
        "REMOTE_CM_JOURNAL_DIR": str(settings.journal_dir),
        "REMOTE_CM_DEMO_PASSWORD": settings.demo_password or "",
    }

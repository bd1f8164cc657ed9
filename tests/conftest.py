"""What every test may ask for: a real PostgreSQL and a real Redis, migrated once and emptied between tests."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import hypothesis
import pytest
from sqlalchemy import Engine, create_engine
from sqlalchemy.engine import make_url

from remote_cm.gateways.dry_history import DryHistory
from remote_cm.gateways.dry_run import DryCallPlacer, DryJobQueue, DryTextSender
from remote_cm.gateways.event_journal import FileJournal
from remote_cm.gateways.passwords import hash_password
from remote_cm.gateways.twilio.errors import read_reported_code
from remote_cm.local_stack.data_folder import open_data_folder
from remote_cm.local_stack.embedded_postgres import start_postgres
from remote_cm.local_stack.embedded_redis import start_redis
from remote_cm.local_stack.secrets_file import StackSecrets, new_secrets
from remote_cm.script_library import (
    find_scripts_dir,
    load_policy,
    load_script,
    load_sms_vocabulary,
    load_texts,
    located_yaml,
)
from remote_cm.script_library.debrief import load_debrief_guide
from remote_cm.services.surroundings import Surroundings
from remote_cm.settings import RunMode, Settings
from remote_cm.storage.database import Database, open_database
from remote_cm.storage.encrypted_text import BlindIndex, FieldCipher
from remote_cm.storage.tables.base import Base
from remote_cm.wiring import migrate_database
from tests.frozen_clock import FrozenClock
from tests.kept_states import EMPTY, KeptStates, hearing_of_commits

pytest_plugins = ["tests.requirement_marks", "tests.kept_demo", "tests.side_by_side"]

# The same examples in every run: a failure is the change's, not the day's, and a slow machine is no failure.
hypothesis.settings.register_profile("steady", derandomize=True, deadline=None)
hypothesis.settings.load_profile("steady")

_EMPTY_EVERYTHING = "; ".join(
    [str(table.delete()) for table in reversed(Base.metadata.sorted_tables)]
    + ["alter table alert alter column number restart"]
)

# Hundreds of tests read the same files; one whose text was read before holds the same as then.
located_yaml.read_located_text = cache(located_yaml.read_located_text)

#: The real hash, made once for each password of a run: it is slow on purpose.
_hash_once = cache(hash_password)


@dataclass(frozen=True)
class Servers:
    """The addresses of the run's own servers, with the secrets that open them."""

    owner_url: str
    app_url: str
    superuser_url: str
    redis_url: str
    secrets: StackSecrets


@pytest.fixture(scope="session")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """PostgreSQL and Redis for the whole run, forgetful on purpose: speed, not durability, is wanted of them."""
    folder = open_data_folder(tmp_path_factory.mktemp("servers"))
    secrets = new_secrets()
    postgres = start_postgres(folder, secrets, durable=False)
    redis = start_redis(folder, secrets, durable=False)
    yield Servers(postgres.owner_url, postgres.app_url, postgres.superuser_url, redis.url, secrets)
    redis.stop()
    postgres.stop()


@pytest.fixture(scope="session")
def settings(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings as in test mode, with the database migrated."""
    settings = Settings(
        env=RunMode.TEST,
        database_url=servers.app_url,
        owner_database_url=servers.owner_url,
        redis_url=servers.redis_url,
        public_base_url="http://127.0.0.1:8000",
        secret_key=servers.secrets.secret_key,
        data_keys=(servers.secrets.data_keys,),
        index_key=servers.secrets.remote_cm_index_key,
        phone_region="BD",
        timezone=ZoneInfo("Asia/Dhaka"),
        twilio_account_sid=servers.secrets.twilio_account_sid,
        twilio_auth_token=servers.secrets.twilio_auth_token,
        twilio_phone_number="+12025550100",
        twilio_api_base_url="http://127.0.0.1:9",
        emergency_phone_numbers=(),
        heartbeat_url=None,
        journal_dir=tmp_path_factory.mktemp("journal"),
        scripts_dir=None,
        demo_password="a demo password of the tests",
        simulator_url=None,
    )
    migrate_database(settings)
    return settings


@pytest.fixture
def clock() -> FrozenClock:
    """A clock that stands on a Sunday at ten in the morning in the programme's zone."""
    return FrozenClock()


@pytest.fixture
def text_sender(clock: FrozenClock) -> DryTextSender:
    """Texts that nobody receives."""
    return DryTextSender(clock)


@pytest.fixture
def call_placer(clock: FrozenClock) -> DryCallPlacer:
    """Calls that ring nobody."""
    return DryCallPlacer(clock)


@pytest.fixture
def history() -> DryHistory:
    """A provider that has nothing on its lists."""
    return DryHistory()


@pytest.fixture
def queue() -> DryJobQueue:
    """Nudges that no worker hears."""
    return DryJobQueue()


@pytest.fixture(scope="session")
def _engine(settings: Settings) -> Iterator[Database]:
    engine = open_database(settings.database_url, FieldCipher(settings.data_keys))
    yield Database(engine, DryJobQueue())
    engine.dispose()


@pytest.fixture(scope="session")
def _superuser(servers: Servers) -> Iterator[Engine]:
    """The database without its checks of foreign keys: rows that are emptied or laid out together fit together."""
    database = make_url(servers.owner_url).database
    url = make_url(servers.superuser_url).set(database=database)
    engine = create_engine(url, connect_args={"options": "-c session_replication_role=replica"})
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def kept_states(_engine: Database, _superuser: Engine) -> Iterator[KeptStates]:
    """The beginnings that many tests share."""
    with hearing_of_commits(KeptStates(_superuser), _engine.engine) as states:
        yield states


@pytest.fixture
def database(_engine: Database, _superuser: Engine, queue: DryJobQueue, kept_states: KeptStates) -> Database:
    """The database under the application's role, emptied before the test.

    Deleting a few rows is many times quicker than truncating every table, and asking once than table by table.
    """
    with _superuser.begin() as connection:
        connection.exec_driver_sql(_EMPTY_EVERYTHING)
    kept_states.now = EMPTY
    return Database(_engine.engine, queue)


@pytest.fixture
def surroundings(
    database: Database,
    settings: Settings,
    clock: FrozenClock,
    text_sender: DryTextSender,
    call_placer: DryCallPlacer,
    history: DryHistory,
    tmp_path: Path,
) -> Surroundings:
    """Real rules, real words, a real database; a clock that stands still and ways out that reach nobody."""
    scripts = find_scripts_dir(None)
    return Surroundings(
        database=database,
        clock=clock,
        policy=load_policy(scripts),
        texts=load_texts(scripts),
        script=load_script(scripts, "en"),
        vocabulary=load_sms_vocabulary(scripts),
        debrief_guide=load_debrief_guide(scripts),
        blind_index=BlindIndex(settings.index_key),
        zone=settings.timezone,
        region=settings.phone_region,
        text_sender=text_sender,
        call_placer=call_placer,
        inbound_history=history,
        outbound_history=history,
        outside_heartbeat=None,
        journal=FileJournal(tmp_path / "journal", FieldCipher(settings.data_keys)),
        emergency_numbers=(),
        read_failure_code=read_reported_code,
        hash_password=_hash_once,
    )

"""The one place where ports are given their gateways, the same for web, workers and the command line."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from remote_cm.domain.refusal import BadInput
from remote_cm.gateways.deadline_pool import DeadlinePool
from remote_cm.gateways.event_journal import FileJournal
from remote_cm.gateways.outside_heartbeat import HttpHeartbeat
from remote_cm.gateways.passwords import hash_password
from remote_cm.gateways.rq.job_queue import RqJobQueue, connect_for_nudges
from remote_cm.gateways.rq.job_table import QUEUE_OF
from remote_cm.gateways.system_clock import ShiftedClock, SystemClock
from remote_cm.gateways.twilio.account import TwilioAccount
from remote_cm.gateways.twilio.call_placer import TwilioCallPlacer
from remote_cm.gateways.twilio.client import Client, make_client
from remote_cm.gateways.twilio.errors import read_reported_code
from remote_cm.gateways.twilio.inbound_history import TwilioHistory
from remote_cm.gateways.twilio.text_sender import TwilioTextSender
from remote_cm.migrations.migrate import migrate, newest_revision
from remote_cm.ports import Clock, JobQueue
from remote_cm.script_library import (
    check_scripts,
    find_scripts_dir,
    load_policy,
    load_script,
    load_sms_vocabulary,
    load_texts,
)
from remote_cm.script_library.debrief import load_debrief_guide
from remote_cm.script_library.faults import refuse_faults
from remote_cm.services.doctor import Finding, Patient, diagnose
from remote_cm.services.doctor_checks import EVERY_CHECK
from remote_cm.services.surroundings import Surroundings
from remote_cm.settings import Settings, read_settings
from remote_cm.storage.database import Database, open_database
from remote_cm.storage.encrypted_text import BlindIndex, FieldCipher

NUDGE_TIMEOUT_SECONDS = 2.0
PROVIDER_TIMEOUT_SECONDS = 10.0
JOB_SECONDS = 60
FAILURE_DAYS = 7


def make_surroundings(settings: Settings) -> Surroundings:
    """Everything that use cases need, made from the settings of this process.

    Raises BadInput with every fault of the scripts: the service does not start with words that must never go out.
    """
    scripts: Path = find_scripts_dir(settings.scripts_dir)
    # Words that name what the service is for must never go out, also not from an agency's own folder (N1, N2, N37).
    refuse_faults(check_scripts(scripts))
    cipher = FieldCipher(settings.data_keys)
    database = Database(open_database(settings.database_url, cipher), _queue(settings))
    twilio = _provider(settings)
    number, address = settings.twilio_phone_number, settings.public_base_url
    history = TwilioHistory(twilio, number)
    return Surroundings(
        database=database,
        clock=_clock(settings, database),
        policy=load_policy(scripts),
        texts=load_texts(scripts),
        script=load_script(scripts, "en"),
        vocabulary=load_sms_vocabulary(scripts),
        debrief_guide=load_debrief_guide(scripts),
        blind_index=BlindIndex(settings.index_key),
        zone=settings.timezone,
        region=settings.phone_region,
        text_sender=TwilioTextSender(twilio, number, address),
        call_placer=TwilioCallPlacer(twilio, number, address),
        inbound_history=history,
        outbound_history=history,
        outside_heartbeat=HttpHeartbeat(settings.heartbeat_url) if settings.heartbeat_url else None,
        journal=FileJournal(settings.journal_dir, cipher),
        emergency_numbers=settings.emergency_phone_numbers,
        read_failure_code=read_reported_code,
        hash_password=hash_password,
    )


def examine(environ: Mapping[str, str]) -> Sequence[Finding]:
    """What ``remote-cm doctor`` says of the service that this environment describes. Never raises."""
    try:
        settings = read_settings(environ)
    except BadInput as wrong:
        return [Finding("settings", str(fault)) for fault in wrong.faults]
    patient = Patient(
        around=_surroundings_whatever_the_scripts(settings),
        settings=settings,
        account=TwilioAccount(_provider(settings), settings.twilio_phone_number),
        newest_revision=newest_revision(),
        wall_clock=SystemClock(),
    )
    try:
        return [Finding("settings"), *diagnose(patient, EVERY_CHECK, DeadlinePool(len(EVERY_CHECK)).run)]
    finally:
        patient.around.database.close()


def _surroundings_whatever_the_scripts(settings: Settings) -> Surroundings:
    """With the scripts that come with us where an agency's own have faults: everything else is looked at as well."""
    try:
        return make_surroundings(settings)
    except BadInput:
        return make_surroundings(replace(settings, scripts_dir=None))


def migrate_database(settings: Settings) -> None:
    """Bring the database to the newest shape, as the role that owns the tables."""
    owner = open_database(settings.owner_database_url or settings.database_url, FieldCipher(settings.data_keys))
    migrate(owner, settings.database_url)
    owner.dispose()


def _provider(settings: Settings) -> Client:
    return make_client(
        settings.twilio_account_sid,
        settings.twilio_auth_token,
        PROVIDER_TIMEOUT_SECONDS,
        settings.twilio_api_base_url,
    )


def _clock(settings: Settings, database: Database) -> Clock:
    return SystemClock() if settings.is_production else ShiftedClock(database.clock_offset)


def _queue(settings: Settings) -> JobQueue:
    connection = connect_for_nudges(settings.redis_url, NUDGE_TIMEOUT_SECONDS)
    return RqJobQueue(connection, QUEUE_OF, JOB_SECONDS, FAILURE_DAYS)

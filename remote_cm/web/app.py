"""Makes the web app: ``gunicorn "remote_cm.web.app:create_app()"``. A new page is a line in ``pages/__init__.py``."""

import os

from flask import Blueprint, Flask

from remote_cm.gateways.logging_setup import set_up_logging
from remote_cm.services.ask_after_start import begin_to_ask_after_start
from remote_cm.services.surroundings import Surroundings
from remote_cm.settings import Settings, read_settings
from remote_cm.web.development import development
from remote_cm.web.error_pages import set_up_error_pages
from remote_cm.web.guards import free_signed_routes_of_csrf, set_up_guards
from remote_cm.web.languages import set_up_languages
from remote_cm.web.navigation import navigation
from remote_cm.web.operations import operations
from remote_cm.web.page_room import set_up_page_room
from remote_cm.web.pages import PAGES
from remote_cm.web.request_context import remember_around, signed_in_staff
from remote_cm.web.request_log import set_up_request_log
from remote_cm.web.security_headers import set_up_security_headers
from remote_cm.web.sign_in import set_up_sign_in, sign_in
from remote_cm.web.static_files import set_up_static_files, static_files
from remote_cm.web.trusted_hosts import set_up_trusted_hosts
from remote_cm.web.webhooks.bridge_calls import bridge_webhooks
from remote_cm.web.webhooks.intake import set_up_intake
from remote_cm.web.webhooks.staff_calls import staff_call_webhooks
from remote_cm.web.webhooks.twilio import twilio_webhooks
from remote_cm.web.words import set_up_words
from remote_cm.wiring import make_surroundings

OPEN_OR_SIGNED: tuple[Blueprint, ...] = (
    *(operations, sign_in, static_files),
    *(twilio_webhooks, bridge_webhooks, staff_call_webhooks),
)
MOST_BYTES_SENT_TO_US = 256 * 1024
"""Our longest form is a page of notes; Twilio's longest is a text of 1600 letters."""


def create_app(surroundings: Surroundings | None = None, settings: Settings | None = None) -> Flask:
    """The app over given surroundings, or over those that the environment describes.

    Raises BadInput when the environment is wrong or unsafe.
    """
    if settings is None:
        set_up_logging()
        settings = read_settings(os.environ)
    app = Flask("remote_cm.web", static_folder=None)
    app.config.update(SECRET_KEY=settings.secret_key, MAX_CONTENT_LENGTH=MOST_BYTES_SENT_TO_US)
    around = surroundings or make_surroundings(settings)
    remember_around(app, around, settings)
    set_up_intake(app, around)
    if surroundings is None:
        begin_to_ask_after_start(around)
    _set_up(app, settings)
    return app


def _set_up(app: Flask, settings: Settings) -> None:
    """The order counts: hooks before a request run as they are added, hooks after it in reverse."""
    set_up_security_headers(app, is_production=settings.is_production)
    set_up_request_log(app)
    set_up_error_pages(app)
    set_up_trusted_hosts(app, settings.public_base_url, is_production=settings.is_production)
    set_up_page_room(app)
    csrf = set_up_guards(app)
    set_up_sign_in(app, is_production=settings.is_production)
    set_up_languages(app, settings.timezone)
    set_up_words(app)
    set_up_static_files(app)
    # Globals and not a context processor: error pages are written without those.
    app.jinja_env.globals.update(
        navigation=navigation,
        signed_in_staff=signed_in_staff,
        simulator_url=None if settings.is_production else settings.simulator_url,
    )
    for blueprint in (*OPEN_OR_SIGNED, *PAGES, *(() if settings.is_production else (development,))):
        app.register_blueprint(blueprint)
    free_signed_routes_of_csrf(app, csrf)

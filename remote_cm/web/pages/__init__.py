"""The staff pages: ``PAGES`` lists their blueprints; a new page is a module here and a line in that list."""

from flask import Blueprint

from remote_cm.web.pages.alerts import alert_pages
from remote_cm.web.pages.bridges import bridge_pages
from remote_cm.web.pages.call_ends import call_end_pages
from remote_cm.web.pages.calls import call_pages
from remote_cm.web.pages.cases import case_pages
from remote_cm.web.pages.consents import consent_pages
from remote_cm.web.pages.contacts import contact_pages
from remote_cm.web.pages.debriefs import debrief_pages
from remote_cm.web.pages.home import home_pages
from remote_cm.web.pages.inbox import inbox_pages
from remote_cm.web.pages.locked_words import locked_words_pages
from remote_cm.web.pages.others import other_people_pages
from remote_cm.web.pages.plans import plan_pages
from remote_cm.web.pages.registrations import registration_pages
from remote_cm.web.pages.script import script_pages
from remote_cm.web.pages.talks import talk_pages
from remote_cm.web.pages.team import team_pages
from remote_cm.web.pages.volunteers import volunteer_pages
from remote_cm.web.pages.ways_out import ways_out_pages

PAGES: tuple[Blueprint, ...] = (
    home_pages,
    call_pages,
    plan_pages,
    talk_pages,
    call_end_pages,
    bridge_pages,
    alert_pages,
    registration_pages,
    case_pages,
    other_people_pages,
    consent_pages,
    contact_pages,
    volunteer_pages,
    debrief_pages,
    inbox_pages,
    locked_words_pages,
    team_pages,
    script_pages,
    ways_out_pages,
)

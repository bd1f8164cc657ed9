// Shows what happened on the phones without a press of a button: waits for an event, then takes over the parts of the
// page that change. What somebody is typing, and where the keyboard stands, stay as they are.
"use strict";

const PAUSE_AFTER_FAILURE_MS = 3000;

async function takeOver() {
  // Not location.href: after a button that could not be pressed, that is the address of the button.
  const answer = await fetch(document.body.dataset.page);
  if (!answer.ok) throw new Error("the page could not be had");
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const focused = document.activeElement && document.activeElement.id;
  for (const old of document.querySelectorAll("[data-live]")) {
    const next = fresh.getElementById(old.id);
    if (next && old.innerHTML !== next.innerHTML) {
      old.replaceChildren(...next.childNodes);
      showNewestText();
    }
  }
  document.body.dataset.events = fresh.body.dataset.events;
  if (focused && document.activeElement === document.body) {
    document.getElementById(focused)?.focus();
  }
}

function showNewestText() {
  const texts = document.querySelector(".texts");
  if (texts) texts.scrollTop = texts.scrollHeight;
}

async function keepFresh() {
  for (;;) {
    try {
      const seen = Number(document.body.dataset.events);
      const answer = await fetch(`/control/wait?since=${seen}`);
      const { events } = await answer.json();
      if (events !== seen) await takeOver();
    } catch {
      await new Promise((resume) => setTimeout(resume, PAUSE_AFTER_FAILURE_MS));
    }
  }
}

showNewestText();
keepFresh();

/** The page of a call, quicker: a press is kept until it is saved, the next step comes from memory, and keys press.
 *  A call needs none of it: without it every press is a plain form. Nothing is kept in the browser's storage.
 */

import { Memory } from "./memory.js";
import { Waiting } from "./waiting.js";

const LATE_MS = 2_500;
const CALM_MS = 400;
const LEAVES = new Set(["end", "hand-over", "after"]);

const region = (name, root = document) => root.querySelector(`[data-region="${name}"]`);
const talk = () => region("talk");
const line = document.getElementById("line");
const alarm = document.getElementById("alarm");
const call = talk().dataset.call;
const memory = new Memory();
const page = { token, renew, saved, refused, changed };
// Danger has a lane of its own: it never waits behind an answer that does not get through.
const lanes = { danger: new Waiting(page), answers: new Waiting(page) };
const waiting = () => [...lanes.danger.presses, ...lanes.answers.presses];
let looking = new AbortController();
let looks = 0;

/* What happens to a press */

function press(form, button, address) {
  const fields = new URLSearchParams(new FormData(form));
  if (button?.name) fields.append(button.name, button.value);
  fields.delete("csrf_token");
  const { step, noDanger } = talk().dataset;
  const kind = address.slice(call.length + 1);
  const made = { address, fields, kind, step, noDanger, title: talk().querySelector("h1")?.textContent ?? "" };
  made.isRed = kind === "answer" && fields.get("code") === "R";
  looking.abort();
  alarm.hidden = true;
  button?.classList.add("is-picked");
  const next = memory.after(made);
  (kind === "danger" ? lanes.danger : lanes.answers).add(made);
  if (next && (made.isRed || !memory.waitsAt(step))) goOn(next, fields.get("item"));
  setTimeout(() => {
    changed();
    if (next && waiting().includes(made) && talk().dataset.step === step) goOn(next, fields.get("item"));
  }, LATE_MS);
}

function saved(made, answer) {
  line.dataset.saved = answer.saved;
  if (LEAVES.has(made.kind)) leave(answer.onward);
  else if (!waiting().length) refresh(made.step);
}

function refused(made, { status, page: told }) {
  // What is no answer and was done already is done: the page only has to show it.
  if (status === 409 && !["answer", "notes", "red"].includes(made.kind)) return refresh(made.step);
  const named = told.querySelector("[data-faults]");
  const why = named ? [named] : [...told.querySelectorAll("h1, main li")];
  const words = why.map((one) => one.textContent.trim()).join(": ");
  say(alarm, line.dataset.refused.replace("{title}", made.title).replace("{why}", words));
  return null;
}

/** Say how it stands: what waits, and what that means for a child. */
function changed() {
  const left = waiting();
  document.body.dataset.waiting = left.length + looks;
  const isCut = lanes.danger.misses + lanes.answers.misses > 0;
  const isLate = isCut || left.some((one) => Date.now() - one.since > LATE_MS);
  const words = line.dataset;
  const isSignedOut = lanes.danger.isSignedOut || lanes.answers.isSignedOut;
  line.className = left.length && isLate ? "line is-waiting" : "line";
  if (!left.length) line.textContent = words.saved;
  else if (!isLate) line.textContent = words.saving;
  else line.textContent = (left.length === 1 ? words.one : words.many).replace("{count}", left.length);
  document.getElementById("sign-in-again").hidden = !isSignedOut;
  const urgent = left.find((one) => one.kind === "danger") ?? left.find((one) => one.isRed || one.kind === "red");
  if (urgent && isLate) say(alarm, urgent.kind === "danger" ? words.danger : words.red, "lost");
  else if (alarm.dataset.why === "lost") alarm.hidden = true;
}

function say(place, words, why = "refused") {
  if (place.textContent !== words) place.textContent = words;
  place.dataset.why = why;
  place.hidden = false;
}

/* What is shown */

function goOn(step, item) {
  show(step);
  const toSay = item && step.dataset.item ? memory.sayAfter(item) : null;
  if (toSay) region("say", step)?.replaceChildren(toSay);
}

function show(step) {
  const old = talk();
  const areNotesOpen = old.querySelector("details.notes")?.open;
  if (step.dataset.item === old.dataset.item) {
    for (const field of old.querySelectorAll("textarea")) {
      const same = step.querySelector(`[name="${field.name}"]`);
      if (same && field.value !== field.defaultValue) same.value = field.value;
    }
  }
  old.replaceWith(step);
  if (areNotesOpen) step.querySelector("details.notes")?.setAttribute("open", "");
  step.querySelector("h1")?.focus({ preventScroll: true });
  step.scrollIntoView({ block: "start", behavior: "instant" });
}

const hasTyped = (step) => [...step.querySelectorAll("textarea")].some((one) => one.value !== one.defaultValue);
const parse = (words) => new DOMParser().parseFromString(words, "text/html");

/** Bring the page up to date. The step that is read out stays, unless the service asks for another one. */
function settle(fresh, isWanted) {
  const step = region("talk", fresh);
  if (!step || !region("bar", fresh)) return leave();
  for (const name of ["who", "alerts", "aside", "bar"]) region(name).replaceWith(region(name, fresh));
  const here = talk();
  const isOther = step.dataset.step !== here.dataset.step;
  if (isOther && (isWanted || !("stays" in here.dataset || hasTyped(here)))) {
    show(step);
    if (!isWanted) calm(step);
  }
  return memory.fill(talk().dataset);
}

/** A finger that is on its way already must not hit what was not there before; Danger was there, and is pressed. */
function calm(step) {
  step.classList.add("is-calm");
  setTimeout(() => step.classList.remove("is-calm"), CALM_MS);
}

/** Let the browser open the call anew, or go where the service says: what comes is no step of this talk. */
function leave(onward = call) {
  looks += 1;
  location.assign(onward);
}

/** The page of an address as the service has it now, or null. */
async function look(address) {
  looking.abort();
  looking = new AbortController();
  looks += 1;
  try {
    const answer = await fetch(address, { signal: looking.signal });
    return answer.ok ? parse(await answer.text()) : null;
  } catch {
    return null;
  } finally {
    looks -= 1;
  }
}

/** Read the call again; `from` is the step that was pressed, which gives way to whatever comes next. */
async function refresh(from) {
  const fresh = await look(call);
  const isNeeded = talk().dataset.step === from;
  if (fresh && !waiting().length) settle(fresh, isNeeded);
  else if (!fresh && isNeeded) setTimeout(() => waiting().length || refresh(from), LATE_MS);
  changed();
}

function token() {
  return document.querySelector("[name=csrf_token]").value;
}

async function renew() {
  const fresh = (await look(call))?.querySelector("[name=csrf_token]")?.value;
  if (fresh) for (const field of document.querySelectorAll("[name=csrf_token]")) field.value = fresh;
  return Boolean(fresh);
}

async function open(address, kept) {
  const opened = kept ? null : look(address);
  changed();
  const fresh = await opened;
  if (kept) show(kept);
  else if (fresh) settle(fresh, true);
  else say(alarm, line.dataset.away);
  changed();
}

/* What the caseworker does */

document.addEventListener("submit", (event) => {
  const form = event.target;
  const button = event.submitter;
  const given = button?.getAttribute("formaction") ?? form.getAttribute("action");
  const address = new URL(given, location.href).pathname;
  if (form.method !== "post" || !address.startsWith(`${call}/`)) return;
  event.preventDefault();
  if (!form.closest(".is-calm")) press(form, button, address);
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  if (!link || link.target || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const { pathname, hash } = new URL(link.href);
  if (hash || !(pathname === call || pathname.startsWith(`${call}/`))) return;
  event.preventDefault();
  open(link.href, memory.step(link.dataset.memory));
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (event.target.closest("textarea, select, input:not([type=checkbox], [type=radio])")) return;
  // The place of the key as well: on a Bangla keyboard the letters are others.
  const names = [event.key, event.code.replace(/^(Digit|Numpad|Key)/, "")].map((one) => CSS.escape(one.toUpperCase()));
  const found = document.querySelector(names.map((one) => `[aria-keyshortcuts="${one}"]`).join());
  if (!found || !document.body.classList.contains("has-keys")) return;
  event.preventDefault();
  found.click();
});

document.addEventListener("change", (event) => {
  if (event.target.id === "keys") document.body.classList.toggle("has-keys", event.target.checked);
});

addEventListener("beforeunload", (event) => {
  if (waiting().length) event.preventDefault();
});

addEventListener("online", () => Object.values(lanes).forEach((lane) => lane.presses.length && lane.send()));

document.body.classList.add("has-script", "has-keys");
changed();
memory.fill(talk().dataset);

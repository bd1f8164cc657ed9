/** The board of alerts renews itself in place, so that nobody who reads or presses is thrown back to its top. */

const EVERY_MS = 15_000;
const main = document.getElementById("main");
const clock = document.getElementById("renewed");

/** How to find the same button or link again once the board has been replaced. */
function place(element) {
  const form = element?.closest("form")?.getAttribute("action");
  if (form) return `form[action="${CSS.escape(form)}"] button`;
  const address = element?.getAttribute("href");
  return address ? `a[href="${CSS.escape(address)}"]` : null;
}

async function renew() {
  try {
    const answer = await fetch(location.href);
    if (answer.status === 401) return location.reload();
    if (!answer.ok) throw new Error(answer.statusText);
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const held = main.contains(document.activeElement) ? place(document.activeElement) : null;
    main.replaceChildren(...fresh.getElementById("main").childNodes);
    clock.textContent = fresh.getElementById("renewed").textContent;
    if (held) main.querySelector(held)?.focus({ preventScroll: true });
  } catch {
    clock.textContent = clock.dataset.away;
  }
  return null;
}

setInterval(renew, EVERY_MS);

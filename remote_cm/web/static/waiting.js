/** What was pressed and is not yet known to be saved. It stays in this page's memory alone and is sent in its order,
 *  again and again, until the service says that it is saved, or why it is not.
 */

const LONGEST_MS = 20_000;
const PAUSES_MS = [1_000, 2_000, 4_000, 8_000];

export class Waiting {
  presses = [];
  misses = 0;
  isSignedOut = false;
  #isSending = false;
  #timer = 0;

  /** `page` knows the form token (`token`, `renew`) and is told what happens (`saved`, `refused`, `changed`). */
  constructor(page) {
    this.page = page;
  }

  add(press) {
    press.since = Date.now();
    this.presses.push(press);
    this.send();
  }

  async send() {
    if (this.#isSending) return;
    this.#isSending = true;
    clearTimeout(this.#timer);
    do this.page.changed();
    while (this.presses.length && (await this.#settleFirst()));
    this.#isSending = false;
    if (this.presses.length) this.#timer = setTimeout(() => this.send(), PAUSES_MS[Math.min(this.misses, 4) - 1]);
    this.page.changed();
  }

  /** True when the first press is settled, one way or the other. */
  async #settleFirst() {
    const [press] = this.presses;
    const answer = await this.#deliver(press);
    this.misses = answer ? 0 : this.misses + 1;
    if (!answer) return false;
    this.presses.shift();
    if (answer.saved) this.page.saved(press, answer);
    else this.page.refused(press, answer);
    return true;
  }

  /** What the service made of it; null when nobody knows: no line, no service, or nobody signed in. */
  async #deliver(press, isSecondTry = false) {
    try {
      const answer = await fetch(press.address, {
        method: "POST",
        headers: { Accept: "application/json" },
        body: new URLSearchParams([...press.fields, ["csrf_token", this.page.token()]]),
        signal: AbortSignal.timeout(LONGEST_MS),
      });
      this.isSignedOut = answer.status === 401;
      if (answer.status >= 500 || this.isSignedOut) return null;
      if (answer.ok) return await answer.json();
      // The token of an older sign-in is refused just like a wrong field: a second try tells which of them it was.
      if (answer.status === 400 && !isSecondTry && (await this.page.renew())) return this.#deliver(press, true);
      return { status: answer.status, page: new DOMParser().parseFromString(await answer.text(), "text/html") };
    } catch {
      return null;
    }
  }
}

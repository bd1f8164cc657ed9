/** The steps to come, fetched ahead once: with them the talk goes on without waiting for the line. */

const COLOURS = "GOR";
const copy = (template) => (template ? document.importNode(template.content, true).firstElementChild : null);

export class Memory {
  #key = "";
  #steps = [];
  #says = [];
  #codes = new Map();

  /** Fetch what lies ahead, unless it is known already; when the line is cut, the next step tries again. */
  async fill({ ahead, aheadKey }) {
    if (!ahead || aheadKey === this.#key) return;
    const answer = await fetch(ahead).catch(() => null);
    if (!answer?.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    this.#key = aheadKey;
    this.#steps = [...page.querySelectorAll("template[data-step]")];
    this.#says = [...page.querySelectorAll("template[data-say]")];
    document.body.dataset.remembered = aheadKey;
    this.#codes.clear();
    for (const { dataset } of this.#steps) if (dataset.code) this.#codes.set(dataset.item, dataset.code);
  }

  /** A step by its name, ready to be shown, or null. */
  step(name) {
    return copy(this.#steps.find((one) => one.dataset.step === name));
  }

  /** True where the answer may change what is asked next, so that the service is waited for a little. */
  waitsAt(name) {
    return this.#steps.some((one) => one.dataset.step === name && "waits" in one.dataset);
  }

  /** What follows a press, or null where only the service knows. */
  after({ kind, fields, step, noDanger }) {
    const item = fields.get("item");
    if (kind === "gate") return this.#afterGate(step, fields.get("answer"));
    if (kind === "red") return fields.get("reply") === noDanger ? this.#nextQuestion(item) : null;
    if (kind !== "answer") return null;
    this.#codes.set(item, fields.get("code"));
    if (fields.get("code") !== "R") return this.#nextQuestion(item);
    const isDangerAtOnce = this.#steps.some((one) => one.dataset.item === item && "stops" in one.dataset);
    return isDangerAtOnce ? null : (this.step(`red:${fields.get("track")}:${item}`) ?? this.#nextQuestion(item));
  }

  /** What to say now: for the worst colour so far in the domain of this item. */
  sayAfter(item) {
    const domain = item.split(".")[0];
    const heard = [...this.#codes].filter(([one]) => one.startsWith(`${domain}.`));
    const worst = COLOURS[Math.max(...heard.map(([, code]) => COLOURS.indexOf(code)))];
    return copy(this.#says.find((one) => one.dataset.say === `${domain}:${worst}`));
  }

  #afterGate(name, answer) {
    const here = this.#steps.findIndex((one) => one.dataset.step === name);
    const goesOn = answer === "yes" || (here >= 0 && "goesOn" in this.#steps[here].dataset);
    const next = goesOn ? this.#steps[here + 1] : null;
    return next?.dataset.step.startsWith("opening:") ? copy(next) : null;
  }

  #nextQuestion(item) {
    const questions = this.#steps.filter((one) => one.dataset.item);
    const here = questions.findIndex((one) => one.dataset.item === item);
    const inTurn = [...questions.slice(here + 1), ...questions.slice(0, here)];
    return copy(inTurn.find((one) => !this.#codes.has(one.dataset.item)));
  }
}

// The form around what is filled in: the lines that say what is kept and what is sent, the panel above the button, and
// the button itself. What is asked, and what is sent, its caller knows.

import { button, el, say } from "./paper.js";

const REST_AFTER_TAP = 600; // milliseconds; two taps of one finger are one

/**
 * A form over the draft that lies under `key`, with `paper` in it. `save()` is called at a tap on the button unless it
 * rests or waits, and `progress()` gives what is drawn: `n` of `of` answered, `isBegun`, and `isBusy` while it is
 * looked at.
 */
export function savingForm({ key, shelf, sender, paper, save, progress }) {
  const here = el("p", { class: "here", role: "status" });
  const there = el("p", { class: "there", role: "status" });
  const counted = el("span", { class: "counted" });
  const panel = el("div", { class: "panel", hidden: true });
  const tap = el("button", { type: "submit", class: "save" }, say("save"));
  const foot = el(
    "div",
    { class: "foot" },
    panel,
    el("div", { class: "said" }, el("div", { class: "lines" }, here, there), counted),
    tap,
  );
  const form = el("form", { novalidate: true, autocomplete: "off", onsubmit: submit }, paper, foot);

  function submit(event) {
    event.preventDefault();
    if (progress().isBusy || isFrozen() || "resting" in tap.dataset) return;
    rest();
    save();
  }

  function isFrozen() {
    return ["sending", "waiting", "signed_out", "received"].includes(sender.stateOf(key)?.phase);
  }

  function rest() {
    tap.dataset.resting = "";
    tap.disabled = true;
    setTimeout(() => {
      delete tap.dataset.resting;
      draw();
    }, REST_AFTER_TAP);
  }

  /** Say something above the button; what is "asking" goes away when the form is changed. */
  function ask(lines, buttons = [], kind = "telling") {
    const shown = lines.map((line) => el("p", {}, line));
    panel.replaceChildren(...shown, el("div", { class: "answers" }, ...buttons));
    panel.hidden = false;
    delete panel.dataset.asking;
    panel.dataset[kind] = "";
    panel.setAttribute("role", "alert");
    // What appears under a finger is not meant by the tap that was on its way.
    for (const answer of buttons) answer.disabled = true;
    setTimeout(() => {
      for (const answer of buttons) answer.disabled = sender.stateOf(key)?.phase === "sending";
    }, REST_AFTER_TAP);
  }

  function hush() {
    panel.hidden = true;
    delete panel.dataset.asking;
    panel.replaceChildren();
  }

  /** The form was changed: what was asked was about what stood there before. */
  function changed() {
    if ("asking" in panel.dataset) hush();
    draw();
  }

  function draw() {
    const { n, of, isBegun, isBusy } = progress();
    counted.textContent = say("answered", { n, of });
    counted.setAttribute("aria-label", say("answered_said", { n, of }));
    const keptWell = shelf.isLostOnLeaving(key) ? say("cannot_keep") : say("kept_here");
    here.textContent = isBegun ? keptWell : "";
    there.textContent = sender.stateOf(key)?.phase === "sending" ? say("sending") : "";
    paper.disabled = isBusy || isFrozen();
    tap.disabled = isBusy || isFrozen() || "resting" in tap.dataset;
    // One thing to do at a time: where something else is asked, that is what there is to tap.
    tap.hidden = panel.querySelector("button, a") !== null;
  }

  function sending({ tries }) {
    if (!tries) hush();
    for (const answer of panel.querySelectorAll("button")) answer.disabled = true;
  }

  function askToSignIn() {
    const again = el("a", { class: "button", href: "/log-ind?til=/felt" }, say("sign_in"));
    ask([say("signed_out")], [again, button(say("try_again"), () => sender.send(key))]);
  }

  return { form, ask, hush, changed, draw, rest, isFrozen, sending, askToSignIn };
}

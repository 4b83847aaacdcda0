// How one's own steps lie beside those of others: one's own and nobody else's, only where one asks, and never kept here.

import { askServer, button, el, say } from "./paper.js";

const PATIENCE = 30_000; // milliseconds; it may be computed while one waits, and nothing else does

/** The line that leads to it: only once every case has been given, and for somebody who is an observer. */
export function readingLink({ cases, observer }) {
  if (cases.length || !observer.role) return [];
  return [el("p", { class: "aside" }, el("a", { href: "#trin" }, say("reading_link")))];
}

/** Draw it for the observer whose page this is, and ask the server for what it says. */
export function drawReading(view, { observer }) {
  const place = el("div", { class: "card", role: "status" }, el("p", {}, say("reading_asks")));
  const back = el("a", { class: "back", href: "#" }, say("back"));
  view.replaceChildren(el("div", { class: "form-top" }, back, el("h1", { tabindex: -1 }, say("reading"))), place);
  fill(place, observer.id);
}

async function fill(place, observerId) {
  const answer = await askServer("/api/v1/me/reading", { patience: PATIENCE });
  if (answer?.status === 200 && answer.said.observer_id !== observerId) {
    location.reload(); // somebody else has signed in on this tablet: it is theirs, and this is not their page
  } else if (answer?.status === 200) {
    const [said, ...more] = answer.said.said;
    const cases = answer.said.waiting ? el("a", { class: "button", href: "#eksempel" }, say("see_case")) : null;
    place.replaceChildren(el("p", { class: "said-of-me" }, said), ...[...more.map((line) => el("p", {}, line)), cases].filter(Boolean));
  } else if (answer?.status === 401) {
    const again = el("a", { class: "button", href: "/log-ind?til=/felt" }, say("sign_in"));
    place.replaceChildren(el("p", {}, say("signed_out")), again);
  } else {
    place.replaceChildren(el("p", {}, say("reading_no_answer")), button(say("try_again"), () => fill(place, observerId)));
  }
}

// The buddy's page: asks the server for the person's own people, and shows one of its views by what stands after #.

import { casesCard, drawCase, newCaseDraft, waitingCases } from "./case.js";
import { drawForm, newDraft } from "./form.js";
import { makeSender, openShelf } from "./keeping.js";
import { askServer, button, el, say, timeOfDay } from "./paper.js";
import { drawReading, readingLink } from "./reading.js";

const FRESH_FOR = 30_000; // milliseconds before a list is asked for again when it is shown
const view = document.getElementById("view");
const received = []; // what was received while this page was open, newest first
let lastCase = null; // the calibration case received last while this page was open
let mine = null; // what the server told: people, rubric, letters, own entries
let askedAt = 0;
let question = 0; // how many times the server was asked
let known = 0; // what was asked before that tells of less than the page knows already
let shelf = null;
let sender = null;
let shown = { tell: () => {} }; // the form that is open: its key, and how it is told what became of it

document.documentElement.classList.toggle("framed", window !== window.top);

// ---- asking the server ---------------------------------------------------------------------------------------------

/** Ask for the person's own people: fresh, same, no_answer, signed_out, somebody_else, or the lines of a refusal. */
async function refresh() {
  question += 1;
  const asked = question;
  const answer = await askServer("/api/v1/me/felt");
  if (answer === null || answer.status >= 500) return "no_answer";
  if (answer.status === 401) return "signed_out";
  if (answer.status !== 200) return (answer.said.errors || []).map((error) => error.message);
  // Somebody else has signed in on this tablet: nothing of the person before may stay on the page.
  if (mine && mine.observer.id !== answer.said.observer.id) {
    location.reload();
    return "somebody_else";
  }
  if (asked < known) return "same"; // overtaken: it does not tell of what was received since
  known = asked;
  const isSame = JSON.stringify(mine) === JSON.stringify(answer.said);
  mine = answer.said;
  askedAt = Date.now();
  return isSame ? "same" : "fresh";
}

async function start(wait = 2) {
  const outcome = await refresh();
  if (outcome === "signed_out") return saySignedOut();
  if (outcome === "no_answer") {
    const later = setTimeout(start, wait * 1000, Math.min(wait * 2, 30));
    const now = () => {
      clearTimeout(later);
      start(wait);
    };
    return view.replaceChildren(el("p", { class: "card" }, say("no_answer")), button(say("try_again"), now));
  }
  if (outcome !== "fresh") return view.replaceChildren(...outcome.map((line) => el("p", { class: "card" }, line)));
  shelf = openShelf(mine.observer.id);
  sender = makeSender(shelf, becameOf);
  for (const { key, draft } of shelf.all()) if (draft.tapped) sender.send(key);
  addEventListener("hashchange", show);
  document.addEventListener("visibilitychange", () => document.hidden || refreshLists());
  return show();
}

async function refreshLists() {
  if (isForm() || Date.now() - askedAt < FRESH_FOR) return;
  const outcome = await refresh();
  if (outcome === "signed_out" && !isForm()) saySignedOut();
  if (outcome === "fresh") drawLists();
}

function saySignedOut() {
  const again = el("a", { class: "button", href: "/log-ind?til=/felt" }, say("sign_in"));
  view.replaceChildren(el("div", { class: "card" }, el("p", {}, say("signed_out")), again));
}

/** What became of a draft, whichever view is open. */
async function becameOf(key, state) {
  if (state.phase === "received") known = question + 1;
  if (state.phase === "received" && state.caseId) {
    lastCase = state;
    mine.cases = mine.cases.filter((one) => one.case_id !== state.caseId);
    if (shown.key === key) location.replace("#eksempel");
    await refresh();
  } else if (state.phase === "received") {
    const colleague = mine.people.find((one) => one.placement_id === state.placementId);
    received.unshift({ ...state, alias: colleague ? colleague.alias : "" });
    if (shown.key === key) location.replace("#modtaget"); // the way back is to the list, not to an empty form
    await refresh(); // so that lists, tip and history know of it
    document.getElementById("next-tip")?.replaceChildren(...tipsFor(state.placementId));
  }
  if (shown.key === key) shown.tell(state);
  drawLists();
}

// ---- which view ----------------------------------------------------------------------------------------------------

function wanted() {
  const [name, id] = location.hash.slice(1).split("/");
  return { name, id: id && decodeURIComponent(id) };
}

function entryOf(id) {
  return mine.history.find((one) => one.observation_id === id);
}

function isForm() {
  return ["om", "ret", "eksempel"].includes(wanted().name);
}

/** Show what stands after #. An entry just received may be asked for before the list that holds it has come. */
async function show() {
  const { name, id } = wanted();
  if (name === "ret" && !entryOf(id)) await refresh();
  draw();
  view.querySelector("h1")?.focus({ preventScroll: true });
  scrollTo(0, 0);
  refreshLists();
}

/** Draw a list again where one is open, and leave the finger or the focus where it was. */
function drawLists() {
  if (isForm() || ["modtaget", "trin"].includes(wanted().name)) return;
  const at = document.activeElement?.getAttribute("href");
  draw();
  [...view.querySelectorAll("a")].find((link) => link.getAttribute("href") === at)?.focus({ preventScroll: true });
}

function draw() {
  shown = { tell: () => {} };
  const { name, id } = wanted();
  const entry = name === "ret" ? entryOf(id) : null;
  const colleague = mine.people.find((one) => one.placement_id === (entry ? entry.placement_id : id));
  if (colleague && (name === "om" || entry)) openForm(colleague, entry);
  else if (name === "eksempel" && exampleOf(id)) openCase(exampleOf(id));
  else if (name === "skrevet") drawHistory();
  else if (name === "trin") drawReading(view, mine);
  else if (name === "modtaget" && received.length) drawReceipt(received[0]);
  else {
    history.replaceState(null, "", location.pathname); // whatever stood after # is no view of this person's
    drawColleagues();
  }
}

function openForm(colleague, entry) {
  const key = shelf.keyOf(colleague.placement_id, entry && entry.observation_id);
  if (sender.stateOf(key)?.phase === "received") sender.stop(key);
  const draft = shelf.read(key) || newDraft(colleague, mine, entry);
  const away = () => {
    location.hash = entry ? "skrevet" : "";
  };
  const given = { key, draft, colleague, today: mine.today, rubric: mine.rubric, shelf, sender, away };
  shown = { key, tell: drawForm(view, given) };
}

/** The waiting case of that id, or without one the next. */
function exampleOf(id) {
  return id ? mine.cases.find((one) => one.case_id === id) : waitingCases(mine.cases, shelf)[0];
}

function openCase(example) {
  history.replaceState(null, "", `#eksempel/${encodeURIComponent(example.case_id)}`);
  const key = shelf.keyOfCase(example.case_id);
  if (sender.stateOf(key)?.phase === "received") sender.stop(key);
  const draft = shelf.read(key) || newCaseDraft(example);
  shown = { key, tell: drawCase(view, { key, draft, example, rubric: mine.rubric, shelf, sender, last: lastCase }) };
}

// ---- the views -----------------------------------------------------------------------------------------------------

function heading(here) {
  const tab = (name, hash) => el("a", { href: `#${hash}`, "aria-current": name === here && "page" }, say(name));
  const unsent = sender.unsent();
  return [
    el("nav", { class: "tabs" }, tab("colleagues", ""), tab("history", "skrevet")),
    el("h1", { class: "unseen-heading", tabindex: -1 }, say(here)),
    unsent ? el("p", { class: "unsent", role: "status" }, el("span", { "aria-hidden": "true" }, "● "), say("unsent", { n: unsent })) : null,
  ];
}

function drawColleagues() {
  const lines = received.flatMap((one) =>
    [el("p", { class: "card received" }, say("line_received", { ...one, time: timeOfDay(one.stored_at) })), namesIn(one)].filter(Boolean),
  );
  if (lastCase) lines.push(el("p", { class: "card received" }, say("case_received", { time: timeOfDay(lastCase.stored_at) })));
  const nobody = mine.people.length ? null : el("p", { class: "card" }, say("nobody"));
  const tipped = mine.people.find((one) => one.tip && !one.paused);
  view.replaceChildren(
    ...heading("colleagues").filter(Boolean),
    ...lines.slice(0, 4),
    ...(nobody ? [nobody] : [el("ul", { class: "people" }, mine.people.map(person))]),
    ...leftOver(),
    ...(tipped ? tipsFor(tipped.placement_id) : []),
    ...casesCard(waitingCases(mine.cases, shelf).length),
    ...readingLink(mine),
    ...mine.thanks.map((letter) =>
      el("p", { class: "thanks" }, say("thanks", letter), " ", el("span", { class: "quiet" }, say("from", { day: letter.sent }))),
    ),
  );
}

function person(one) {
  const draft = shelf.read(shelf.keyOf(one.placement_id));
  const where = [one.workplace, one.last_seen, one.paused ? `‖\u00a0${say("paused")}` : ""].filter(Boolean).join(" · ");
  return el(
    "li",
    {},
    el(
      "a",
      { class: "person", href: `#om/${encodeURIComponent(one.placement_id)}` },
      el("b", {}, one.alias),
      el("span", { class: "quiet" }, where),
      draft ? el("span", { class: "draft" }, draft.tapped ? say("unsent", { n: 1 }) : say("draft_here")) : null,
      one.due ? el("span", { class: "due" }, `▸ ${say("due")}`) : null,
    ),
    one.asks.map((ask) => el("p", { class: "ask" }, say("asks"), " ", ask.text)),
  );
}

function tipsFor(placementId) {
  const one = mine.people.find(({ placement_id: id }) => id === placementId);
  const criterion = one && mine.rubric.criteria[one.tip];
  if (!criterion) return [];
  return [el("p", { class: "card tip" }, el("b", {}, say("tip", one)), " ", say("tip_text", criterion))];
}

/** Drafts about somebody who is no longer one's colleague: said, and removed only by the person who wrote them. */
function leftOver() {
  const known = new Set(mine.people.map((one) => one.placement_id));
  return shelf
    .all()
    .filter(({ draft }) => !draft.case_id && !known.has(draft.placement_id))
    .map(({ key }) => {
      const away = () => {
        sender.stop(key);
        shelf.remove(key);
        draw();
      };
      return el("div", { class: "card" }, el("p", {}, say("left_over")), button(say("discard"), away));
    });
}

function drawHistory() {
  const nothing = mine.history.length ? null : el("p", { class: "card" }, say("wrote_nothing"));
  view.replaceChildren(
    ...heading("history").filter(Boolean),
    ...(nothing ? [nothing] : [el("ol", { class: "entries" }, mine.history.map(writtenEntry))]),
  );
}

function writtenEntry(entry) {
  const open = `#ret/${encodeURIComponent(entry.observation_id)}`;
  const about = say("correct_it", { alias: entry.alias, day: entry.seen });
  const stands = entry.withdrawn ? say("withdrawn") : entry.replaced ? say("replaced") : null;
  return el(
    "li",
    { class: stands ? "past" : null },
    el("h2", {}, entry.alias, el("span", {}, entry.seen)),
    el("dl", {}, entry.rated.map((one) => el("div", {}, el("dt", {}, one.name), el("dd", {}, one.step ?? say("not_seen"))))),
    entry.told ? el("p", { class: "quiet" }, entry.told) : null,
    entry.note ? el("p", { class: "wrote" }, entry.note) : null,
    el("p", { class: "quiet" }, entry.received),
    stands ? el("p", { class: "quiet" }, stands) : null,
    entry.may_be_replaced ? el("a", { class: "button", href: open, "aria-label": about }, say("correct")) : null,
  );
}

/** That there seems to be a name in what was sent while nobody could look, and the way to mend it. */
function namesIn({ names, observation_id: id }) {
  if (!names || !names.length) return null;
  const mend = el("a", { href: `#ret/${encodeURIComponent(id)}` }, say("mend_note"));
  return el("p", { class: "card names" }, say("names_in_note", { names: [...new Set(names)].join(", ") }), " ", mend);
}

function drawReceipt(one) {
  const { alias, stored_at: storedAt, receipt } = one;
  view.replaceChildren(
    el(
      "div",
      { class: "receipt" },
      el("p", { class: "tick", "aria-hidden": "true" }, "✓"),
      el("h1", { tabindex: -1 }, say("thank_you", { alias })),
      el("p", {}, say("kept_here")),
      el("p", { class: "number", role: "status" }, say("received", { time: timeOfDay(storedAt), receipt })),
      el("p", { class: "quiet" }, say("read_aloud")),
    ),
    ...[namesIn(one)].filter(Boolean),
    el("div", { id: "next-tip" }),
    el("a", { class: "button wide", href: "#" }, say("back")),
  );
}

// ---- leaving -------------------------------------------------------------------------------------------------------

for (const form of document.querySelectorAll("#top form")) {
  form.addEventListener("submit", (event) => {
    if (!sender || !sender.unsent()) return;
    event.preventDefault();
    document.getElementById("wait").textContent = say("wait_to_leave");
  });
}
// A page that the browser brings back from before may belong to the person before.
addEventListener("pageshow", (event) => event.persisted && location.reload());

start();

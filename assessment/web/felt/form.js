// The form for one colleague: every change is kept at once, and what was typed is never taken away by the page.

import { choiceField, criterionField, dayField, noteField } from "./fields.js";
import { isLookedAt, lookAt, newId } from "./keeping.js";
import { button, dayBefore, dayInWords, el, say } from "./paper.js";
import { savingForm } from "./saving.js";

/** A new draft about a colleague; with an entry, one that is filled in with it and replaces it. */
export function newDraft(colleague, { today, rubric }, entry = null) {
  const draft = {
    id: newId(),
    placement_id: colleague.placement_id,
    replaces: entry ? entry.observation_id : null,
    seen_on: entry ? entry.seen_on : today,
    mode: (entry && entry.mode) || "in_person",
    talk_minutes: entry ? entry.talk_minutes : null,
    talk_partners: entry ? entry.talk_partners : null,
    note: entry ? entry.note : "",
    ratings: entry ? { ...entry.ratings } : {},
    criteria: colleague.criteria,
  };
  if (entry) {
    const rated = Object.keys(rubric.criteria).filter((code) => code in entry.ratings);
    draft.criteria = [...new Set([...rated, ...colleague.criteria])].slice(0, Math.max(rated.length, 5));
  }
  return draft;
}

/**
 * Draw the form of a draft that lies under `key`, and return how it is told what became of it (`tell(state)`).
 * `away()` leads back to the colleagues.
 */
export function drawForm(view, { key, draft, colleague, today, rubric, shelf, sender, away }) {
  let isBusy = false;

  // ---- what is kept ------------------------------------------------------------------------------------------
  let isBegun = shelf.read(key) !== null;

  function keep() {
    shelf.keep(key, draft);
    isBegun = true;
    changed();
    name();
  }

  function set(name, value) {
    draft[name] = value;
    keep();
  }

  // ---- the parts of the form -----------------------------------------------------------------------------------
  const heading = el("h1", { tabindex: -1 });
  const known = draft.criteria.filter((code) => code in rubric.criteria);
  const note = noteField(draft, (text) => set("note", text));
  const paper = el(
    "fieldset",
    { class: "paper" },
    draft.replaces ? el("p", { class: "quiet" }, say("correcting")) : null,
    draft.replaces ? null : colleague.asks.map((ask) => el("p", { class: "ask" }, say("asks"), " ", ask.text)),
    dayField(draft, today, (day) => set("seen_on", day)),
    known.map((code) =>
      criterionField(rubric, code, draft.ratings[code], (step) => {
        if (step === undefined) delete draft.ratings[code];
        else draft.ratings[code] = step;
        keep();
      }),
    ),
    el("div", { class: "pair" }, choiceField("talk_minutes", draft, set), choiceField("talk_partners", draft, set)),
    choiceField("mode", draft, set),
    note.field,
    discarding(),
  );
  const progress = () => {
    const answered = known.filter((code) => code in draft.ratings).length;
    return { n: answered, of: known.length, isBegun, isBusy };
  };
  const made = savingForm({ key, shelf, sender, paper, save, progress });
  const { form, ask, changed, draw, hush, rest, isFrozen, sending, askToSignIn } = made;

  function name() {
    heading.textContent = say("heading", { alias: colleague.alias, day: dayNamed(draft.seen_on, today) });
  }

  // ---- saving --------------------------------------------------------------------------------------------------
  async function save() {
    if (isEmpty(draft)) return ask([say("empty")], [], "asking");
    // Screening waits for an answer; until it came, another tap must find the button taken.
    isBusy = true;
    draw();
    const looked = isLookedAt(draft) ? null : await lookAt(draft);
    isBusy = false;
    draw();
    if (looked && (looked.found.length || looked.health)) return proposeNote(looked);
    if (looked) draft.screened = draft.note;
    goSend();
  }

  function goSend() {
    if (isFrozen()) return;
    rest();
    hush();
    draft.tapped = true;
    draft.device_at = new Date().toISOString();
    keep();
    sender.send(key);
  }

  function proposeNote({ note: proposal, found, health }) {
    const accept = () => {
      draft.screened = draft.note;
      goSend();
    };
    const lines = [];
    if (found.length) {
      const what = [...new Set(found.map((one) => one.text))].join(", ");
      lines.push(say("found", { found: what }), el("q", {}, proposal));
    }
    if (health) lines.push(say("health"));
    const use = () => {
      draft.note = note.put(proposal);
      accept();
    };
    const mend = () => {
      hush();
      draw();
      note.box.focus();
    };
    const first = found.length ? button(say("use_proposal"), use) : button(say("mend_text"), mend);
    first.classList.add("first");
    ask(lines, [first, button(say("keep_text"), accept)], "asking");
    draw();
  }

  /** Another id for what is written: to be stored beside, or in place of, what is stored under the first one. */
  function renew(replaces) {
    Object.assign(draft, { id: newId(), replaces, uncertain: false });
    goSend();
  }

  // ---- what is said ----------------------------------------------------------------------------------------------
  function tell(state) {
    if (state.phase === "sending") sending(state);
    else if (state.phase === "signed_out") askToSignIn();
    else if (state.phase === "waiting") {
      ask([say("not_sent")], [button(say("try_again"), () => sender.send(key, 1)), button(say("edit"), takeBack)]);
    } else if (state.phase === "refused") {
      Object.assign(draft, shelf.read(key));
      ask(state.messages, state.status === 409 ? waysOn() : []);
    }
    draw();
  }

  /** Stop sending so that it can be changed; the id stays, for what was sent may have arrived. */
  function takeBack() {
    sender.stop(key);
    Object.assign(draft, shelf.read(key), { tapped: false });
    hush();
    keep();
  }

  function waysOn() {
    const stored = draft.id;
    if (draft.uncertain || !draft.replaces) return [button(say("save_as_correction"), () => renew(stored))];
    return [button(say("save_as_new"), () => renew(null))];
  }

  function discarding() {
    const place = el("p", { class: "discard" });
    const offer = () => place.replaceChildren(button(say("discard"), sure, { class: "plain" }));
    const discard = () => {
      sender.stop(key);
      shelf.remove(key);
      away();
    };
    function sure() {
      const yes = button(say("discard_sure"), discard, { class: "plain" });
      place.replaceChildren(yes, button(say("discard_not"), offer, { class: "plain" }));
      yes.focus();
    }
    offer();
    return place;
  }

  const back = el("a", { class: "back", href: "#" }, say("back"));
  view.replaceChildren(el("div", { class: "form-top" }, back, heading), form);
  name();
  draw();
  const state = sender.stateOf(key);
  if (state) tell(state);
  return tell;
}

/** A day as it is said in the heading. */
function dayNamed(day, today) {
  if (day === today) return say("today");
  return day === dayBefore(today) ? say("yesterday") : dayInWords(day);
}

function isEmpty(draft) {
  const rated = Object.values(draft.ratings).some((step) => step !== null);
  return !(rated || draft.note.trim() || draft.talk_minutes || draft.talk_partners);
}

// One calibration case: a short invented situation, and the steps that the reader would choose. Nothing here is right
// or wrong. Every tap is kept at once, and what was saved is sent until the server has it.

import { criterionField } from "./fields.js";
import { newId } from "./keeping.js";
import { button, el, say, timeOfDay } from "./paper.js";
import { savingForm } from "./saving.js";

const OTHER_CONTENT = 409;

/** The cases that are not on their way already; what was begun of one that waits no longer is put away. */
export function waitingCases(cases, shelf) {
  const ids = cases.map((one) => one.case_id);
  for (const { key, draft } of shelf.all()) {
    if (draft.case_id && !draft.tapped && !ids.includes(draft.case_id)) shelf.remove(key);
  }
  return cases.filter((one) => !shelf.read(shelf.keyOfCase(one.case_id))?.tapped);
}

/** That some cases wait, said quietly; nothing where none does. */
export function casesCard(n) {
  if (!n) return [];
  const line = n === 1 ? say("one_case_waits") : say("cases_wait", { n });
  const look = el("a", { class: "button", href: "#eksempel" }, say("see_case"));
  return [el("div", { class: "card" }, el("p", {}, line, " ", say("cases_why")), look)];
}

/** A new draft of a case: the ids under which its steps will be stored, and no step yet. */
export function newCaseDraft({ case_id, criteria }) {
  return { case_id, ratings: Object.fromEntries(criteria.map((code) => [code, { calibration_id: newId() }])) };
}

/** Draw the case whose draft lies under `key`, and return how it is told what became of it (`tell(state)`). */
export function drawCase(view, { key, draft, example, rubric, shelf, sender, last }) {
  const { criteria } = example;
  const heading = el("h1", { tabindex: -1 }, example.place);
  const paper = el(
    "fieldset",
    { class: "paper" },
    last ? el("p", { class: "card received", role: "status" }, say("case_received", { time: timeOfDay(last.stored_at) })) : null,
    el("p", { class: "quiet" }, say("case_intro")),
    el("p", { class: "situation" }, example.text),
    criteria.map((code) => criterionField(rubric, code, draft.ratings[code].step, chose(code), { ofCase: true })),
  );
  const { form, ask, changed, draw, hush, sending, askToSignIn } = savingForm({ key, shelf, sender, paper, save, progress });

  function chose(code) {
    return (step) => {
      draft.ratings[code].step = step;
      shelf.keep(key, draft);
      changed();
    };
  }

  function missing() {
    return criteria.filter((code) => draft.ratings[code].step === undefined);
  }

  function progress() {
    return { n: criteria.length - missing().length, of: criteria.length, isBegun: shelf.read(key) !== null, isBusy: false };
  }

  function save() {
    const [first] = missing();
    if (first) {
      ask([say("case_step_missing", rubric.criteria[first])], [], "asking");
      form.elements[`step-${first}`][0].focus();
      return;
    }
    hush();
    draft.tapped = true;
    shelf.keep(key, draft);
    sender.send(key);
  }

  function tell(state) {
    if (state.phase === "sending") sending(state);
    else if (state.phase === "signed_out") askToSignIn();
    else if (state.phase === "waiting") {
      const again = button(say("try_again"), () => sender.send(key));
      ask([say("case_not_sent")], [el("a", { class: "button", href: "#eksempel" }, say("case_go_on")), again]);
    } else if (state.phase === "refused") {
      Object.assign(draft, shelf.read(key));
      // Under these ids something else is stored: what stands here is to be stored beside it.
      if (state.status === OTHER_CONTENT) for (const code of criteria) draft.ratings[code].calibration_id = newId();
      shelf.keep(key, draft);
      ask(state.messages, [], "asking");
    }
    draw();
  }

  view.replaceChildren(el("div", { class: "form-top" }, el("a", { class: "back", href: "#" }, say("case_later")), heading), form);
  draw();
  const state = sender.stateOf(key);
  if (state) tell(state);
  return tell;
}

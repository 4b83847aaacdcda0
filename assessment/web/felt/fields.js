// The fields of the form. Each is given what is chosen, and calls back at every change.

import { dayBefore, el, inQuotes, say } from "./paper.js";

const LONGEST_NOTE = 500;
const LETTERS_LEFT_TOLD_FROM = 400;
const UNSEEN = "unseen";
const CHOICES = {
  talk_minutes: ["0", "lt10", "10to30", "gt30"],
  talk_partners: ["0", "1", "2to3", "4plus"],
  mode: ["in_person", "phone", "video"],
};

/** One radio as a large target. A chosen one is let go of by choosing it again, which radios do not do themselves. */
function choice(group, value, label, { chosen, described, kind = "" }, onchoose) {
  const input = el("input", { type: "radio", name: group, value, "aria-description": described });
  input.checked = chosen;
  input.dataset.was = chosen ? "chosen" : "";
  input.addEventListener("click", () => {
    const letGo = input.dataset.was === "chosen" && onchoose.mayLetGo;
    for (const other of input.form.elements[group]) other.dataset.was = "";
    input.checked = !letGo;
    input.dataset.was = letGo ? "" : "chosen";
    onchoose(letGo ? null : value);
  });
  return el("label", { class: `choice ${kind}` }, input, el("span", {}, label));
}

/**
 * One criterion: five steps and "not seen", which is as good an answer; `onstep(undefined)` where it is let go of.
 * Of a written case everything is seen, and the rubric's own example would lie too near to it.
 */
export function criterionField(rubric, code, step, onstep, { ofCase = false } = {}) {
  const criterion = rubric.criteria[code];
  const anchor = el("p", { class: "anchor", role: "status" });
  let chosen = step === undefined ? null : step === null ? UNSEEN : String(step);

  function show() {
    const example = ofCase ? "" : say("example", { example: criterion.example });
    anchor.textContent =
      chosen === null ? example : chosen === UNSEEN ? say("unseen_is_fine") : inQuotes(criterion.anchors[Number(chosen)]);
    anchor.classList.toggle("quiet", chosen === null || chosen === UNSEEN);
  }

  const choose = (value) => {
    chosen = value;
    show();
    onstep(value === null ? undefined : value === UNSEEN ? null : Number(value));
  };
  choose.mayLetGo = true;
  const group = `step-${code}`;
  const steps = rubric.steps.map((name, at) =>
    choice(group, String(at), name, { chosen: chosen === String(at), described: criterion.anchors[at] }, choose),
  );
  const unseen =
    !ofCase && choice(group, UNSEEN, say("unseen_today"), { chosen: chosen === UNSEEN, kind: "unseen" }, choose);
  show();
  return el(
    "fieldset",
    { class: "criterion" },
    el("legend", {}, el("b", {}, criterion.name), el("span", {}, criterion.question)),
    el("div", { class: "steps" }, steps),
    el("div", { class: "below" }, unseen, anchor),
  );
}

/** One of the few answers of a field of the draft. */
export function choiceField(name, draft, set) {
  const choose = (value) => set(name, value);
  choose.mayLetGo = name !== "mode";
  const choices = CHOICES[name].map((value) =>
    choice(name, value, say(`${name}_${value}`), { chosen: draft[name] === value }, choose),
  );
  return el("fieldset", { class: "few" }, el("legend", {}, el("b", {}, say(name))), el("div", { class: "row" }, choices));
}

/** The day it was seen: today, yesterday, or one from the calendar. */
export function dayField(draft, today, onday) {
  const yesterday = dayBefore(today);
  const picker = el("input", { type: "date", max: today, value: draft.seen_on, "aria-label": say("which_day") });
  picker.addEventListener("change", () => picker.value && picker.value <= today && onday(picker.value));
  const kind = draft.seen_on === today ? "today" : draft.seen_on === yesterday ? "yesterday" : "other_day";
  const choose = (value) => {
    picker.hidden = value !== "other_day";
    if (value === "today") onday(today);
    else if (value === "yesterday") onday(yesterday);
    else picker.focus();
  };
  picker.hidden = kind !== "other_day";
  const choices = ["today", "yesterday", "other_day"].map((value) =>
    choice("day", value, say(value), { chosen: kind === value }, choose),
  );
  const legend = el("legend", {}, el("b", {}, say("day")));
  return el("fieldset", { class: "few day" }, legend, el("div", { class: "row" }, choices), picker);
}

/** The note; `put` writes another text into it. */
export function noteField(draft, onnote) {
  const box = el("textarea", { id: "note", rows: 2, maxlength: LONGEST_NOTE, "aria-describedby": "note-hint" });
  const left = el("p", { class: "quiet left", role: "status" });
  box.value = draft.note;
  const show = () => {
    const shown = box.value.length >= LETTERS_LEFT_TOLD_FROM;
    left.textContent = shown ? say("letters_left", { n: LONGEST_NOTE - box.value.length }) : "";
    box.style.height = "auto";
    box.style.height = `${box.scrollHeight + 4}px`;
  };
  box.addEventListener("input", () => {
    show();
    onnote(box.value);
  });
  requestAnimationFrame(show);
  const hint = el("p", { class: "quiet", id: "note-hint" }, say("note_hint"));
  const field = el("div", { class: "note" }, el("label", { for: "note" }, say("note")), box, hint, left);
  const put = (text) => {
    box.value = text;
    show();
    return text;
  };
  return { field, box, put };
}

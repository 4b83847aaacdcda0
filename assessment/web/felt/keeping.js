// What is written is kept on the tablet at once, sent until there is a receipt, and only then let go of.

import { tellServer } from "./paper.js";

const WAITS = [2, 4, 8, 16, 30]; // seconds between tries; the last one again and again
const MAY_BE_SENT_AGAIN = [408, 425, 429];
const AT_THE_TABLET = "felt-observer";

/** A UUID. `crypto.randomUUID` is missing where the page came without TLS; random bytes never are. */
export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** The drafts of one observer on this tablet. Nobody else's are ever looked at. */
export function openShelf(observerId) {
  const mine = `felt/${encodeURIComponent(observerId)}/`;
  const unkept = new Map(); // where the browser keeps nothing, the drafts of this page at least

  function read(key) {
    if (unkept.has(key)) return unkept.get(key);
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch {
      return null;
    }
  }

  /** Keep a draft at once; where the tablet cannot, `isLostOnLeaving` says so, and so does the form. */
  function keep(key, draft) {
    try {
      localStorage.setItem(key, JSON.stringify(draft));
      unkept.delete(key);
    } catch {
      unkept.set(key, draft);
    }
  }

  function remove(key) {
    unkept.delete(key);
    try {
      localStorage.removeItem(key);
    } catch {
      // a tablet that keeps nothing has nothing to remove
    }
  }

  function keys() {
    try {
      return [...new Set([...Object.keys(localStorage), ...unkept.keys()])].filter((key) => key.startsWith(mine));
    } catch {
      return [...unkept.keys()];
    }
  }

  try {
    localStorage.setItem(AT_THE_TABLET, observerId);
  } catch {
    // then it cannot be told who came after, and the server alone decides
  }

  return {
    read,
    keep,
    remove,
    isLostOnLeaving: (key) => unkept.has(key),
    /** Where a draft lies: one for each colleague, and one for each entry that is being corrected. */
    keyOf: (placementId, corrected) =>
      mine + encodeURIComponent(placementId) + (corrected ? `/${encodeURIComponent(corrected)}` : ""),
    /** Where the draft of a calibration case lies: behind a sign that no placement's key has. */
    keyOfCase: (caseId) => `${mine}:${encodeURIComponent(caseId)}`,
    all: () => keys().map((key) => ({ key, draft: read(key) })).filter(({ draft }) => draft !== null),
    /** Whether somebody else has opened the page on this tablet since: then it is their session that would send. */
    isSomebodyElses() {
      try {
        return (localStorage.getItem(AT_THE_TABLET) ?? observerId) !== observerId;
      } catch {
        return false;
      }
    },
  };
}

/**
 * What sends the drafts of a shelf. `tell(key, state)` is called at every change; a state has a `phase`: sending,
 * waiting (no answer, tried again by itself), received, refused (never tried again), signed_out.
 */
export function makeSender(shelf, tell) {
  const states = new Map();
  const timers = new Map();

  function become(key, state) {
    states.set(key, state);
    tell(key, state);
  }

  async function send(key, tries = 0) {
    clearTimeout(timers.get(key));
    const draft = shelf.read(key);
    if (!draft || states.get(key)?.phase === "sending") return;
    if (shelf.isSomebodyElses()) return become(key, { phase: "signed_out" });
    become(key, { phase: "sending", tries });
    const state = await sent(draft);
    if (state.phase === "received") {
      shelf.remove(key);
      // What was sent when the line came back was looked at by nobody; its author can still correct it.
      const looked = isLookedAt(draft) ? null : await lookAt(draft);
      state.names = looked ? looked.found.filter((one) => one.kind === "name").map((one) => one.text) : [];
    } else if (state.phase === "waiting") {
      // It may have been stored although no answer came: if it is edited now, it is another entry than that one.
      shelf.keep(key, { ...draft, uncertain: true });
      timers.set(key, setTimeout(send, WAITS[Math.min(tries, WAITS.length - 1)] * 1000, key, tries + 1));
    } else if (state.phase === "refused") {
      shelf.keep(key, { ...draft, tapped: false });
    }
    become(key, { ...state, placementId: draft.placement_id, caseId: draft.case_id });
  }

  /** Try everything that waits now, rather than when its time comes. */
  function hurry() {
    for (const [key, state] of states) if (state.phase === "waiting") send(key);
  }

  addEventListener("online", hurry);
  document.addEventListener("visibilitychange", () => document.hidden || hurry());

  return {
    send,
    stateOf: (key) => states.get(key),
    /** Stop trying: the person will change what they wrote. */
    stop(key) {
      clearTimeout(timers.get(key));
      states.delete(key);
    },
    /** How many entries were saved and have no receipt yet. */
    unsent: () => shelf.all().filter(({ draft }) => draft.tapped).length,
  };
}

/** Whether there is nothing in the note that its author has not been told of. */
export function isLookedAt(draft) {
  return !draft.note?.trim() || draft.screened === draft.note;
}

/** What the server would rather not keep of the note, and how it would write it; null without an answer in time. */
export async function lookAt(draft) {
  const asked = { placement_id: draft.placement_id, note: draft.note };
  const answer = await tellServer("/api/v1/notes/check", asked, { patience: 2000 });
  if (answer === null || answer.status !== 200) return null;
  return { found: [], health: false, ...answer.said };
}

/** Where a draft is sent, and what of it: a rated calibration case, or an observation. */
function callOf(draft) {
  if (draft.case_id) return ["/api/v1/calibrations", { case_id: draft.case_id, ratings: draft.ratings }];
  const observation = {
    observation_id: draft.id,
    placement_id: draft.placement_id,
    seen_on: draft.seen_on,
    device_at: draft.device_at,
    mode: draft.mode,
    talk_minutes: draft.talk_minutes,
    talk_partners: draft.talk_partners,
    note: draft.note,
    ratings: draft.ratings,
    replaces: draft.replaces,
  };
  return ["/api/v1/observations", observation];
}

async function sent(draft) {
  const answer = await tellServer(...callOf(draft));
  if (answer === null) return { phase: "waiting" };
  const { status, said } = answer;
  if (status === 401) return { phase: "signed_out" };
  if ((status === 200 || status === 201) && said.stored_at) return { phase: "received", ...said };
  if (status < 400 || status >= 500 || MAY_BE_SENT_AGAIN.includes(status)) return { phase: "waiting" };
  return { phase: "refused", status, messages: (said.errors || []).map((error) => error.message) };
}

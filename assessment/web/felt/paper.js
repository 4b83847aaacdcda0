// Words and elements: the words come with the page in the reader's language, and text is only ever put in as text.

const words = JSON.parse(document.getElementById("words").textContent);

/** The sentence of that name, with what stands in braces filled in. */
export function say(name, values = {}) {
  return words[name].replace(/\{(\w+)\}/g, (_all, key) => String(values[key]));
}

/** Words in the quotation marks of the language. */
export function inQuotes(text) {
  return words.language === "da" ? `»${text}«` : `“${text}”`;
}

/** An element; `on...` are listeners, true is an attribute without a value, false and null are left out. */
export function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

/** A button that sends no form. */
export function button(label, onclick, attributes = {}) {
  return el("button", { type: "button", onclick, ...attributes }, label);
}

/** The time of day in Denmark, wherever the tablet believes it is. */
export function timeOfDay(moment) {
  const locale = words.language === "da" ? "da-DK" : "en-GB";
  const told = { hour: "2-digit", minute: "2-digit", timeZone: "Europe/Copenhagen" };
  return new Intl.DateTimeFormat(locale, told).format(new Date(moment));
}

/** A day such as 2026-11-21 in words, without its year. */
export function dayInWords(day) {
  const locale = words.language === "da" ? "da-DK" : "en-GB";
  const told = { day: "numeric", month: "long", timeZone: "UTC" };
  return new Intl.DateTimeFormat(locale, told).format(new Date(`${day}T12:00:00Z`));
}

/** The day before a day such as 2026-03-01. */
export function dayBefore(day) {
  const noon = new Date(`${day}T12:00:00Z`);
  noon.setUTCDate(noon.getUTCDate() - 1);
  return noon.toISOString().slice(0, 10);
}

/** Speak to the server: what it answered as JSON, or null where no answer of ours came. */
export async function askServer(path, { patience = 8000, ...options } = {}) {
  try {
    const answer = await fetch(path, { cache: "no-store", signal: AbortSignal.timeout(patience), ...options });
    // An unknown address, a hotel's sign-in page and a proxy's error all answer with HTML: that is no answer.
    if (!(answer.headers.get("content-type") || "").startsWith("application/json")) return null;
    return { status: answer.status, said: await answer.json() };
  } catch {
    return null;
  }
}

/** Send JSON to the server; the answer as in `askServer`. */
export function tellServer(path, sent, options = {}) {
  const headers = { "Content-Type": "application/json" };
  return askServer(path, { method: "POST", headers, body: JSON.stringify(sent), ...options });
}

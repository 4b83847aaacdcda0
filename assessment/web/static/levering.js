// The counter's page works without this: it shows what was chosen, says when it is sent, and stops a file that is too large.
"use strict";
document.documentElement.classList.add("js");
const form = document.querySelector("form[data-levering]");
if (form) {
  const field = form.querySelector("input[type=file]");
  const zone = form.querySelector(".drop");
  const chosen = form.querySelector(".chosen");
  const said = form.querySelector("[role=status]");
  const tooLarge = () => [...field.files].reduce((sum, file) => sum + file.size, 0) > Number(form.dataset.most);
  const show = () => {
    chosen.textContent = [...field.files].map((file) => file.name).join("\n");
    said.textContent = tooLarge() ? form.dataset.tooLarge : "";
    said.className = tooLarge() ? "note" : "";
  };
  field.addEventListener("change", show);
  for (const name of ["dragenter", "dragover"]) zone.addEventListener(name, () => zone.classList.add("over"));
  for (const name of ["dragleave", "drop"]) zone.addEventListener(name, () => zone.classList.remove("over"));
  // A file dropped beside the zone must not make the browser leave the page.
  for (const name of ["dragover", "drop"]) {
    window.addEventListener(name, (event) => { if (event.target !== field) event.preventDefault(); });
  }
  form.addEventListener("submit", (event) => {
    if (tooLarge() || form.getAttribute("aria-busy") === "true") {
      event.preventDefault();
      return;
    }
    form.setAttribute("aria-busy", "true");
    said.className = "quiet";
    said.textContent = form.dataset.sending;
  });
  window.addEventListener("pageshow", () => { form.removeAttribute("aria-busy"); show(); });
}

// What is typed into a form marked data-keep stays in this browser until the form has arrived. A draft that was sent is
// held until the next page shows that the session had not ended meanwhile: who was sent to log in gets it back.

import { make, say } from "./words.js";

const PREFIX = "keep:";
const LEFT_OUT = new Set(["password", "hidden", "file", "submit", "button"]);

const person = document.body.dataset.person ?? "";
const keyOf = (form) => `${PREFIX}${person}:${form.dataset.keep}`;
const controls = (form) => [...form.elements].filter((one) => one.name && !LEFT_OUT.has(one.type));

function read(form) {
  return controls(form).map((one) => [one.name, one.value, one.type === "checkbox" || one.type === "radio" ? one.checked : null]);
}

function write(form, values) {
  for (const [name, value, checked] of values) {
    for (const one of controls(form)) {
      if (one.name !== name) continue;
      if (checked === null) one.value = value;
      else if (one.value === value) one.checked = checked;
    }
  }
}

const kept = (key) => JSON.parse(localStorage.getItem(key) ?? "null");

/** Once a page: forget what was sent, unless this page came from the log-in or from a refusal that leads back here. */
export function settleSentDrafts() {
  const throughLogIn = document.referrer && new URL(document.referrer).pathname.startsWith("/tai-khoan/");
  const notTaken = location.hash === "#nhap-lai";
  if (notTaken) history.replaceState(null, "", location.pathname + location.search); // a redirect would take it along
  for (const key of Object.keys(localStorage).filter((one) => one.startsWith(PREFIX))) {
    const draft = kept(key);
    if (!draft?.sent) continue;
    if (throughLogIn || notTaken) localStorage.setItem(key, JSON.stringify({ ...draft, sent: false }));
    else localStorage.removeItem(key);
  }
  document.addEventListener("submit", (event) => {
    if (!event.target.getAttribute("action")?.endsWith("/logout/")) return;
    for (const key of Object.keys(localStorage).filter((one) => one.startsWith(PREFIX))) localStorage.removeItem(key);
  });
}

export function keepDrafts(form) {
  const key = keyOf(form);
  const note = form.querySelector("[data-kept]");
  const asServed = JSON.stringify(read(form));
  const draft = kept(key);
  const refused = form.querySelector(".field-wrong") !== null; // the server has given back what was typed

  if (draft && !draft.sent && !refused && JSON.stringify(draft.values) !== asServed) {
    write(form, draft.values);
    const discard = make("button", { class: "btn-link", type: "button" }, say("draft_discard"));
    const notice = make("p", { class: "saved-note", role: "status" }, `${say("draft_restored")} `, discard);
    discard.addEventListener("click", () => {
      localStorage.removeItem(key);
      write(form, JSON.parse(asServed));
      notice.remove();
    });
    form.prepend(notice);
  }

  let due;
  form.addEventListener("input", () => {
    clearTimeout(due);
    due = setTimeout(() => {
      localStorage.setItem(key, JSON.stringify({ values: read(form), sent: false }));
      if (note) note.textContent = say("draft_kept", { time: new Date().toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit" }) });
    }, 400);
  });
  form.addEventListener("submit", (event) => {
    clearTimeout(due);
    if (!event.defaultPrevented) localStorage.setItem(key, JSON.stringify({ values: read(form), sent: true }));
  });
  form.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful) localStorage.removeItem(key);
  });
}

// A file input on which files can also be dropped; large files show how far they are on their way.

import { toast } from "./toasts.js";
import { icon, make, say } from "./words.js";

const SHOW_PROGRESS_FROM = 2 * 1024 * 1024;
const megabytes = (bytes) => (bytes / 1024 / 1024).toLocaleString("vi-VN", { maximumFractionDigits: 1 });

function list(zone, input) {
  const shown = zone.querySelector("[data-dropzone-list]");
  if (!shown) return;
  const limit = Number(zone.dataset.limitMb || 0);
  shown.replaceChildren(
    ...[...input.files].map((file) => {
      const size = file.size < 100 * 1024 ? `${Math.ceil(file.size / 1024)} KB` : `${megabytes(file.size)} MB`;
      const tooBig = limit && file.size > limit * 1024 * 1024;
      const note = make("span", { class: tooBig ? "field-error" : "muted" }, tooBig ? `${size}, ${say("too_big", { limit })}` : size);
      return make("li", {}, icon("file", "icon-small"), make("span", {}, file.name), note);
    }),
  );
  shown.hidden = input.files.length === 0;
}

/** The browser's button and its words come in the browser's language; over ours lies the same input, unseen. */
function inOurWords(input) {
  const chosen = make("span", { class: "file-words" });
  const frame = make("span", { class: "file-pick" }, make("span", { class: "btn", "aria-hidden": "true" }, say("choose_file")), chosen);
  const tell = () => {
    const names = [...input.files].map((file) => file.name);
    chosen.toggleAttribute("data-empty", names.length === 0);
    chosen.textContent = names.length > 1 ? say("files_chosen", { count: names.length }) : (names[0] ?? say("drop_here"));
  };
  input.before(frame);
  frame.append(input);
  input.addEventListener("change", tell);
  input.form?.addEventListener("reset", () => setTimeout(tell));
  tell();
}

export function readyDropzones(zone) {
  const input = zone.querySelector("input[type=file]");
  if (!input || input.closest(".file-pick")) return;
  inOurWords(input);
  input.addEventListener("change", () => list(zone, input));
  for (const name of ["dragenter", "dragover"]) {
    zone.addEventListener(name, (event) => {
      event.preventDefault();
      zone.setAttribute("data-over", "");
    });
  }
  for (const name of ["dragleave", "drop"]) zone.addEventListener(name, () => zone.removeAttribute("data-over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    const dropped = [...event.dataTransfer.files];
    if (!dropped.length) return;
    const transfer = new DataTransfer();
    for (const file of input.multiple ? [...input.files, ...dropped] : dropped.slice(0, 1)) transfer.items.add(file);
    input.files = transfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
  const form = input.form;
  if (form && !form.hasAttribute("data-files-ready")) {
    form.setAttribute("data-files-ready", "");
    form.addEventListener("submit", (event) => sendWithProgress(event, form));
  }
}

/** Send a large form by a request that tells its progress, then show the answer as if the browser had loaded it. */
function sendWithProgress(event, form) {
  const files = [...form.querySelectorAll("input[type=file]")].flatMap((one) => [...one.files]);
  const total = files.reduce((sum, file) => sum + file.size, 0);
  const usesHtmx = form.matches("[hx-post], [data-hx-post]");
  if (event.defaultPrevented || usesHtmx || total < SHOW_PROGRESS_FROM) return;
  const data = new FormData(form, event.submitter);
  event.preventDefault();
  const bar = make("progress", { max: "100", value: "0" });
  const words = make("span", {}, say("sending"));
  const line = make("p", { class: "progress progress-wide", role: "status" }, bar, words);
  (event.submitter?.closest(".actions") ?? form).after(line);
  const request = new XMLHttpRequest();
  request.open("POST", event.submitter?.getAttribute("formaction") ?? form.getAttribute("action") ?? location.href);
  request.upload.addEventListener("progress", (step) => {
    bar.value = Math.round((step.loaded / step.total) * 100);
    words.textContent = `${megabytes(step.loaded)} / ${megabytes(step.total)} MB`;
  });
  request.addEventListener("load", () => {
    history.pushState(null, "", request.responseURL);
    document.open();
    document.write(request.responseText);
    document.close();
  });
  request.addEventListener("error", () => {
    line.remove();
    form.removeAttribute("data-sent");
    event.submitter?.removeAttribute("aria-busy");
    toast(say("network"), { stays: true });
  });
  request.send(data);
}

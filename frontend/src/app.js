// Everything here only adds to pages that already work: each module looks for its own data attributes, on the page and
// in whatever htmx puts into it later.

import htmx from "htmx.org";
import { readyDay } from "./days.js";
import { startConfirming, startDialogs } from "./dialogs.js";
import { keepDrafts, settleSentDrafts } from "./drafts.js";
import { readyDropzones } from "./files.js";
import { startForms } from "./forms.js";
import { startFrame } from "./frame.js";
import { startKeys } from "./keys.js";
import { startLoadingLine } from "./loading.js";
import { startPalette } from "./palette.js";
import { countSelected, startSelection } from "./selection.js";
import { readyScrollers, readyTables } from "./tables.js";
import { readyToasts, toast } from "./toasts.js";
import { say } from "./words.js";

const all = (root, selector) => (root.matches?.(selector) ? [root, ...root.querySelectorAll(selector)] : [...root.querySelectorAll(selector)]);

function ready(root) {
  all(root, "[data-toast]").forEach(readyToasts);
  all(root, "form[data-keep]").forEach(keepDrafts);
  all(root, "input[data-day]").forEach(readyDay);
  all(root, "[data-dropzone]").forEach(readyDropzones);
  all(root, "table[data-columns]").forEach(readyTables);
  all(root, ".table-wrap").forEach(readyScrollers);
  all(root, "[data-selection]").forEach(countSelected);
  all(root, "details[data-remember]").forEach(remember);
  root.querySelector?.("[data-error-summary]")?.focus();
}

/** A details element that stays open or shut from one visit to the next. */
function remember(details) {
  const key = `remember:${details.dataset.remember}`;
  const kept = localStorage.getItem(key);
  if (kept !== null) details.open = kept === "1";
  details.addEventListener("toggle", () => localStorage.setItem(key, details.open ? "1" : "0"));
}

settleSentDrafts();
startFrame();
startForms();
startDialogs();
startConfirming();
startSelection();
startKeys();
startPalette();
startLoadingLine();
ready(document);

document.body.addEventListener("htmx:afterSettle", (event) => ready(event.detail.elt));
document.body.addEventListener("htmx:sendError", () => toast(say("network"), { stays: true }));
document.body.addEventListener("htmx:responseError", () => toast(say("refused"), { stays: true }));

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(new URL(button.dataset.copy, location.href).href);
  toast(say("copied"));
});

// A page on the wall brings itself up to date.
const onTheWall = document.querySelector("[data-reload-seconds]");
if (onTheWall) setTimeout(() => location.reload(), Number(onTheWall.dataset.reloadSeconds) * 1000);

window.caicach = { toast, htmx };

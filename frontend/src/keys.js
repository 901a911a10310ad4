// Hands on the keyboard. Never while something is being typed; one switch turns single letters off (WCAG 2.1.4).

import { make, say } from "./words.js";

const OFF = "keys:off";
let waitingForPlace = 0;

const typing = (target) => target instanceof Element && target.closest("input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable=true], [role=textbox]");
const visible = (element) => element.getClientRects().length > 0;
const single = (list) => [...list.querySelectorAll("tbody > tr:not(.table-group, .table-empty), :scope > .work, :scope > .work-row, :scope > li")].filter(visible);
const allRows = () => [...document.querySelectorAll("[data-rows]")].filter(visible).flatMap(single);
const currentRow = () => document.querySelector("[data-rows] > [data-here], [data-rows] tbody > [data-here]");

function moveTo(row) {
  const before = currentRow();
  before?.removeAttribute("data-here");
  before?.removeAttribute("aria-current");
  row.setAttribute("data-here", "");
  row.setAttribute("aria-current", "true");
  const focus = row.querySelector("[data-open], summary") ?? row.querySelector("a, button, input") ?? row;
  focus.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

function step(by) {
  const rows = allRows();
  if (!rows.length) return false;
  const at = rows.indexOf(currentRow());
  const next = at < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(Math.max(at + by, 0), rows.length - 1);
  moveTo(rows[next]);
  return true;
}

function openRow() {
  const row = currentRow();
  if (!row) return false;
  const opener = row.querySelector(":scope > summary, :scope > .work > summary") ?? row.querySelector("[data-open]") ?? row.querySelector("a[href]");
  opener?.click();
  return Boolean(opener);
}

function tickRow() {
  const box = currentRow()?.querySelector("input[type=checkbox]");
  box?.click();
  return Boolean(box);
}

/** The button or link that answers a key: of the open dialog, then of the current row, then of the page. */
function answerer(key) {
  const dialog = document.querySelector("dialog[open]");
  const places = dialog ? [dialog] : [currentRow(), document].filter(Boolean);
  for (const place of places) {
    const found = [...place.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].find((one) => visible(one) && !one.disabled);
    if (found) return found;
  }
  return null;
}

function act(element) {
  if (element.matches("input:not([type=checkbox], [type=radio], [type=submit], [type=button]), textarea, select")) element.focus();
  else element.click();
  // What opens for something to be written is written in at once.
  if (element.matches("summary")) requestAnimationFrame(() => element.parentElement.querySelector("textarea")?.focus());
}

function listKeys() {
  const known = [
    ["/", say("key_search")],
    ["Ctrl K", say("key_palette")],
    ["j k", say("key_rows")],
    ["o", say("key_open")],
    ["x", say("key_select")],
    ["?", say("key_help")],
    ["Esc", say("key_close")],
  ];
  const here = [...document.querySelectorAll("[data-key]")].filter(visible).map((one) => [one.dataset.key, one.getAttribute("aria-label") ?? one.textContent.replace(/\s+/g, " ").trim().replace(new RegExp(` ?${one.dataset.key}$`, "i"), "")]);
  const places = [...document.querySelectorAll("[data-go]")].map((one) => [`g ${one.dataset.go}`, `${say("go_to")}: ${one.textContent.trim()}`]);
  const seen = new Set();
  return [...here, ...known, ...places].filter(([key]) => !seen.has(key) && seen.add(key));
}

export function showKeys() {
  document.getElementById("key-list")?.remove();
  const list = make("dl", { class: "key-list" });
  for (const [key, words] of listKeys()) {
    list.append(make("dt", { class: "keys" }, ...key.split(" ").map((part) => make("kbd", {}, part))), make("dd", {}, words));
  }
  const box = make("input", { type: "checkbox", checked: localStorage.getItem(OFF) !== "1" });
  box.addEventListener("change", () => localStorage.setItem(OFF, box.checked ? "0" : "1"));
  const close = make("button", { class: "btn", value: "" }, say("close"));
  const dialog = make(
    "dialog",
    { class: "dialog dialog-wide", id: "key-list", "aria-labelledby": "key-list-title" },
    make(
      "form",
      { method: "dialog" },
      make("div", { class: "dialog-head" }, make("h2", { class: "dialog-title", id: "key-list-title" }, say("keys_title"))),
      make("div", { class: "dialog-body" }, list),
      make("div", { class: "dialog-actions" }, make("label", { class: "check me-auto" }, box, make("span", { class: "check-words" }, say("keys_on"))), close),
    ),
  );
  document.body.append(dialog);
  dialog.showModal();
}

function onKey(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
  if (event.key === "?") {
    event.preventDefault();
    showKeys();
    return;
  }
  if (localStorage.getItem(OFF) === "1") return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const dialogOpen = document.querySelector("dialog[open]") !== null;

  if (!dialogOpen && Date.now() < waitingForPlace) {
    waitingForPlace = 0;
    const place = document.querySelector(`[data-go="${CSS.escape(key)}"]`);
    if (place) {
      event.preventDefault();
      place.click();
      return;
    }
  }
  const named = answerer(key);
  if (named) {
    event.preventDefault();
    act(named);
    return;
  }
  if (dialogOpen) return;
  let done = false;
  if (key === "g") {
    waitingForPlace = Date.now() + 1500;
    done = true;
  } else if (key === "/") {
    const search = document.querySelector("[data-search]");
    search?.focus();
    search?.select();
    done = Boolean(search);
  } else if (key === "j") done = step(1);
  else if (key === "k") done = step(-1);
  else if (key === "x") done = tickRow();
  else if (key === "o") done = openRow();
  if (done) event.preventDefault();
}

export function startKeys() {
  document.addEventListener("keydown", onKey);
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-key-help]")) showKeys();
    const row = event.target.closest("[data-rows] tbody > tr, [data-rows] > .work, [data-rows] > .work-row, [data-rows] > li");
    if (row && row !== currentRow()) {
      currentRow()?.removeAttribute("aria-current");
      currentRow()?.removeAttribute("data-here");
      row.setAttribute("data-here", "");
      row.setAttribute("aria-current", "true");
    }
  });
}

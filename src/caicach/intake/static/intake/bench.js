// The confirming page's keys, and the clause that lights up with its item. Everything works without this file too.

const bench = () => document.getElementById("bench");
const side = () => document.getElementById("van-ban");
const items = () => [...bench().querySelectorAll(".item")].filter((item) => !item.closest("details:not([open])"));
const isNarrow = () => matchMedia("(width < 64rem)").matches;
let current = null;
let wantedLine = null; // to be lit as soon as its sheet has come
let wantedPage = null;

// --- the document ---

/** Light the words of an item on the side that is shown; their sheet is fetched first where it has not come yet. */
function light(line, page) {
  document.querySelectorAll(".is-lit").forEach((lit) => lit.classList.remove("is-lit"));
  [wantedLine, wantedPage] = [null, null];
  const place = placeOf(line);
  if (!place) {
    const sheet = sheetOf(Number(line), Number(page));
    if (sheet?.classList.contains("sheet-place")) {
      [wantedLine, wantedPage] = [line, page];
      window.caicach.htmx.trigger(sheet, "wanted");
      sheet.scrollIntoView({ block: "nearest" });
    } else if (sheet) show(sheet, 0);
    return;
  }
  place.classList.add("is-lit");
  show(place, 1 / 3);
}

function show(place, share) {
  if (side().offsetParent === null) return;
  const top = place.getBoundingClientRect().top - side().getBoundingClientRect().top + side().scrollTop;
  side().scrollTo({ top: top - side().clientHeight * share });
}

function placeOf(line) {
  const mark = current && side().querySelector(`g[data-item="${current}"]`);
  if (mark) return mark;
  const place = document.getElementById(`dong-${line}`);
  if (place) return place;
  const marks = side().querySelector(`g[data-line="${line}"]`);
  if (marks) return marks;
  const sheet = sheetOf(Number(line));
  if (!sheet || sheet.classList.contains("sheet-place") || sheet.dataset.page) return null;
  let found = null;
  for (const one of sheet.querySelectorAll("[id^='dong-']")) {
    if (Number(one.id.slice(5)) > Number(line)) break;
    found = one;
  }
  return found;
}

function sheetOf(line, page) {
  const sheets = [...side().querySelectorAll("[data-sheet]")];
  if (sheets[0]?.dataset.page) return sheets.find((sheet) => Number(sheet.dataset.page) === page) ?? null;
  return sheets.findLast((sheet) => Number(sheet.dataset.first) <= line) ?? null;
}

// --- the items ---

function take(item, { scroll = true } = {}) {
  if (!item) return;
  current = item.dataset.item;
  item.focus({ preventScroll: true });
  if (scroll) item.scrollIntoView({ block: "nearest" });
  light(item.dataset.line, item.dataset.page);
}

function here() {
  const all = items();
  return all.findIndex((item) => item.dataset.item === current);
}

function step(by) {
  const all = items();
  const index = here();
  const next = index < 0 ? 0 : Math.min(Math.max(index + by, 0), all.length - 1);
  if (by > 0 && next === index) return fetchMore();
  take(all[next]);
}

/** The rows of the next part come when one steps to the end of those that are there. */
function fetchMore() {
  const more = [...bench().querySelectorAll("[data-more]")].find((one) => one.getClientRects().length > 0);
  if (more) window.caicach.htmx.trigger(more, "wanted");
}

function nextUnsure() {
  const all = items();
  const waiting = (item) => item.dataset.state === "unseen" && "unsure" in item.dataset;
  const unseen = (item) => item.dataset.state === "unseen" && item.dataset.kind !== "statement";
  const next = all.slice(here() + 1).find(waiting) ?? all.find(waiting) ?? all.slice(here() + 1).find(unseen) ?? all.find(unseen);
  if (next) take(next);
  else fetchMore();
}

function acceptPart(item) {
  const group = (item ?? items().find((one) => one.dataset.state === "unseen"))?.closest(".bench-group");
  (group?.querySelector("[data-part-key]") ?? bench().querySelector("[data-part-key]"))?.click();
}

/** The ticked ones become one; with fewer than two ticked, this one and the next of its kind. */
function merge(item) {
  const ticked = [...bench().querySelectorAll("input[name=items]:checked")];
  if (ticked.length < 2 && item) {
    const all = items();
    const next = all.slice(all.indexOf(item) + 1).find((one) => one.dataset.kind === item.dataset.kind && one.dataset.state === "unseen");
    for (const one of [item, next]) {
      const box = one?.querySelector("input[name=items]");
      if (box) box.checked = true;
    }
  }
  document.querySelector("[data-merge]")?.click();
}

document.addEventListener("click", (event) => {
  const restored = event.target.closest(".restored");
  if (restored) {
    [restored.textContent, restored.dataset.found] = [restored.dataset.found, restored.textContent];
    restored.classList.toggle("is-found");
    return;
  }
  const mark = event.target.closest(".line-mark, .mark");
  if (mark && !isNarrow()) {
    const item = document.getElementById(`muc-${mark.dataset.item}`);
    if (item) {
      event.preventDefault();
      item.closest("details")?.setAttribute("open", "");
      take(item);
    }
    return;
  }
  const place = event.target.closest("a[data-line]");
  if (place && !isNarrow()) {
    event.preventDefault();
    const item = place.closest(".item");
    if (item) take(item, { scroll: false });
    else {
      current = null;
      light(place.dataset.line, place.closest("li")?.dataset.page);
    }
    return;
  }
  const item = event.target.closest(".item");
  if (item && !event.target.closest("a, button, input, textarea, select, label, summary")) take(item, { scroll: false });
});

document.addEventListener("keydown", (event) => {
  const form = event.target.closest("form.bench-form");
  if (form && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit();
    return;
  }
  if (form && event.key === "Escape") {
    const away = form.querySelector("a.btn-quiet");
    if (away) away.click();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input:not([type=checkbox]), textarea, select, dialog")) return;
  if (localStorage.getItem("keys:off") === "1" && event.key !== "?") return;
  const item = current && document.getElementById(`muc-${current}`);
  const press = (key) => item?.querySelector(`[data-key="${key}"]`)?.click();
  const acts = {
    j: () => step(1),
    k: () => step(-1),
    n: nextUnsure,
    a: () => press("a"),
    A: () => acceptPart(item),
    e: () => press("e"),
    s: () => press("s"),
    d: () => press("d"),
    x: () => item?.querySelector("input[name=items]")?.click(),
    m: () => merge(item),
    u: () => document.querySelector("#toasts [data-undo]")?.click(),
    v: () => (side().querySelector(".bench-sides [aria-current] + .segment") ?? side().querySelector(".bench-sides .segment:not([aria-current])"))?.click(),
    "?": () => document.getElementById("bench-keys")?.showModal(),
  };
  if (!Object.hasOwn(acts, event.key) || (event.key === "?" && !document.getElementById("bench-keys"))) return;
  event.preventDefault();
  event.stopPropagation();
  acts[event.key]();
}, true);

// What is added by hand stands where the person looks, in the words they have marked.
document.addEventListener("toggle", (event) => {
  if (!(event.target instanceof HTMLDetailsElement) || !event.target.matches(".bench-add") || !event.target.open) return;
  const marked = getSelection();
  const words = String(marked).trim();
  const line = (side().contains(marked.anchorNode) && (marked.anchorNode.parentElement?.closest("[id^='dong-']"))?.id.slice(5)) || document.getElementById(`muc-${current}`)?.dataset.line;
  const text = event.target.querySelector("textarea");
  event.target.querySelector("[name=line]").value = line ?? "";
  if (words && side().contains(marked.anchorNode)) text.value = words;
  text.focus();
}, true);

// After an act the list is new: go on with the item that took the place of the one that left.
let place = -1;
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.target.id === "bench") place = here();
});
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.elt.closest?.("#van-ban")) {
    if (wantedLine !== null) light(wantedLine, wantedPage);
    return;
  }
  const opened = event.detail.elt.matches?.(".item, #bench") ? bench().querySelector(".item textarea") : null;
  if (opened) {
    current = opened.closest(".item").dataset.item;
    opened.focus();
    return;
  }
  if (place < 0) return;
  const all = items();
  take(all.find((item) => item.dataset.item === current) ?? all[Math.min(place, all.length - 1)]);
  place = -1;
});

function openNamed() {
  const named = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
  if (named instanceof HTMLDetailsElement) named.open = true;
  named?.closest?.("details")?.setAttribute("open", "");
}
addEventListener("hashchange", openNamed);
openNamed();

const asked = location.hash.match(/^#muc-(\d+)$/);
if (asked) take(document.getElementById(`muc-${asked[1]}`));

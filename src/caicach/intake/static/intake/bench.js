// The confirming page's keys, and the clause that lights up with its item. Everything works without this file too.

const bench = () => document.getElementById("bench");
const items = () => [...bench().querySelectorAll(".item")].filter((item) => !item.closest("details:not([open])"));
const isNarrow = () => matchMedia("(width < 64rem)").matches;
let current = null;

function light(line) {
  document.querySelectorAll(".is-lit").forEach((lit) => lit.classList.remove("is-lit"));
  const place = document.getElementById(`dong-${line}`) ?? nearest(Number(line));
  if (!place) return;
  place.classList.add("is-lit");
  const sheet = document.getElementById("van-ban");
  if (sheet.offsetParent === null) return;
  const top = place.getBoundingClientRect().top - sheet.getBoundingClientRect().top + sheet.scrollTop;
  sheet.scrollTo({ top: top - sheet.clientHeight / 3 });
}

function nearest(line) {
  let found = null;
  for (const place of document.querySelectorAll("#van-ban [id^='dong-']")) {
    if (Number(place.id.slice(5)) > line) break;
    found = place;
  }
  return found;
}

function take(item, { scroll = true } = {}) {
  if (!item) return;
  current = item.dataset.item;
  item.focus({ preventScroll: true });
  if (scroll) item.scrollIntoView({ block: "nearest" });
  light(item.dataset.line);
}

function here() {
  const all = items();
  return all.findIndex((item) => item.dataset.item === current);
}

function step(by) {
  const all = items();
  const index = here();
  take(all[index < 0 ? 0 : Math.min(Math.max(index + by, 0), all.length - 1)]);
}

function nextUnsure() {
  const all = items();
  const waiting = (item) => item.dataset.state === "unseen" && "unsure" in item.dataset;
  take(all.slice(here() + 1).find(waiting) ?? all.find(waiting) ?? all.find((item) => item.dataset.state === "unseen"));
}

document.addEventListener("click", (event) => {
  const mark = event.target.closest(".line-mark");
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
    else light(place.dataset.line);
    return;
  }
  const item = event.target.closest(".item");
  if (item && !event.target.closest("a, button, input, textarea, select, label")) take(item, { scroll: false });
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input:not([type=checkbox]), textarea, select, dialog")) return;
  const item = current && document.getElementById(`muc-${current}`);
  const press = (key) => item?.querySelector(`[data-key="${key}"]`)?.click();
  const acts = {
    j: () => step(1),
    k: () => step(-1),
    n: nextUnsure,
    a: () => press("a"),
    e: () => press("e"),
    s: () => press("s"),
    d: () => press("d"),
    x: () => item?.querySelector("input[name=items]")?.click(),
    m: () => document.querySelector("[data-merge]")?.click(),
  };
  if (!acts[event.key]) return;
  event.preventDefault();
  event.stopPropagation();
  acts[event.key]();
}, true);

// After an act the list is new: go on with the item that took the place of the one that left.
let place = -1;
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.target.id === "bench") place = here();
});
document.addEventListener("htmx:afterSettle", () => {
  const opened = bench().querySelector(".item textarea");
  if (opened) { opened.focus(); return; }
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

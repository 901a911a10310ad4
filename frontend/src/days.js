// Beside a day written as 22/02/2024 stands the browser's own calendar.

import { icon, make, say } from "./words.js";

export function readyDay(input) {
  if (input.type !== "text" || input.closest(".day")) return;
  const native = make("input", { type: "date", class: "day-native", tabindex: "-1", "aria-hidden": "true" });
  const button = make("button", { type: "button", class: "day-pick" }, icon("calendar", "icon-small"), make("span", { class: "hidden-words" }, say("calendar")));
  const frame = make("span", { class: "day" });
  input.before(frame);
  frame.append(input, button, native);
  button.addEventListener("click", () => {
    const written = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(input.value.trim());
    native.value = written ? `${written[3]}-${written[2].padStart(2, "0")}-${written[1].padStart(2, "0")}` : "";
    native.showPicker();
  });
  native.addEventListener("change", () => {
    if (!native.value) return;
    const [year, month, day] = native.value.split("-");
    input.value = `${day}/${month}/${year}`;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

// Messages at the foot of the page: ten seconds, longer while they are looked at; warnings stay until closed.

import { icon, make, say } from "./words.js";

const SHOWN_MS = 10_000;

export function readyToasts(element) {
  const leave = () => element.remove();
  element.querySelector("[data-dismiss]")?.addEventListener("click", leave);
  if (element.hasAttribute("data-stays")) return;
  let timer = setTimeout(leave, SHOWN_MS);
  const hold = () => clearTimeout(timer);
  const resume = () => {
    clearTimeout(timer);
    timer = setTimeout(leave, SHOWN_MS);
  };
  element.addEventListener("mouseenter", hold);
  element.addEventListener("mouseleave", resume);
  element.addEventListener("focusin", hold);
  element.addEventListener("focusout", resume);
}

/** Say something; `undo` is called when the person takes it back. */
export function toast(words, { undo = null, stays = false } = {}) {
  const close = make("button", { class: "btn btn-small", type: "button", "data-dismiss": true }, icon("x", "icon-small"), make("span", { class: "hidden-words" }, say("close")));
  const element = make("div", { class: "toast", "data-toast": true, "data-stays": stays }, icon(stays ? "triangle-alert" : "check"), make("span", { class: "toast-words" }, words));
  if (undo) {
    const button = make("button", { class: "btn btn-small", type: "button" }, say("undo"));
    button.addEventListener("click", () => {
      element.remove();
      undo();
    });
    element.append(button);
  }
  element.append(close);
  document.getElementById("toasts")?.append(element);
  readyToasts(element);
}

// A line on top of the page while something is under way; it appears only after 300 ms (frame and components style).

export function startLoadingLine() {
  const line = document.getElementById("loading-line");
  if (!line) return;
  let running = 0;
  const on = () => line.setAttribute("data-on", "");
  const off = () => line.removeAttribute("data-on");
  document.body.addEventListener("htmx:beforeRequest", () => {
    running += 1;
    on();
  });
  document.body.addEventListener("htmx:afterRequest", () => {
    running = Math.max(0, running - 1);
    if (!running) off();
  });
  window.addEventListener("beforeunload", on);
  window.addEventListener("pageshow", off);
}

// The rail folds, the theme changes without a new page, menus close when one looks elsewhere.

const YEAR = 365 * 24 * 3600;

function keepCookie(name, value) {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${name}=${value}; path=/; max-age=${YEAR}; SameSite=Lax${secure}`;
}

function foldRail(button) {
  const root = document.documentElement;
  const small = root.dataset.rail !== "small";
  if (small) root.dataset.rail = "small";
  else delete root.dataset.rail;
  button.setAttribute("aria-pressed", String(small));
  keepCookie("caicach_rail", small ? "small" : "wide");
}

function chooseTheme(event) {
  const form = event.target.closest("[data-theme-choice]");
  if (!form || !event.submitter) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  document.documentElement.dataset.theme = event.submitter.value;
  keepCookie("caicach_theme", event.submitter.value);
  for (const button of form.querySelectorAll("[name=theme]")) button.setAttribute("aria-pressed", String(button === event.submitter));
  document.dispatchEvent(new CustomEvent("caicach:theme"));
}

function shutOtherMenus(event) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
}

export function startFrame() {
  document.addEventListener("submit", chooseTheme);
  document.addEventListener("click", (event) => {
    const fold = event.target.closest("[data-fold-rail]");
    if (fold) foldRail(fold);
    shutOtherMenus(event);
  });
  document.addEventListener("focusin", shutOtherMenus);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      menu.open = false;
      menu.querySelector("summary")?.focus();
    }
  });
}

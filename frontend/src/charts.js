// Draws every [data-chart] from the JSON beside it. Colours come from tokens.css, numbers are written as Vietnam writes
// them, and labels stand at the lines and bars themselves instead of in a legend.

import { BarChart, HeatmapChart, LineChart, SankeyChart } from "echarts/charts";
import { AriaComponent, GridComponent, MarkLineComponent, TooltipComponent, VisualMapComponent } from "echarts/components";
import * as echarts from "echarts/core";
import langVI from "echarts/i18n/langVI-obj.js";
import { CanvasRenderer, SVGRenderer } from "echarts/renderers";
import { bars, heatmap, line, sankey } from "./chart_kinds.js";

echarts.use([BarChart, HeatmapChart, LineChart, SankeyChart, AriaComponent, GridComponent, MarkLineComponent, TooltipComponent, VisualMapComponent, CanvasRenderer, SVGRenderer]);
echarts.registerLocale("VI", langVI);

const KINDS = { bars, heatmap, line, sankey };
const TOKENS = ["paper", "raised", "rule", "rule-strong", "ink", "ink-2", "ink-3", "action", "good", "soon", "late", "unknown", "series-1", "series-2", "series-3", "series-4", "heat-0", "heat-1", "heat-2", "heat-3", "heat-4"];

/** The tokens as the browser computes them now; `scheme` asks for light whatever the page shows (paper is white). */
function colours(scheme = "") {
  const probe = document.createElement("span");
  if (scheme) probe.style.colorScheme = scheme;
  probe.hidden = true;
  document.body.append(probe);
  const found = {};
  for (const name of TOKENS) {
    probe.style.color = `var(--${name})`;
    found[name] = getComputedStyle(probe).color;
  }
  probe.remove();
  return found;
}

function option(element, palette) {
  const kind = KINDS[element.dataset.chart];
  const source = document.getElementById(element.dataset.from);
  if (!kind || !source) throw new Error(`No chart “${element.dataset.chart}” from “${element.dataset.from}”.`);
  const data = JSON.parse(source.textContent);
  return { data, option: { animation: false, textStyle: { fontFamily: getComputedStyle(document.body).fontFamily.replaceAll('"', ""), // quotes would break the drawing for paper
         fontSize: 13, color: palette["ink-2"] }, ...kind(data, palette, element.clientWidth, element.clientHeight) } };
}

function draw(element) {
  const { data, option: drawn } = option(element, colours());
  if (drawn.height) element.style.height = `${drawn.height}px`;
  const chart = echarts.getInstanceByDom(element) ?? echarts.init(element, null, { renderer: "canvas", locale: "VI" });
  delete drawn.height;
  chart.resize();
  chart.setOption(drawn, true);
  chart.off("click");
  chart.on("click", (event) => {
    const url = event.data?.url ?? data.urls?.[event.dataIndex];
    if (url) location.assign(url);
  });
}

const drawn = () => [...document.querySelectorAll("[data-chart]")];

function readyAll(root) {
  const found = root.matches?.("[data-chart]") ? [root] : root.querySelectorAll("[data-chart]");
  for (const element of found) {
    draw(element);
    new ResizeObserver(() => {
      const chart = echarts.getInstanceByDom(element);
      if (chart && element.clientWidth && chart.getWidth() !== element.clientWidth) draw(element);
    }).observe(element);
  }
}

function forPaper() {
  for (const element of drawn()) {
    const { option: onPaper } = option(element, colours("light"));
    const height = onPaper.height ?? element.clientHeight;
    delete onPaper.height;
    const chart = echarts.init(null, null, { renderer: "svg", ssr: true, width: 720, height: Math.round(height), locale: "VI" });
    chart.setOption(onPaper);
    const picture = document.createElement("img");
    picture.className = "chart-print";
    picture.alt = element.getAttribute("aria-label") ?? "";
    picture.src = `data:image/svg+xml,${encodeURIComponent(chart.renderToSVGString())}`;
    chart.dispose();
    element.parentElement.querySelector(".chart-print")?.remove();
    element.after(picture);
  }
}

document.fonts.ready.then(() => readyAll(document));
document.addEventListener("caicach:theme", () => drawn().forEach(draw));
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => drawn().forEach(draw));
document.body.addEventListener("htmx:afterSettle", (event) => readyAll(event.detail.elt));
window.addEventListener("beforeprint", forPaper);

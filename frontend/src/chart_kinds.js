// Data in, ECharts options out; no page, no state.

export const number = (value, places = 1) => (value === null || value === undefined || value === "-" ? "–" : Number(value).toLocaleString("vi-VN", { maximumFractionDigits: places }));
const withUnit = (value, unit) => (unit ? `${number(value)}\u00a0${unit}` : number(value));

/** A tooltip as elements: a string of HTML would need inline styles, which the content security policy refuses. */
function tooltip(palette, write) {
  return {
    backgroundColor: palette.raised,
    borderColor: palette["rule-strong"],
    borderWidth: 1,
    padding: [6, 10],
    textStyle: { color: palette.ink, fontSize: 13 },
    extraCssText: "box-shadow: none; border-radius: 6px;",
    confine: true,
    formatter: (event) => {
      const box = document.createElement("div");
      for (const [place, words] of write(event).entries()) {
        const part = document.createElement(place ? "div" : "b");
        part.textContent = words;
        box.append(part);
      }
      return box;
    },
  };
}

const axisText = (palette) => ({ color: palette["ink-2"], fontSize: 12 });
const noLine = { axisLine: { show: false }, axisTick: { show: false } };

/** {columns, rows, cells: [{x, y, value, words?, url?}], unit?}; cells may be [x, y, value] as well. */
export function heatmap(data, palette, width = 800) {
  const cells = data.cells.map((cell) => (Array.isArray(cell) ? { x: cell[0], y: cell[1], value: cell[2], words: cell[3], url: cell[4] } : cell));
  const most = Math.max(1, ...cells.map((cell) => cell.value ?? 0));
  const narrow = width < 560;
  const strong = [palette["heat-3"], palette["heat-4"]];
  const shade = (value) => (value ? Math.min(4, Math.ceil((value / most) * 4)) : 0);
  return {
    height: data.rows.length * 32 + 44,
    grid: { left: narrow ? 112 : 216, right: 4, top: 32, bottom: 4 },
    tooltip: tooltip(palette, ({ data: cell }) => [`${data.rows[cell.value[1]]} · ${data.columns[cell.value[0]]}`, cell.words ?? withUnit(cell.value[2], data.unit)]),
    xAxis: { type: "category", data: data.columns, position: "top", axisLabel: { ...axisText(palette), interval: narrow ? "auto" : 0 }, ...noLine, splitArea: { show: false } },
    yAxis: { type: "category", data: data.rows, inverse: true, axisLabel: { ...axisText(palette), fontSize: 13, width: narrow ? 104 : 204, overflow: narrow ? "break" : "truncate", ...(narrow ? { fontSize: 11, lineHeight: 13 } : {}), interval: 0 }, ...noLine },
    visualMap: { show: false, type: "piecewise", dimension: 2, pieces: [{ value: 0, color: palette["heat-0"] }, ...[1, 2, 3, 4].map((step) => ({ gt: ((step - 1) / 4) * most, lte: (step / 4) * most, color: palette[`heat-${step}`] }))] },
    series: [
      {
        type: "heatmap",
        data: cells.map((cell) => ({
          value: [cell.x, cell.y, cell.value ?? "-"],
          words: cell.words,
          url: cell.url,
          label: { color: strong.includes(palette[`heat-${shade(cell.value)}`]) ? palette.paper : palette.ink },
        })),
        label: { show: !narrow || data.columns.length < 7, fontSize: 12, formatter: ({ value }) => (value[2] ? number(value[2]) : "") },
        itemStyle: { borderColor: palette.paper, borderWidth: 2, borderRadius: 3 },
        emphasis: { itemStyle: { borderColor: palette.ink, borderWidth: 1.5 } },
        cursor: "pointer",
      },
    ],
  };
}

/** {labels, series: [{name, values, colour?}], unit?, horizontal?, stacked?, urls?}; the axis starts at zero. */
export function bars(data, palette, width = 800) {
  const labels = { type: "category", data: data.labels, axisLabel: { ...axisText(palette), interval: 0, width: data.horizontal ? (width < 560 ? 110 : 200) : undefined, lineHeight: 14, overflow: "break" }, ...noLine };
  const values = { type: "value", min: 0, axisLabel: { ...axisText(palette), formatter: (value) => number(value) }, splitLine: { lineStyle: { color: palette.rule } }, ...noLine };
  const last = data.series.length - 1;
  return {
    ...(data.horizontal ? { height: data.labels.length * (data.stacked ? 30 : 14 * data.series.length + 16) + 40 } : {}),
    grid: { left: 4, right: data.horizontal ? 56 : 8, top: 24, bottom: 4, containLabel: true },
    tooltip: tooltip(palette, ({ name, seriesName, value }) => [name, `${seriesName ? `${seriesName}: ` : ""}${withUnit(value, data.unit)}`]),
    xAxis: data.horizontal ? { ...values, show: false } : labels,
    yAxis: data.horizontal ? { ...labels, inverse: true } : values,
    series: data.series.map((one, place) => ({
      type: "bar",
      name: one.name,
      data: one.values,
      stack: data.stacked ? "all" : undefined,
      barMaxWidth: 22,
      itemStyle: { color: palette[one.colour] ?? palette[`series-${(place % 4) + 1}`], borderRadius: data.stacked ? 0 : 2 },
      label: { show: !data.stacked || place === last, position: data.horizontal ? "right" : "top", color: palette["ink-2"], fontSize: 12, formatter: ({ value, dataIndex }) => number(data.stacked ? data.series.reduce((sum, each) => sum + (each.values[dataIndex] ?? 0), 0) : value) },
    })),
  };
}

/** How far each end label moves, in pixels, so that labels of lines that end near each other stay apart. */
function spread(ends, perUnit, room = 17) {
  const order = ends.map((value, place) => ({ place, at: -value * perUnit })).sort((a, b) => a.at - b.at);
  const moved = Array(ends.length).fill(0);
  let last = -Infinity;
  for (const { place, at } of order) {
    const to = Math.max(at, last + room);
    moved[place] = to - at;
    last = to;
  }
  return moved;
}

/** {labels, series: [{name, values, colour?, forecast?}], unit?, goal?, from?}; each line is named at its end. */
export function line(data, palette, width = 800, height = 200) {
  const lastOf = (one) => [...one.values].reverse().find((value) => value !== null) ?? 0;
  const top = Math.max(data.goal ?? 0, ...data.series.flatMap((one) => one.values));
  const narrow = width < 560;
  const room = Math.min(216, width * (narrow ? 0.36 : 0.38));
  const lines = narrow ? 1 + Math.max(...data.series.map((one) => Math.ceil((one.name.length * 7) / (room - 12)))) : 1;
  const shifts = spread(data.series.map(lastOf), (height - 50) / Math.max(1, top - (data.from ?? 0)), 3 + 14 * lines);
  return {
    grid: { left: 4, right: room, top: 20, bottom: 4, containLabel: true },
    tooltip: tooltip(palette, ({ name, seriesName, value }) => [name, `${seriesName}: ${withUnit(value, data.unit)}`]),
    xAxis: { type: "category", data: data.labels, boundaryGap: false, axisLabel: axisText(palette), axisLine: { lineStyle: { color: palette["rule-strong"] } }, axisTick: { show: false } },
    yAxis: { type: "value", min: data.from ?? 0, axisLabel: { ...axisText(palette), formatter: (value) => number(value) }, splitLine: { lineStyle: { color: palette.rule } } },
    series: data.series.map((one, place) => {
      const colour = palette[one.colour] ?? palette[`series-${(place % 4) + 1}`];
      return {
        type: "line",
        name: one.name,
        data: one.values,
        symbol: "circle",
        symbolSize: 6,
        lineStyle: { color: colour, width: 2, type: one.forecast ? [5, 4] : "solid" },
        itemStyle: { color: colour },
        endLabel: { show: true, color: colour, fontWeight: 600, fontSize: 12, lineHeight: 14, formatter: ({ value, seriesName }) => `${withUnit(value, data.unit)}${narrow ? "\n" : "  "}${seriesName}`, width: room - 12, overflow: narrow ? "break" : "truncate", offset: [0, shifts[place]] },
        markLine: data.goal !== undefined && place === 0 ? { silent: true, symbol: "none", lineStyle: { color: palette.ink, type: "solid", width: 1.5 }, label: { position: "insideStartTop", color: palette.ink, formatter: withUnit(data.goal, data.unit) }, data: [{ yAxis: data.goal }] } : undefined,
      };
    }),
  };
}

/** {nodes: [{name, colour?, url?}], links: [{source, target, value}]}. */
export function sankey(data, palette, width = 800) {
  const narrow = width < 560;
  const right = narrow ? 110 : 180;
  return {
    tooltip: tooltip(palette, ({ dataType, data: one, value, name }) => (dataType === "edge" ? [`${one.source} → ${one.target}`, number(value)] : [name, number(value)])),
    series: [
      {
        type: "sankey",
        left: 4,
        right,
        top: 8,
        bottom: 8,
        nodeWidth: 10,
        nodeGap: 10,
        data: data.nodes.map((node, place) => ({ ...node, itemStyle: { color: palette[node.colour] ?? palette[`series-${(place % 4) + 1}`] } })),
        links: data.links,
        lineStyle: { color: palette["rule-strong"], opacity: 0.6, curveness: 0.5 },
        label: { color: palette.ink, fontSize: 12, width: narrow ? Math.max(56, (width - right) / 2 - 24) : 170, lineHeight: 14, overflow: "break" },
        emphasis: { focus: "adjacency" },
      },
    ],
  };
}

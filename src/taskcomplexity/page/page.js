// Builds the page of what stands in it as JSON. What users wrote is only ever set as text.

const page = JSON.parse(document.getElementById("page").textContent);
const COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#8a6d00", "#7f7f7f"];
const DASHES = [[1, 0], [6, 3], [2, 2], [8, 3, 2, 3], [4, 2], [1, 3], [10, 2], [3, 5]];
const ENDS = ["_ci_low", "_ci_high", "_quartile_1", "_quartile_3"];
const VERDICTS = ["not reproduced", "undecided", "reproduced", "not run"];
// What draws each chart, by its place.
const drawn = new Map();

// ---- elements

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value !== false && value != null) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.flat().filter((child) => child != null));
  return made;
}

function section(name) {
  return document.getElementById(name);
}

function leaveOut(name) {
  section(name).remove();
  document.querySelector(`nav a[href="#${name}"]`).remove();
}

function chooser(label, options, chosen, change) {
  const made = element(
    "select",
    { onchange: () => change(made.value) },
    options.map((option) => {
      const [value, text] = Array.isArray(option) ? option : [option, option];
      return element("option", { value, selected: value === chosen }, text);
    }),
  );
  return element("label", {}, label, made);
}

function listed(rows) {
  return element("dl", {}, rows.flatMap(([term, told]) => [element("dt", {}, term), element("dd", {}, told)]));
}

function plainTable(heads, rows) {
  const cell = (tag, value) =>
    element(tag, { class: typeof value === "number" && "number" }, typeof value === "number" ? shown(value) : value);
  return element(
    "table",
    { class: "plain" },
    element("thead", {}, element("tr", {}, heads.map((head) => element("th", { scope: "col" }, head)))),
    element("tbody", {}, rows.map((row) => element("tr", {}, row.map((value) => cell("td", value))))),
  );
}

// ---- values

function shown(value) {
  if (value == null) return "";
  if (typeof value !== "number") return String(value);
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
}

function valuesOf(column) {
  return column.numeric ? column.values : column.codes.map((code) => (code < 0 ? null : column.levels[code]));
}

function textColumn(name, values) {
  return { name, numeric: false, codes: values.map((_, row) => row), levels: values };
}

function recordsOf(columns) {
  const all = columns.map((column) => [column.name, valuesOf(column)]);
  const count = all.length ? all[0][1].length : 0;
  return Array.from({ length: count }, (_, row) => Object.fromEntries(all.map(([name, values]) => [name, values[row]])));
}

function groupBy(values, key) {
  const groups = new Map();
  for (const value of values) groups.set(key(value), [...(groups.get(key(value)) || []), value]);
  return groups;
}

function distinct(values) {
  return [...new Set(values)];
}

function escaped(value) {
  const holder = document.createElement("span");
  holder.textContent = shown(value);
  return holder.innerHTML;
}

function ranks(values) {
  const order = values.map((value, place) => [value, place]).sort((a, b) => a[0] - b[0]);
  const found = new Array(values.length);
  for (let first = 0; first < order.length; ) {
    let last = first;
    while (last + 1 < order.length && order[last + 1][0] === order[first][0]) last += 1;
    for (let place = first; place <= last; place += 1) found[order[place][1]] = (first + last) / 2;
    first = last + 1;
  }
  return found;
}

function spearman(x, y) {
  const [a, b] = [ranks(x), ranks(y)];
  const mean = (a.length - 1) / 2;
  let [both, ofA, ofB] = [0, 0, 0];
  for (let place = 0; place < a.length; place += 1) {
    both += (a[place] - mean) * (b[place] - mean);
    ofA += (a[place] - mean) ** 2;
    ofB += (b[place] - mean) ** 2;
  }
  return both / Math.sqrt(ofA * ofB);
}

function download(name, columns) {
  const quoted = (value) => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
  const all = columns.map(valuesOf);
  const lines = [columns.map((column) => quoted(column.name)).join(",")];
  for (let row = 0; row < all[0].length; row += 1) {
    lines.push(all.map((values) => quoted(values[row] == null ? "" : String(values[row]))).join(","));
  }
  const address = URL.createObjectURL(new Blob([`${lines.join("\n")}\n`], { type: "text/csv" }));
  element("a", { href: address, download: `${name.replaceAll(/[^a-z0-9]+/gi, "_")}.csv` }).click();
  URL.revokeObjectURL(address);
}

// ---- charts and tables

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

function look() {
  const text = { labelColor: colour("ink"), titleColor: colour("ink"), labelFontSize: 12, titleFontSize: 13 };
  return {
    background: "transparent",
    view: { stroke: null },
    axis: { ...text, gridColor: colour("line"), tickCount: 7, domainColor: colour("quiet"), tickColor: colour("quiet"), labelLimit: 110 },
    legend: text,
    title: { color: colour("ink") },
    font: "system-ui, sans-serif",
  };
}

// Draws now, and again when the page turns dark or light; `specification` is asked for each time.
async function chart(place, specification, ready = () => {}) {
  const draw = async () => {
    const given = specification();
    const { view } = await window.vegaEmbed(
      place,
      { $schema: "https://vega.github.io/schema/vega-lite/v6.json", config: look(), ...given },
      { renderer: "svg", actions: { export: true, source: false, compiled: false, editor: false }, tooltip: false },
    );
    ready(view);
    return view;
  };
  drawn.set(place, draw);
  await draw();
  return draw;
}

function grid(columns, options = {}) {
  // DataTables takes what it searches for HTML too.
  const render = (value, kind) => (["display", "filter"].includes(kind) ? escaped(value) : value);
  const holder = element("div", { class: "table-holder" });
  const table = element("table", { class: "display compact", style: "width:100%" });
  holder.append(table);
  const heads = columns.map((column) => ({
    title: escaped(column.name),
    className: column.numeric ? "dt-right" : "dt-left",
    type: column.numeric ? "num" : "string",
    render: column.render || render,
  }));
  const all = columns.map(valuesOf);
  const data = all.length ? all[0].map((_, row) => all.map((values) => values[row])) : [];
  return {
    holder,
    start: () => new DataTable(table, { data, columns: heads, order: [], pageLength: 25, deferRender: true, autoWidth: false, ...options }),
  };
}

// ---- what ran

function buildRan() {
  const { ran, parts } = page;
  const place = section("ran");
  for (const part of parts.filter((one) => one.changed.length)) {
    place.append(
      element(
        "p",
        { class: "note" },
        `${part.title}: ${part.changed.length} files were made anew or removed since, so what shows them is left out here. To bring it up to date, ask for the target `,
        element("code", {}, part.target),
        " again, with the config that it was made with.",
      ),
    );
  }
  const facts = element("div", { class: "facts" });
  // Parts that were made alike are told together.
  for (const [told, alike] of groupBy(parts, (part) => JSON.stringify([part.machine, part.settings, part.made_by]))) {
    const [machine, settings, { seed, versions }] = JSON.parse(told);
    facts.append(
      element(
        "div",
        {},
        element("h3", {}, alike.map((part) => part.title).join("; ")),
        listed([
          ["Root seed", shown(seed)],
          ["Machine", `${machine.processor || machine.system}, ${machine.cores} cores`],
          ["Packages", Object.entries(versions).map(([name, version]) => `${name} ${version}`).join(", ")],
        ]),
      ),
      element(
        "div",
        { class: "short" },
        element("h3", {}, "Settings that differ from the default"),
        settings.length
          ? element(
              "dl",
              { class: "settings" },
              settings.flatMap((one) => [
                element("dt", {}, one.key),
                element("dd", {}, one.value || "nothing", element("del", {}, `, in place of ${one.default || "nothing"}`)),
              ]),
            )
          : "None.",
      ),
    );
  }
  const audits = parts.flatMap((part) => part.verdicts.map((audit) => [part, audit]));
  if (audits.length) {
    const block = element("div", {}, element("h3", {}, "Claims held against the papers"));
    for (const [part, audit] of audits) {
      const verdicts = valuesOf(audit.columns.find((column) => column.name === "verdict"));
      block.append(
        element("strong", {}, part.title),
        element(
          "ul",
          { class: "counts" },
          VERDICTS.map((verdict) =>
            element(
              "li",
              { class: verdict.replaceAll(" ", "-") },
              `${verdicts.filter((one) => one === verdict).length} ${verdict}`,
            ),
          ),
        ),
      );
    }
    block.append(element("a", { href: "#claims" }, "Every claim"));
    facts.append(block);
  }
  const untrained = parts.flatMap((part) => part.untrained || []);
  const looked = parts.some((part) => part.untrained);
  facts.append(
    element(
      "div",
      { class: "short" },
      element("h3", {}, "Models that did not train"),
      untrained.length
        ? plainTable(["models", "did not train", "of"], untrained.map((one) => [one.models, one.untrained, one.of]))
        : looked
          ? "None."
          : "Nothing of this page tells.",
    ),
  );
  if (ran.stages.length) {
    facts.append(
      element(
        "div",
        { class: "short" },
        element("h3", {}, "Time of each stage"),
        plainTable(
          ["stage", "jobs", "s", "most MiB"],
          ran.stages.map((one) => [one.stage, one.jobs, Math.round(one.seconds), Math.round(one.mebibytes)]),
        ),
      ),
    );
  }
  place.append(facts);
}

// ---- figures

function buildFigures() {
  const seen = new Set();
  const place = section("figures");
  const cards = [];
  for (const part of page.parts) {
    for (const figure of part.figures.filter((one) => !seen.has(one.name))) {
      seen.add(figure.name);
      const caption = element("div");
      caption.innerHTML = figure.caption;
      const card = element(
        "figure",
        { class: "figure", id: `figure:${figure.name}` },
        element("h3", {}, /^\d/.test(figure.number) ? `Figure ${figure.number}: ${figure.shows}` : figure.shows),
        element("img", {
          loading: "lazy",
          alt: `${figure.shows}. ${caption.textContent.trim()}`,
          src: `data:image/png;base64,${figure.picture}`,
        }),
        element(
          "figcaption",
          {},
          caption,
          element(
            "p",
            { class: "links" },
            figure.name.includes("/") ? element("span", {}, figure.name.split("/")[1]) : null,
            element("a", { href: figure.links.pdf }, "PDF"),
            element("a", { href: figure.links.png }, "PNG"),
            element("a", { href: figure.links.table }, "its table (Parquet)"),
            element("a", { href: "#tables", onclick: () => showTable(part.target, `figure ${figure.name}`) }, "its table, here"),
          ),
        ),
      );
      cards.push([part.target, card]);
      place.append(card);
    }
  }
  if (!cards.length) return leaveOut("figures");
  const filter = (target) => cards.forEach(([of, card]) => (card.hidden = Boolean(target) && of !== target));
  const targets = distinct(cards.map(([target]) => target));
  if (targets.length > 1) {
    const options = [["", "all"], ...targets.map((target) => [target, titleOf(target)])];
    place.firstElementChild.after(element("div", { class: "controls" }, chooser("Figures of", options, "", filter)));
  }
  // A link from elsewhere finds its figure whatever is filtered.
  addEventListener("hashchange", () => {
    const wanted = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (wanted?.hidden) {
      wanted.hidden = false;
      wanted.scrollIntoView();
    }
  });
}

function titleOf(target) {
  return page.parts.find((part) => part.target === target).title;
}

// ---- pairs of classes

// One entry per dataset and variant, with the measures of every part that has some.
function allPairs() {
  const found = new Map();
  for (const part of page.parts) {
    for (const one of part.pairs) {
      const key = JSON.stringify([one.dataset, one.variant]);
      if (!found.has(key)) {
        found.set(key, { ...one, samples: part.samples[one.data] || [], records: new Map() });
      }
      const { records } = found.get(key);
      for (const record of recordsOf(one.columns)) {
        const pair = `${record.class_a}-${record.class_b}`;
        records.set(pair, { ...records.get(pair), ...record });
      }
    }
  }
  return [...found.values()].map((one) => {
    const records = [...one.records.values()].map((record) => ({
      ...record,
      key: `${record.class_a}-${record.class_b}`,
      a: one.classes[record.class_a],
      b: one.classes[record.class_b],
    }));
    const names = distinct(records.flatMap((record) => Object.keys(record)));
    const measures = names.filter(
      (name) =>
        !["class_a", "class_b"].includes(name) &&
        !ENDS.some((end) => name.endsWith(end)) &&
        records.some((record) => typeof record[name] === "number"),
    );
    return { ...one, records, measures };
  });
}

function readable(name) {
  return name.replace(/^delta_/, "loss, ").replaceAll("_", " ");
}

function buildPairs() {
  const all = allPairs().filter((one) => one.records.length && one.measures.length);
  const many = distinct(page.parts.flatMap((part) => part.too_many_pairs));
  if (!all.length && !many.length) return leaveOut("pairs");
  const place = section("pairs");
  if (many.length) place.append(element("p", { class: "note" }, `Too many pairs for a page, they are in the tables: ${many.join(", ")}.`));
  if (!all.length) return;
  place.append(
    element("p", {}, "Point at a cell, a dot or a row, or choose a pair: all that was measured of it stands beside it. Losses are in percentage points, accuracies and areas under the curve are fractions."),
  );
  const holder = element("div");
  const title = (one) => (one.variant === "" ? one.title : `${one.title}, ${one.variant}`);
  place.append(
    element("div", { class: "controls" }, chooser("Pairs of", all.map((one, number) => [String(number), title(one)]), "0", (number) => show(all[number]))),
    holder,
  );
  function show(one) {
    holder.replaceChildren();
    explore(holder, one);
  }
  show(all[0]);
}

function explore(holder, one) {
  const preferred = (...names) => names.find((name) => one.measures.includes(name)) || one.measures[0];
  const state = {
    colour: preferred("delta_binarization_auc", "delta_binarization"),
    x: preferred("accuracy"),
    y: preferred("delta_binarization_auc", "delta_binarization"),
    here: one.records[0].key,
  };
  const views = new Map();
  const panel = element("div", { class: "panel", "aria-live": "polite" });
  const options = one.measures.map((name) => [name, readable(name)]);
  const pairs = one.records.map((record) => [record.key, `${record.a} – ${record.b}`]);
  const chosen = chooser("Pair", pairs, state.here, (key) => choose(key));
  const matrix = element("div", { class: "chart", id: "matrix" });
  const scatter = element("div", { class: "chart", id: "scatter" });
  const told = element("p", { id: "rho" });
  let rowsShown = null;

  function choose(key) {
    state.here = key;
    chosen.querySelector("select").value = key;
    for (const view of views.values()) view.signal("here", key).run();
    describe();
    mark();
  }

  function mark() {
    rowsShown?.rows().every(function () {
      this.node()?.classList.toggle("here", this.data()[0] === state.here);
    });
  }

  function describe() {
    const record = one.records.find((row) => row.key === state.here);
    const rows = one.measures.map((name) => {
      const [low, high] = [record[`${name}_ci_low`], record[`${name}_ci_high`]];
      const [first, third] = [record[`${name}_quartile_1`], record[`${name}_quartile_3`]];
      const about = [];
      if (low != null && high != null) about.push(`95 %: ${shown(low)} to ${shown(high)}`);
      if (first != null && third != null) about.push(`quartiles: ${shown(first)} to ${shown(third)}`);
      const told = element("span", {}, readable(name), element("small", {}, about.join("; ")));
      return [told, record[name] ?? "–"];
    });
    const samples = [
      [record.class_a, record.a],
      [record.class_b, record.b],
    ].map(([label, name]) => {
      const sample = one.samples[label] || {};
      if (sample.picture) {
        return element("figure", {}, element("img", { alt: `A sample of ${name}`, src: `data:image/png;base64,${sample.picture}` }), element("figcaption", {}, name));
      }
      if (!sample.numbers) return null;
      return element("figure", {}, plainTable([name, ""], sample.numbers));
    });
    panel.replaceChildren(
      element("h3", {}, `${record.a} – ${record.b}`),
      element("div", { class: "samples" }, samples),
      element("div", { class: "short measured" }, plainTable(["measure", "median"], rows)),
    );
  }

  function pointed(view) {
    for (const kind of ["mouseover", "click"]) {
      view.addEventListener(kind, (_, item) => item?.datum?.key && choose(item.datum.key));
    }
  }

  const data = (fields) =>
    one.records.map((record) => ({
      key: record.key,
      a: record.a,
      b: record.b,
      ...Object.fromEntries(Object.entries(fields).map(([as, name]) => [as, record[name] ?? null])),
    }));
  const order = one.classes.filter((_, label) => one.records.some((row) => row.class_a === label || row.class_b === label));
  const here = { name: "here", value: state.here };
  const ring = { condition: { test: "datum.key === here", value: 3 }, value: 0 };

  const drawMatrix = () => ({
    description: `${readable(state.colour)} of every pair of classes of ${one.title}, as a matrix`,
    width: "container",
    height: Math.max(200, Math.min(520, 36 * order.length)),
    data: { values: data({ value: state.colour }) },
    params: [{ ...here, value: state.here }],
    mark: { type: "rect", cursor: "pointer" },
    encoding: {
      x: { field: "a", type: "nominal", sort: order, title: null, axis: { labelAngle: -45, grid: false } },
      y: { field: "b", type: "nominal", sort: order, title: null, axis: { grid: false } },
      color: { field: "value", type: "quantitative", title: readable(state.colour), scale: { scheme: "viridis" }, legend: { orient: "top", gradientLength: 180 } },
      stroke: { value: colour("bad") },
      strokeWidth: ring,
    },
  });
  const drawScatter = () => ({
    description: `${readable(state.y)} against ${readable(state.x)}, a dot per pair of classes of ${one.title}`,
    width: "container",
    height: 320,
    data: { values: data({ x: state.x, y: state.y }).filter((row) => row.x != null && row.y != null) },
    params: [{ ...here, value: state.here }],
    mark: { type: "point", filled: true, size: 70, opacity: 0.8, cursor: "pointer", color: COLOURS[0] },
    encoding: {
      x: { field: "x", type: "quantitative", title: readable(state.x), scale: { zero: false } },
      y: { field: "y", type: "quantitative", title: readable(state.y), scale: { zero: false } },
      stroke: { value: colour("bad") },
      strokeWidth: ring,
    },
  });
  function tellRho() {
    const rows = one.records.filter((record) => record[state.x] != null && record[state.y] != null);
    const rho = rows.length > 2 ? spearman(rows.map((row) => row[state.x]), rows.map((row) => row[state.y])) : NaN;
    told.textContent = Number.isFinite(rho) ? `Spearman's ρ = ${rho.toFixed(2)} over ${rows.length} pairs` : "Too few pairs, or all alike: no correlation";
  }

  const again = {};
  holder.append(
    element("div", { class: "controls" }, chooser("Colour", options, state.colour, (name) => { state.colour = name; again.matrix(); }), chosen),
    element("div", { class: "split" }, matrix, panel),
    element(
      "div",
      { class: "controls" },
      chooser("Across", options, state.x, (name) => { state.x = name; tellRho(); again.scatter(); }),
      chooser("Upwards", options, state.y, (name) => { state.y = name; tellRho(); again.scatter(); }),
    ),
    told,
    scatter,
  );
  describe();
  tellRho();
  chart(matrix, drawMatrix, (view) => { views.set("matrix", view); pointed(view); }).then((draw) => (again.matrix = draw));
  chart(scatter, drawScatter, (view) => { views.set("scatter", view); pointed(view); }).then((draw) => (again.scatter = draw));

  const columns = [
    textColumn("pair", one.records.map((record) => record.key)),
    textColumn("class a", one.records.map((record) => record.a)),
    textColumn("class b", one.records.map((record) => record.b)),
    ...one.measures.map((name) => ({ name: readable(name), numeric: true, values: one.records.map((record) => record[name] ?? null) })),
  ];
  const { holder: tableHolder, start } = grid(columns, {
    pageLength: 10,
    createdRow: (row, values) => {
      row.tabIndex = 0;
      row.addEventListener("click", () => choose(values[0]));
      row.addEventListener("keydown", (event) => ["Enter", " "].includes(event.key) && (event.preventDefault(), choose(values[0])));
    },
    drawCallback: () => mark(),
  });
  tableHolder.id = "pair-rows";
  holder.append(element("h3", {}, "Sorted by any measure"), tableHolder);
  rowsShown = start();
  mark();
}

// ---- curves

function buildCurves() {
  const tables = page.parts.flatMap((part) =>
    part.tables
      .filter((table) => table.along && table.columns && table.measures.length)
      .map((table) => ({ ...table, title: `${part.title}: ${table.name}` })),
  );
  if (!tables.length) return leaveOut("curves");
  const place = section("curves");
  const holder = element("div");
  const show = (number) => {
    holder.replaceChildren();
    overlay(holder, tables[number]);
  };
  place.append(
    element("p", {}, "Choose a curve, add it, and lay others over it. Lines are medians over models, bands their quartiles."),
    element("div", { class: "controls" }, chooser("Table", tables.map((table, number) => [String(number), table.title]), "0", show)),
    holder,
  );
  show(0);
}

// Of names of columns those that tell series apart: what follows from the others is left out.
function telling(records, names) {
  const count = (of) => new Set(records.map((record) => JSON.stringify(of.map((name) => record[name])))).size;
  const all = count(names);
  return [...names].reverse().reduce((kept, name) => {
    const others = kept.filter((one) => one !== name);
    return count(others) === all ? others : kept;
  }, names);
}

function overlay(holder, table) {
  const records = recordsOf(table.columns);
  const numbers = (name) => table.measures.some((of) => name === of || ENDS.some((end) => name === `${of}${end}`));
  const keys = telling(
    records,
    table.columns.map((column) => column.name).filter((name) => !numbers(name) && ![table.along, "rows", "draws"].includes(name)),
  );
  const measures = table.measures.filter((name) => records.some((record) => record[name] != null));
  const series = new Map();
  if (!records.length || !measures.length) {
    holder.append(element("p", { class: "note" }, "There is nothing to draw in this table."));
    return;
  }
  for (const record of records) {
    const key = JSON.stringify(keys.map((name) => record[name]));
    if (!series.has(key)) series.set(key, []);
    series.get(key).push(record);
  }
  const state = { y: measures[0], log: false, choice: {}, curves: [] };
  const controls = element("div", { class: "controls" });
  const list = element("ul", { class: "chosen" });
  const place = element("div", { class: "chart", id: "curve-chart" });
  let draw = null;

  const tasks = new Map();
  for (const record of records) {
    for (const dataset of [record.dataset, undefined]) tasks.set(JSON.stringify([dataset, record.task_name]), record);
  }

  // A task is told by its classes too, where they have names beside their labels.
  function told(name, value) {
    const record = name === "task_name" && tasks.get(JSON.stringify([state.choice.dataset, value]));
    const classes = record ? [record.class_a_name, record.class_b_name] : [];
    const known = classes.every((one) => one) && classes.length && classes.join("-") !== value;
    return known ? `${value} (${classes.join(" – ")})` : shown(value) || "none";
  }

  // Of the names in a choice, only those are offered that go with what is chosen before them.
  function offer() {
    let left = [...series.values()].map((rows) => rows[0]);
    const made = keys.map((name) => {
      const there = distinct(left.map((record) => record[name]));
      if (!there.includes(state.choice[name])) state.choice[name] = there[0];
      left = left.filter((record) => record[name] === state.choice[name]);
      const options = there.map((value, number) => [String(number), told(name, value)]);
      return chooser(name.replaceAll("_", " "), options, String(there.indexOf(state.choice[name])), (number) => {
        state.choice[name] = there[number];
        offer();
      });
    });
    controls.replaceChildren(
      ...made,
      element("button", { type: "button", id: "add-curve", onclick: () => add(JSON.stringify(keys.map((name) => state.choice[name]))) }, "Add this curve"),
    );
  }

  function add(key) {
    if (state.curves.some((curve) => curve.key === key) || state.curves.length === COLOURS.length) return;
    const number = COLOURS.findIndex((_, place_) => !state.curves.some((curve) => curve.number === place_));
    state.curves.push({ key, number });
    update();
  }

  // A curve is told by what not all chosen ones have alike.
  function nameOf(key) {
    const values = JSON.parse(key);
    const different = keys.filter((_, place_) => distinct(state.curves.map((curve) => JSON.parse(curve.key)[place_])).length > 1);
    const told = (different.length ? different : keys).map((name) => `${name.replaceAll("_", " ")} ${shown(values[keys.indexOf(name)]) || "none"}`);
    return told.join(", ");
  }

  function update() {
    list.replaceChildren(
      ...state.curves.map((curve) =>
        element(
          "li",
          {},
          element("span", { class: "swatch", style: `border-color:${COLOURS[curve.number]}` }),
          element("button", { type: "button", "aria-label": `Remove ${nameOf(curve.key)}`, onclick: () => { state.curves = state.curves.filter((one) => one !== curve); update(); } }, "×"),
          nameOf(curve.key),
        ),
      ),
    );
    draw?.();
  }

  function specification() {
    const values = state.curves.flatMap((curve) =>
      series.get(curve.key).map((record) => ({
        curve: String(curve.number),
        x: record[table.along],
        y: record[state.y],
        low: record[`${state.y}_quartile_1`] ?? record[state.y],
        high: record[`${state.y}_quartile_3`] ?? record[state.y],
      })),
    ).filter((row) => row.x != null && row.y != null && (!state.log || row.x > 0));
    const domain = COLOURS.map((_, number) => String(number));
    const x = {
      field: "x",
      type: "quantitative",
      title: table.along,
      scale: state.log ? { type: "log" } : { zero: false },
    };
    const color = { field: "curve", type: "nominal", scale: { domain, range: COLOURS }, legend: null };
    const dash = { field: "curve", type: "nominal", scale: { domain, range: DASHES }, legend: null };
    const y = (field) => ({ field, type: "quantitative", title: state.y.replaceAll("_", " "), scale: { zero: false } });
    return {
      description: `${state.y.replaceAll("_", " ")} against ${table.along}: ${state.curves.map((curve) => nameOf(curve.key)).join("; ")}`,
      width: "container",
      height: 380,
      data: { values },
      layer: [
        { mark: { type: "area", opacity: 0.18 }, encoding: { x, y: y("low"), y2: { field: "high" }, color } },
        { mark: { type: "line", strokeWidth: 2.5 }, encoding: { x, y: y("y"), color, strokeDash: dash } },
        { mark: { type: "point", filled: true, size: 28 }, encoding: { x, y: y("y"), color } },
      ],
    };
  }

  offer();
  const [first, ...others] = series.keys();
  state.curves.push({ key: first, number: 0 });
  const apart = (key) => JSON.parse(key).filter((value, number) => value !== JSON.parse(first)[number]).length;
  const second = others.find((key) => apart(key) === 1);
  if (second) state.curves.push({ key: second, number: 1 });
  holder.append(
    element("p", {}, `${table.shows}.`),
    controls,
    list,
    element(
      "div",
      { class: "controls" },
      chooser("Upwards", measures.map((name) => [name, name.replaceAll("_", " ")]), state.y, (name) => { state.y = name; draw?.(); }),
      element("label", { class: "inline" }, element("input", { type: "checkbox", onchange: (event) => { state.log = event.target.checked; draw?.(); } }), "logarithmic across (levels of 0 are left out)"),
    ),
    place,
  );
  update();
  chart(place, specification).then((made) => (draw = made));
}

// ---- tables

let showTable = () => {};

function buildTables() {
  const tables = page.parts.flatMap((part) => part.tables.map((table) => ({ ...table, part })));
  if (!tables.length) return leaveOut("tables");
  const place = section("tables");
  const holder = element("div");
  const title = (table) => `${table.part.title}: ${table.name}`;
  const choice = chooser("Table", tables.map((table, number) => [String(number), title(table)]), "0", (number) => show(Number(number)));
  let present = null;
  function show(number) {
    const table = tables[number];
    present?.destroy();
    choice.querySelector("select").value = String(number);
    const links = table.links.map((link) => element("a", { href: link }, link));
    const files = links.length > 4 ? element("details", {}, element("summary", {}, `${links.length} Parquet files`), element("p", { class: "links" }, links)) : element("p", { class: "links" }, links);
    holder.replaceChildren(element("p", {}, `${table.shows}.`));
    if (!table.columns) {
      present = null;
      holder.append(element("p", { class: "note" }, "Too many rows for a page; they are in the files."), files);
      return;
    }
    const made = grid(table.columns);
    made.holder.id = "rows";
    holder.append(
      element("p", {}, element("button", { type: "button", onclick: () => download(`${table.part.target} ${table.name}`, table.columns) }, `Save ${table.rows} rows as CSV`)),
      files,
      made.holder,
    );
    present = made.start();
  }
  showTable = (target, name) => {
    const found = tables.findIndex((table) => table.part.target === target && table.name === name);
    if (found >= 0) show(found);
  };
  place.append(
    element("p", {}, "Every table can be searched and sorted. Cells show four digits of a number; the CSV has seven, Parquet all."),
    element("div", { class: "controls" }, choice),
    holder,
  );
  show(0);
}

// ---- claims

function buildClaims() {
  const claims = page.parts.flatMap((part) =>
    part.verdicts.flatMap((audit) =>
      recordsOf(audit.columns).map((record, row) => ({ ...record, paper: part.title, audit: audit.audit, figures: audit.figures[row] })),
    ),
  );
  if (!claims.length) return leaveOut("claims");
  claims.sort((a, b) => VERDICTS.indexOf(a.verdict) - VERDICTS.indexOf(b.verdict));
  const there = new Set(page.parts.flatMap((part) => part.figures.map((figure) => figure.name)));
  const state = { paper: "", verdict: "" };
  const place = section("claims");
  const text = (name, title = name) => textColumn(title, claims.map((claim) => claim[name] ?? ""));
  const source = (value, kind, row, meta) => {
    if (kind !== "display") return kind === "filter" ? escaped(value) : value;
    const figures = claims[meta.row].figures.filter((name) => there.has(name));
    const links = figures.map((name) => `<a href="#figure:${encodeURIComponent(name)}">figure ${escaped(name.replace(/^.*figure_0?/, ""))}</a>`);
    return [escaped(value), ...links].join("<br>");
  };
  const verdict = (value, kind) =>
    kind === "display" ? `<span class="verdict ${value.replaceAll(" ", "-")}">${escaped(value)}</span>` : kind === "sort" ? VERDICTS.indexOf(value) : value;
  const columns = [
    { ...text("verdict"), render: verdict },
    text("claim"),
    { ...text("source"), render: source },
    text("published"),
    text("ours"),
    text("tolerance", "holds when"),
    text("null", "without it"),
    text("needs", "it would take"),
    text("paper"),
  ];
  const { holder, start } = grid(columns, {
    createdRow: (row) => [...row.cells].forEach((cell, number) => (cell.dataset.name = columns[number].name)),
  });
  holder.id = "verdicts";
  const papers = distinct(claims.map((claim) => claim.paper));
  const options = (values) => [["", "all"], ...values.map((value) => [value, value])];
  place.append(
    element("p", {}, "What papers state, held against these results; what is not reproduced stands first. The audits, with their pictures: ", ...distinct(claims.map((claim) => claim.audit)).flatMap((link) => [element("a", { href: link }, link), " "])),
    element(
      "div",
      { class: "controls" },
      chooser("Paper", options(papers), "", (value) => { state.paper = value; table.draw(); }),
      chooser("Verdict", options(VERDICTS), "", (value) => { state.verdict = value; table.draw(); }),
    ),
    holder,
  );
  const table = start();
  table.search.fixed("filters", (_, row) => (!state.paper || row[8] === state.paper) && (!state.verdict || row[0] === state.verdict));
  table.draw();
}

// ---- dark and light

const dark = matchMedia("(prefers-color-scheme: dark)");
const dress = () => document.documentElement.classList.toggle("dark", dark.matches);
dress();
dark.addEventListener("change", () => {
  dress();
  for (const [place, draw] of drawn) {
    if (place.isConnected) draw();
    else drawn.delete(place);
  }
});

buildRan();
buildTables();
buildFigures();
buildPairs();
buildCurves();
buildClaims();
document.documentElement.dataset.built = "yes";

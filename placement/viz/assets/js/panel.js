// The panel: choices, key figures, layers, the table of communes, sources.
function radios(page, name, title, options) {
  const labels = Object.entries(options).map(([value, label]) =>
    el("label", {}, el("input", { type: "radio", name, value, checked: page.state[name] === value, onchange: () => page.set({ [name]: value }) }), label));
  return el("fieldset", { class: "group" }, el("legend", {}, title), el("div", { class: "segments" + (labels.length === 4 ? " four" : "") }, ...labels));
}

function tick(page, name, label) {
  return el("label", {}, el("input", { type: "checkbox", name, checked: page.state[name], onchange: (event) => page.set({ [name]: event.target.checked }) }), label);
}

function buildPanel(page) {
  const { data } = page;
  const themes = data.unchanged ? { avant: THEMES.avant, jeunes: THEMES.jeunes } : THEMES;
  const publics = Object.fromEntries(data.publics.map((item) => [item.id, item.label]));
  replaceContent("choix", radios(page, "theme", "Carte", themes),
    radios(page, "public", "Public", publics), radios(page, "measure", "Mesure", MEASURES));
  replaceContent("couches", el("fieldset", { class: "group" }, el("legend", {}, "Afficher"), el("div", { class: "ticks" }, ...layerTicks(page))),
    radios(page, "background", "Fond de carte (internet)", { aucun: "Aucun", ign: "Plan IGN", osm: "OSM" }));
  buildSources(page);
  document.getElementById("tableau").addEventListener("toggle", () => drawTable(page));
}

function layerTicks(page) {
  const ticks = [tick(page, "today", "Lieux d'aujourd'hui")];
  if (!page.data.unchanged) ticks.push(tick(page, "planned", "Lieux du scénario"));
  ticks.push(tick(page, "links", "Qui va où"), tick(page, "names", "Noms des communes"));
  if (page.data.candidates.length) ticks.push(tick(page, "candidates", "Lieux possibles, non retenus"));
  return ticks;
}

function syncPanel(page) {
  for (const input of document.querySelectorAll("#panneau input")) {
    input.checked = input.type === "radio" ? page.state[input.name] === input.value : page.state[input.name];
  }
  for (const input of document.querySelectorAll('#panneau input[name="measure"]')) input.disabled = page.state.theme === "jeunes";
}

function drawFigures(page) {
  const { data, state } = page;
  const columns = data.unchanged ? ["Aujourd'hui"] : ["Aujourd'hui", "Scénario", "Écart"];
  const head = el("tr", {}, el("th", { scope: "col" }, "Indicateur"), ...columns.map((text) => el("th", { scope: "col" }, text)));
  const rows = data.figures[state.public].map((figure) => el("tr", {}, el("th", { scope: "row" }, figure.label),
    ...(data.unchanged ? [el("td", { class: "after" }, figure.before)] : [el("td", {}, figure.before), el("td", { class: "after" }, figure.after), changeCell(figure)])));
  const label = data.publics[publicAt(page)].label;
  replaceContent("chiffres", el("table", { class: data.unchanged ? "figures single" : "figures" }, el("caption", {}, `Chiffres clés – ${label.toLowerCase()}`), el("thead", {}, head), el("tbody", {}, ...rows)),
    data.notes[state.public] ? el("p", { class: "note" }, data.notes[state.public]) : "",
    definitions("facts", data.facts),
    data.explanations.length ? el("ul", { class: "note" }, ...data.explanations.map((text) => el("li", {}, text))) : "");
}

function changeCell(figure) {
  const words = { mieux: "mieux", "moins-bien": "moins bien" };
  const hint = words[figure.verdict] ? el("small", {}, words[figure.verdict]) : null;
  return el("td", { class: figure.verdict }, figure.change, hint);
}

function buildSources(page) {
  const { data } = page;
  const list = (items) => el("ul", {}, ...items.map((text) => el("li", {}, text)));
  const parts = [el("h3", {}, "Données et licences"), list(data.sources.map((source) => `${source.label} – ${source.licence}`)),
    el("h3", {}, "Méthode"), el("p", {}, `Temps de trajet : ${data.network}. Temps théoriques porte à porte, hors congestion.`),
    data.method ? el("p", {}, `Effectifs : ${data.method}`) : null,
    el("p", {}, "Les moyennes sont pondérées par les jeunes qui ont un accès. Projection de la carte : Mercator (EPSG:3857). Calcul : " + data.engine + ". Dessin : Leaflet 1.9.4 (BSD-2).")];
  if (data.estimates.length) parts.push(el("h3", {}, "Estimations"), list(data.estimates));
  if (data.warnings.length) parts.push(el("h3", {}, "À savoir"), list(data.warnings));
  document.querySelector("#sources > div").replaceChildren(...parts.filter(Boolean));
}

function drawTable(page) {
  if (!document.getElementById("tableau").open) return;
  const at = publicAt(page);
  const { data, state } = page;
  const states = data.unchanged ? ["avant"] : ["avant", "apres"];
  const titles = ["Commune", data.young.column, ...states.map((key) => THEMES[key])];
  const order = page.communes.map((commune, index) => index).sort((first, second) => page.communes[first].name.localeCompare(page.communes[second].name, "fr"));
  const rows = order.map((index) => {
    const commune = page.communes[index];
    return el("tr", {}, el("th", { scope: "row" }, el("button", { type: "button", onclick: () => page.show(index) }, commune.name)),
      el("td", {}, count(commune.young[at])), ...states.map((key) => valueCell(commune, key, state.measure, at)));
  });
  document.querySelector("#tableau > div").replaceChildren(el("table", { class: "communes" },
    el("caption", {}, `${MEASURES[state.measure]} – ${data.publics[at].label.toLowerCase()}`),
    el("thead", {}, el("tr", {}, ...titles.map((text) => el("th", { scope: "col" }, text)))), el("tbody", {}, ...rows)));
}

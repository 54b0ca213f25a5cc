// The panel: choices, key figures, layers, the table of communes, sources.
function radios(page, name, title, options) {
  const labels = Object.entries(options).map(([value, label]) =>
    el("label", {}, el("input", { type: "radio", name, value, checked: page.state[name] === value, onchange: () => page.set({ [name]: value }) }), label));
  return el("fieldset", { class: "group" }, el("legend", {}, title), el("div", { class: `segments n${labels.length}` }, ...labels));
}

function tick(page, name, label) {
  return el("label", {}, el("input", { type: "checkbox", name, checked: page.state[name], onchange: (event) => page.set({ [name]: event.target.checked }) }), label);
}

function buildPanel(page) {
  const { data } = page;
  const publics = Object.fromEntries(data.publics.map((item) => [item.id, item.label.replace("Tous les jeunes", "Tous")]));
  replaceContent("choix", radios(page, "theme", "Carte", themesOf(data)),
    radios(page, "public", "Public", publics), radios(page, "measure", "Mesure", MEASURES));
  document.querySelector("#couches > .choices").replaceChildren(
    el("fieldset", { class: "group" }, el("legend", {}, "Afficher"), el("div", { class: "ticks" }, ...layerTicks(page))),
    ...(data.untold.length ? [el("ul", { class: "untold" }, ...data.untold.map((text) => el("li", {}, text.charAt(0).toUpperCase() + text.slice(1))))] : []),
    radios(page, "background", "Fond de carte (internet)", { aucun: "Aucun", ign: "Plan IGN", osm: "OSM" }));
  document.getElementById("couches").addEventListener("toggle", () => drawNames(page));
  L.DomEvent.disableClickPropagation(document.getElementById("couches"));
  replaceContent("partage", el("h2", { class: "unseen" }, "Partager"), ...[["Copier le lien", copyLink], ["Image PNG", savePicture], ["Imprimer", () => window.print()]]
    .map(([label, action]) => el("button", { type: "button", onclick: () => action(page) }, label)));
  buildSources(page);
  for (const [id, draw] of [["tableau", drawTable], ["lieux", drawSiteTable]]) document.getElementById(id).addEventListener("toggle", () => draw(page));
}

// only the layers that there is something in
function layerTicks(page) {
  const { data } = page;
  const several = !data.unchanged;
  const known = [["today", "Lieux d'aujourd'hui", true], ["planned", "Lieux du scénario", several], ["links", "Qui va où", true], ["names", "Noms des communes", true],
    ["roads", "Routes principales", data.ground?.roads.length], ["reach", "À 15, 30, 45 min en voiture", data.reach.avant.length + data.reach.apres.length],
    ["areas", "Quartiers prioritaires", data.areas.length], ["cells", "Où vivent les jeunes (carreaux)", data.cells.length], ["tours", "Tournées du camion", data.tours.length],
    ["neighbours", "Lieux des voisins", data.neighbours.length], ["candidates", "Lieux possibles, non retenus", data.candidates.length]];
  return known.filter(([, , there]) => there).map(([name, label]) => tick(page, name, label));
}

function syncPanel(page) {
  for (const input of document.querySelectorAll(".page input[name]")) {
    input.checked = input.type === "radio" ? page.state[input.name] === input.value : page.state[input.name];
  }
  for (const input of document.querySelectorAll('#panneau input[name="measure"]')) input.disabled = !timed(page);
  for (const input of document.querySelectorAll('#panneau input[name="public"]')) input.disabled = page.state.theme === "besoins";
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
  if (data.untold.length) parts.push(el("h3", {}, "Ce que la carte ne montre pas"), list(data.untold));
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
    return el("tr", {}, el("th", { scope: "row" }, el("button", { type: "button", onclick: (event) => page.show(index, { opener: event.currentTarget }) }, commune.name)),
      el("td", {}, count(commune.young[at])), ...states.map((key) => valueCell(commune, key, state.measure, at)));
  });
  document.querySelector("#tableau > div").replaceChildren(el("table", { class: "communes" },
    el("caption", {}, `${MEASURES[state.measure]} – ${data.publics[at].label.toLowerCase()}`),
    el("thead", {}, el("tr", {}, ...titles.map((text) => el("th", { scope: "col" }, text)))), el("tbody", {}, ...rows)));
}

// every site in words: what the symbols say, for those who do not see them
function drawSiteTable(page) {
  if (!document.getElementById("lieux").open) return;
  const { data } = page;
  const shown = shownSites(page);
  const row = (name, kind, told, change, onclick) => el("tr", {}, el("th", { scope: "row" }, onclick ? el("button", { type: "button", onclick }, name) : name), el("td", {}, kind), el("td", {}, told), data.unchanged ? null : el("td", {}, change));
  const rows = shown.map(({ site, index, symbol, view }) => row(site.name, data.kinds[symbol], (view === "apres" && site.apres || site.avant).recurrence, view === "avant" ? "" : site.change, (event) => showSite(page, index, event.currentTarget)));
  for (const kind of ["voisin", "candidat"]) {
    if (besideShown(page, kind)) rows.push(...(kind === "voisin" ? data.neighbours : data.candidates).map((place) => row(place.name, data.kinds[kind], place.told ?? place.host ?? "", "")));
  }
  const titles = ["Lieu", "Type", "Ouverture", ...(data.unchanged ? [] : ["Changement"])];
  document.querySelector("#lieux > div").replaceChildren(el("table", { class: "communes" }, el("caption", {}, "Lieux affichés sur la carte"),
    el("thead", {}, el("tr", {}, ...titles.map((text) => el("th", { scope: "col" }, text)))), el("tbody", {}, ...rows)));
}

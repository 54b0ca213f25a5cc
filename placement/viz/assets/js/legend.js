// The legend says only what the map shows.
function shortLabel(scale, index, difference) {
  if (difference) return ["≤−15", "−5", "−1", "0", "+1", "+5", "≥15"][index];
  return index < scale.bounds.length ? `≤${scale.bounds[index]}` : `>${scale.bounds.at(-1)}`;
}

function legendItem(colour, texture, long, short) {
  return el("li", {}, swatch(colour, texture), el("span", { class: "long" }, long), el("span", { class: "short", "aria-hidden": "true" }, short));
}

function classItems(page) {
  const scale = scaleOf(page);
  const difference = page.state.theme === "ecart";
  const items = scale.labels.map((label, index) => legendItem(scale.colours[index], scale.patterns[index], label, shortLabel(scale, index, difference)));
  const readings = page.communes.map((commune) => reading(page, commune));
  for (const special of Object.values(page.data.specials)) {
    if (readings.some((read) => read.special === special.key)) items.push(legendItem(special.colour, special.pattern, special.label, special.short));
  }
  return items;
}

// what a texture says over the colour of a class
function remarkItems(page) {
  const scale = scaleOf(page);
  const readings = page.communes.map((commune) => reading(page, commune));
  const items = [];
  if (readings.some((read) => texture(read, scale) === "plus" && !read.special)) items.push(legendItem(scale.colours[3], "plus", "+ : des jeunes gagnent un accès", "des jeunes gagnent un accès"));
  if (readings.some((read) => texture(read, scale) === "cross" && !read.special)) items.push(legendItem(scale.colours[3], "cross", "× : des jeunes perdent leur accès", "des jeunes perdent leur accès"));
  if (readings.some((read) => read.mostly)) items.push(legendItem(scale.colours[2], "hatch", "hachuré : plus de la moitié des jeunes n'ont pas d'accès", "plus de la moitié des jeunes sans accès"));
  return items;
}

function circleItems(page) {
  return page.data.circles.map((count) => {
    const radius = circleRadius(page, count);
    const size = Math.ceil(radius * 2 + 2);
    const holder = el("span", { "aria-hidden": "true" });
    holder.innerHTML = `<svg width="${size}" height="${size}"><circle cx="${size / 2}" cy="${size / 2}" r="${radius}" fill="#31688e"/></svg>`;
    return el("li", {}, holder, el("span", { class: "count" }, people(count)));
  });
}

function needItems(page) {
  const { needs } = page.data;
  const items = needs.labels.map((label, index) => legendItem(needs.colours[index], "plain", label, needs.short[index]));
  if (needs.classes.includes(null)) items.push(legendItem("#ffffff", "hatch", "inconnu", "inconnu"));
  return items;
}

function drawn(content) {
  const holder = el("span", { class: "symbol", "aria-hidden": "true" });
  holder.innerHTML = `<svg viewBox="0 0 28 22" width="28" height="22">${content}</svg>`;
  return holder;
}

// layers other than sites, only those that are shown
function layerItems(page) {
  const { data, state } = page;
  const items = [];
  if (state.links) items.push([drawn('<path d="M1 16L27 6" stroke="#17202e" stroke-width="3"/>'), "de la commune au lieu, selon le nombre de jeunes"]);
  if (state.areas && data.areas.length) items.push([drawn(`<rect x="3" y="3" width="22" height="16" fill="${fill("#f3c1da", "hatch")}" stroke="${AREA_INK}" stroke-width="2"/>`), "quartier prioritaire (QPV)"]);
  if (state.cells && data.cells.length) items.push([drawn('<circle cx="9" cy="11" r="6" fill="#17202e"/><circle cx="22" cy="11" r="2.5" fill="#17202e"/>'), "où vivent les jeunes (carreaux)"]);
  if (state.tours && data.tours.length) items.push([drawn('<path d="M0 11H28" stroke="#17202e" stroke-width="3"/><circle cx="14" cy="11" r="7" fill="#fff" stroke="#17202e" stroke-width="2"/>'), "tournée du camion, arrêts dans l'ordre"]);
  if (state.roads && data.ground?.roads.length) items.push([drawn(`<path d="M0 11H28" stroke="${ROAD_INK}" stroke-width="1.8"/>`), "route principale"]);
  return items.map(([picture, text]) => el("li", {}, picture, text));
}

function groundItems(page) {
  if (!page.data.ground || page.state.background !== "aucun") return [];
  const items = [[drawn('<path d="M0 11H28" stroke="#17202e" stroke-width="2"/>'), "limite d'intercommunalité"]];
  if (page.data.ground.departements.length) items.push([drawn('<path d="M0 11H28" stroke="#6d7683" stroke-width="1.8" stroke-dasharray="9 3 2 3"/>'), "limite de département"]);
  return items.map(([picture, text]) => el("li", {}, picture, text));
}

function symbolItems(page) {
  const shown = shownSites(page);
  const kinds = Object.keys(page.data.kinds).filter((kind) => shown.some((item) => item.symbol === kind));
  kinds.push(...["voisin", "candidat"].filter((kind) => besideShown(page, kind)));
  const items = kinds.map((kind) => el("li", {}, svg(page.data.symbols[kind], "symbol"), page.data.kinds[kind]));
  const words = { ouvert: "nouveau lieu", "modifié": "service modifié" };
  for (const [change, badge] of Object.entries(page.data.badges)) {
    if (shown.some((item) => item.badge === change)) items.push(el("li", {}, svg(page.data.symbols.permanence + badge, "symbol"), words[change]));
  }
  return items;
}

function reachItems(page) {
  const minutes = reachShown(page).map((one) => one.minutes).reverse();
  const label = (end, rank) => (rank ? `${minutes[rank - 1] + 1} à ${end} min` : `${end} min ou moins`);
  return [...minutes.map((end, rank) => legendItem(REACH_COLOURS[rank], "plain", label(end, rank), `≤${end}`)),
    legendItem("#fffdf4", "plain", `plus de ${minutes.at(-1)} min`, `>${minutes.at(-1)}`)];
}

function legendTitle(page) {
  const { data, state } = page;
  if (reachOn(page)) return "En voiture, jusqu'à un lieu";
  if (state.theme === "jeunes") return data.young.heading;
  if (state.theme === "besoins") return "Besoin (indice de 0 à 100)";
  const titles = { trajet: "Trajet porte à porte", acces: "Trajet + attente", sans: "Jeunes sans accès" };
  return titles[state.measure] + (state.theme === "ecart" ? ", écart à aujourd'hui" : "");
}

function legendClasses(page) {
  const reach = reachOn(page) ? [el("ul", { class: "classes" }, ...reachItems(page))] : [];
  if (page.state.theme === "jeunes" && cellsShown(page)) return reach;
  if (page.state.theme === "jeunes") return [...reach, ...(reach.length ? [el("h3", {}, page.data.young.heading)] : []), el("ul", { class: "rounds" }, ...circleItems(page))];
  if (page.state.theme === "besoins") return [el("ul", { class: "classes" }, ...needItems(page))];
  if (reach.length) return reach;
  return [el("ul", { class: "classes" }, ...classItems(page)), el("ul", { class: "remarks" }, ...remarkItems(page))];
}

function drawLegend(page) {
  const symbols = el("details", { open: page.legendOpen },
    el("summary", {}, "Symboles"), el("ul", {}, ...symbolItems(page), ...layerItems(page), ...groundItems(page)));
  symbols.addEventListener("toggle", () => { page.legendOpen = symbols.open; tellHeights(); });
  replaceContent("legende", el("h3", {}, legendTitle(page)), ...legendClasses(page), symbols);
}

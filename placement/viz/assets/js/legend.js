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

function symbolItems(page) {
  const shown = shownSites(page);
  const kinds = Object.keys(page.data.kinds).filter((kind) => shown.some((item) => item.symbol === kind));
  if (page.state.candidates && page.data.candidates.length) kinds.push("candidat");
  const items = kinds.map((kind) => el("li", {}, svg(page.data.symbols[kind], "symbol"), page.data.kinds[kind]));
  const words = { ouvert: "nouveau lieu", "modifié": "service modifié" };
  for (const [change, badge] of Object.entries(page.data.badges)) {
    if (shown.some((item) => item.badge === change)) items.push(el("li", {}, svg(page.data.symbols.permanence + badge, "symbol"), words[change]));
  }
  return items;
}

function lineItem(page) {
  if (!page.state.links) return [];
  const holder = el("span", { class: "symbol", "aria-hidden": "true" });
  holder.innerHTML = '<svg width="28" height="22" viewBox="0 0 28 22"><path d="M1 16L27 6" stroke="#17202e" stroke-width="3"/></svg>';
  return [el("li", {}, holder, "de la commune au lieu, selon le nombre de jeunes")];
}

function drawLegend(page) {
  const young = page.state.theme === "jeunes";
  const titles = { trajet: "Trajet porte à porte", acces: "Trajet + attente", sans: "Jeunes sans accès" };
  const title = young ? page.data.young.heading : titles[page.state.measure] + (page.state.theme === "ecart" ? ", écart à aujourd'hui" : "");
  const symbols = el("details", { open: page.legendOpen },
    el("summary", {}, "Symboles"), el("ul", {}, ...symbolItems(page), ...lineItem(page)));
  symbols.addEventListener("toggle", () => { page.legendOpen = symbols.open; tellHeights(); });
  replaceContent("legende", el("h3", {}, title),
    ...(young ? [el("ul", { class: "rounds" }, ...circleItems(page))]
      : [el("ul", { class: "classes" }, ...classItems(page)), el("ul", { class: "remarks" }, ...remarkItems(page))]), symbols);
}

// Two maps that move together.
function linkedMap(page, id, side) {
  const map = L.map(id, { zoomControl: side === "gauche", attributionControl: false, fadeAnimation: false, zoomAnimation: false, zoomSnap: 0.1, zoomDelta: 0.5, minZoom: 5, maxZoom: 16, scrollWheelZoom: false, inertia: false });
  map.zoomControl?.remove();
  L.control.zoom({ position: "topright", zoomInTitle: "Agrandir", zoomOutTitle: "Réduire" }).addTo(map);
  L.control.scale({ position: "bottomright", imperial: false, maxWidth: 110 }).addTo(map);
  map.on("focus", () => map.scrollWheelZoom.enable());
  map.on("blur", () => map.scrollWheelZoom.disable());
  const layers = new Map();
  const drawn = L.geoJSON(page.data.shapes, {
    pointToLayer: (_, at) => L.circleMarker(at, { radius: 7 }),
    style: { weight: 0.8, color: "#ffffff", opacity: 0.9, fillOpacity: 1 },
    onEachFeature: (feature, layer) => {
      const at = feature.properties.at;
      layers.set(at, layer);
      layer.bindPopup(() => sheet(page, at), { maxWidth: 280 });
      layer.bindTooltip(() => el("span", {}, page.data.places[at].name), { sticky: true });
      layer.on("popupopen", () => replaceContent("annonce", sheetWords(page, at)));
    },
  });
  page.bounds = drawn.getBounds();
  map.fitBounds(page.bounds, { animate: false, padding: [8, 8] });
  drawn.addTo(map);
  map.createPane("outlines").style.zIndex = 410;
  map.getPane("outlines").style.pointerEvents = "none";
  for (const outline of page.data.outlines) L.geoJSON(outline, { pane: "outlines", interactive: false, style: { color: "#17202e", weight: 1.6, opacity: 0.75, fill: false } }).addTo(map);
  map.on("popupopen", (event) => event.popup.getElement()?.querySelector(".leaflet-popup-close-button")?.setAttribute("aria-label", "Fermer"));
  return { map, layers, sites: L.layerGroup().addTo(map) };
}

function linkMaps(one, other) {
  let following = false;
  const follow = (from, to) => () => {
    if (following) return;
    following = true;
    to.setView(from.getCenter(), from.getZoom(), { animate: false });
    following = false;
  };
  one.on("move zoom", follow(one, other));
  other.on("move zoom", follow(other, one));
}

function classOf(scale, value) {
  const rounded = halfUp(value);
  const at = scale.bounds.findIndex((bound) => rounded <= bound);
  return at < 0 ? scale.bounds.length : at;
}

function timeFill(page, scenario, at) {
  const told = page.data.communes[scenario][page.public];
  const value = told[page.measure][at];
  if (value === null) return emptyFill(page, told, at);
  return fill(page.data.scales.time.colours[classOf(page.data.scales.time, value)], "plain");
}

function emptyFill(page, told, at) {
  const special = page.data.specials[told.young[at] === 0 ? "sans_jeunes" : "sans_acces"];
  return fill(special.colour, special.pattern);
}

// right minus left, whichever of them comes first
function changeBetween(page, left, right, at) {
  if (left === right) return page.data.communes[left][page.public][page.measure][at] === null ? null : 0;
  const [first, last, sign] = left < right ? [left, right, 1] : [right, left, -1];
  const value = page.data.pairs[`${first}-${last}`][page.public][page.measure][at];
  return value === null ? null : sign * value + 0;
}

function changeFill(page, at) {
  const { left, right } = page;
  const value = changeBetween(page, left, right, at);
  const [before, after] = [left, right].map((k) => page.data.communes[k][page.public]);
  if (value === null) {
    const [had, has] = [before, after].map((told) => told[page.measure][at] !== null);
    if (had !== has) { const special = page.data.specials[has ? "acces_gagne" : "acces_perdu"]; return fill(special.colour, special.pattern); }
    return emptyFill(page, after, at);
  }
  const scale = page.data.scales.difference;
  const grade = classOf(scale, value);
  return fill(scale.colours[grade], scale.patterns[grade]);
}

function drawMaps(page) {
  const difference = document.getElementById("mode").value === "ecart";
  for (const [at, layer] of page.gauche.layers) layer.setStyle({ fillColor: timeFill(page, page.left, at) });
  for (const [at, layer] of page.droite.layers) layer.setStyle({ fillColor: difference ? changeFill(page, at) : timeFill(page, page.right, at) });
  drawSites(page, page.gauche, page.left);
  drawSites(page, page.droite, page.right);
  const titles = page.data.scenarios.map((one) => one.title);
  replaceContent("titre-gauche", titles[page.left]);
  replaceContent("titre-droite", difference ? `Écart : «\u00a0${titles[page.right]}\u00a0» moins «\u00a0${titles[page.left]}\u00a0»` : titles[page.right]);
}

function drawSites(page, view, scenario) {
  view.sites.clearLayers();
  for (const site of page.data.sites) {
    const state = site.states[scenario];
    if (!state) continue;
    const icon = L.divIcon({ className: "mark", html: `<svg viewBox="0 0 28 28" aria-hidden="true">${page.data.symbols[state.kind]}</svg>`, iconSize: [17, 17] });
    L.marker(site.at, { icon, alt: `${page.data.kinds[state.kind]} : ${site.name}`, title: site.name, keyboard: false })
      .bindPopup(() => el("div", {}, el("h3", {}, site.name), el("p", {}, state.label), el("p", {}, state.change))).addTo(view.sites);
  }
}

function sheetRows(page, at) {
  const [before, after] = [page.left, page.right].map((k) => page.data.communes[k][page.public]);
  return [
    ["Jeunes", countText(after.young[at], page.data.masked)],
    ["À gauche", minutesText(before[page.measure][at])],
    ["À droite", minutesText(after[page.measure][at])],
    ["Écart", changeText(changeBetween(page, page.left, page.right, at))],
    ["Sans accès, à gauche", countText(before.without[at], page.data.masked)],
    ["Sans accès, à droite", countText(after.without[at], page.data.masked)],
  ];
}

function sheet(page, at) {
  const place = page.data.places[at];
  return el("div", {}, el("h3", {}, place.name), el("p", {}, place.epci), definitions("", sheetRows(page, at)));
}

function sheetWords(page, at) {
  return `${page.data.places[at].name}. ${sheetRows(page, at).map(([term, text]) => `${term} : ${text}`).join(", ")}.`;
}

function drawLegends(page) {
  const { time, difference } = page.data.scales;
  const item = (colour, pattern, text) => el("li", {}, swatch(colour, pattern), text);
  const specials = (keys) => keys.map((key) => page.data.specials[key]).map((one) => item(one.colour, one.pattern, one.label));
  replaceContent("legende-temps", ...time.colours.map((colour, at) => item(colour, time.patterns[at], time.labels[at])), ...specials(["sans_acces", "sans_jeunes"]));
  replaceContent("legende-ecart", ...difference.colours.map((colour, at) => item(colour, difference.patterns[at], difference.labels[at])), ...specials(["acces_gagne", "acces_perdu"]));
  const kinds = ["siege", "antenne", "permanence"].filter((kind) => page.data.sites.some((site) => site.states.some((state) => state && state.kind === kind)));
  replaceContent("legende-lieux", ...kinds.map((kind) => el("li", {}, svg(page.data.symbols[kind], "symbol"), page.data.kinds[kind])));
}

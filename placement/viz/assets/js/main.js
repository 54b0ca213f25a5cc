// The page: one state, one redraw.
const placementCarte = { ready: false };
const PANES = { ground: 150, roads: 403, limits: 405, outlines: 410, reach: 402, areas: 412, links: 420, circles: 430, names: 590 };
const GROUPS = ["roads", "areas", "reach", "links", "circles", "cells", "tours", "sites"];

placementCarte.start = function (map, communes, tiles, data) {
  const page = {
    map, data, tiles, communesLayer: communes, focus: null, selected: null, moved: false, started: false,
    communes: communes.toGeoJSON ? communes.getLayers().map((layer) => layer.feature.properties) : [],
    legendOpen: window.innerWidth > 1100,
    layers: Object.fromEntries(GROUPS.map((name) => [name, L.layerGroup()])),
    state: {
      theme: data.unchanged ? "avant" : "apres", public: data.publics[0].id, measure: "trajet", background: "aucun",
      links: false, names: true, candidates: false, roads: true, reach: false, areas: true, cells: false, neighbours: true, tours: true,
    },
  };
  Object.assign(page.state, defaultSites(page.state.theme, data.unchanged));
  page.set = (changes) => setState(page, changes);
  page.show = (index, options) => showCommune(page, index, options);
  page.picture = () => pictureOf(page);
  drawTitle(page);
  page.popup = {};
  prepareMap(page);
  buildPanel(page);
  buildSearch(page);
  buildPrinting(page);
  redraw(page);
  frame(page);
  drawAreas(page);
  page.map.on("movestart", () => { if (!page.framing) page.moved = true; });
  page.map.on("moveend", () => writeLink(page));
  followLinks(page);
  Object.assign(placementCarte, { ready: true, page });
};

// a popup stays clear of the plate and of the legend; on a phone the plate steps aside
function popupOptions() {
  const [stage, plate] = [document.querySelector(".stage"), document.getElementById("titre-carte")];
  const narrow = window.innerWidth <= 760;
  const under = ["legende", "credits"].reduce((sum, id) => sum + document.getElementById(id).offsetHeight, 12); // on a phone
  return {
    maxWidth: Math.min(340, stage.offsetWidth - 60), minWidth: Math.min(240, stage.offsetWidth - 80),
    maxHeight: stage.offsetHeight - (narrow ? under + 60 : 220),
    autoPanPaddingTopLeft: [window.innerWidth > 1100 ? 200 : 14, narrow ? 14 : plate.offsetHeight + 24], autoPanPaddingBottomRight: [narrow ? 14 : 60, narrow ? under : 90],
  };
}

function fitPopups(page) {
  Object.assign(page.popup, popupOptions());
  for (const group of [page.communesLayer, page.layers.sites, page.layers.tours]) {
    group.eachLayer((layer) => { if (layer.getPopup()) Object.assign(layer.getPopup().options, page.popup); });
  }
}

function defaultSites(theme, unchanged) {
  return unchanged || theme === "avant" || theme === "besoins" ? { today: true, planned: false } : { today: theme !== "jeunes", planned: true };
}

function setState(page, changes) {
  const chosen = { ...changes };
  if (chosen.theme && chosen.theme !== page.state.theme) Object.assign(chosen, { ...defaultSites(chosen.theme, page.data.unchanged), ...changes });
  Object.assign(page.state, chosen);
  page.map.closePopup();
  say("");
  if (chosen.background) showBackground(page, chosen.background);
  redraw(page);
  writeLink(page);
}

function prepareMap(page) {
  const { map, data } = page;
  for (const [name, level] of Object.entries(PANES)) {
    map.createPane(name).style.zIndex = level;
    if (name !== "areas") map.getPane(name).style.pointerEvents = "none";
  }
  page.bounds = page.communesLayer.getBounds();
  map.fitBounds(page.bounds);
  drawGround(page);
  page.communesLayer.addTo(map).eachLayer((layer) => bindCommune(page, layer));
  for (const outline of data.outlines) L.geoJSON(outline, { pane: "outlines", interactive: false, style: { color: "#17202e", weight: 1.6, opacity: 0.75, fill: false } }).addTo(map);
  for (const group of Object.values(page.layers)) group.addTo(map);
  L.control.zoom({ position: "topright", zoomInTitle: "Agrandir", zoomOutTitle: "Réduire" }).addTo(map);
  addHome(page);
  L.control.scale({ position: "bottomright", imperial: false, maxWidth: 120 }).addTo(map);
  map.on("zoomstart", () => map.getPane("names").replaceChildren()); // they would not follow
  map.on("zoomend", () => standAside(page));
  map.on("zoomend moveend", () => { drawNames(page); if (page.state.cells) drawAreas(page); });
  map.on("popupopen popupclose", (event) => followPopup(page, event));
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") leave(page); });
  window.addEventListener("resize", () => resized(page));
}

// back to the whole territory
function addHome(page) {
  const bar = page.map.getContainer().querySelector(".leaflet-control-zoom");
  const drawing = '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5" fill="none" stroke="currentColor" stroke-width="2.2"/></svg>';
  const button = el("a", { href: "#", role: "button", class: "home", title: "Tout le territoire", "aria-label": "Tout le territoire", onclick: (event) => {
    event.preventDefault();
    page.map.closePopup();
    page.moved = false;
    frame(page);
    writeLink(page);
  } });
  button.innerHTML = drawing;
  L.DomEvent.disableClickPropagation(button);
  bar.append(button);
}

function followPopup(page, event) {
  const open = event.type === "popupopen";
  document.querySelector(".stage").classList.toggle("reading", open);
  const node = event.popup.getElement();
  node?.querySelector(".leaflet-popup-close-button")?.setAttribute("aria-label", "Fermer");
  if (open) node?.setAttribute("role", "dialog");
  if (open) node?.setAttribute("aria-label", node.querySelector("h3")?.textContent ?? "Détails");
  if (open) return;
  if (node?.contains(document.activeElement) || document.activeElement === document.body) page.opener?.focus({ preventScroll: true });
  page.opener = null;
}

function leave(page) {
  page.map.closePopup();
  const layers = document.getElementById("couches");
  if (layers.open && layers.contains(document.activeElement)) layers.querySelector("summary").focus();
  layers.open = false;
}

function resized(page) {
  if (page.printing) return;
  if (page.moved) {
    page.map.invalidateSize({ animate: false });
    tellHeights();
    fitPopups(page);
    drawNames(page);
  } else frame(page);
}

function bindCommune(page, layer) {
  const index = page.communes.indexOf(layer.feature.properties);
  layer.bindPopup(() => communePopup(page, index), page.popup);
  layer.bindTooltip(() => el("div", {}, el("strong", {}, page.communes[index].name), readingText(page, page.communes[index])), { sticky: true });
  layer.getElement?.()?.setAttribute("tabindex", "-1"); // by keyboard, the search and the table lead there
  layer.on("popupopen", () => {
    page.selected = index;
    layer.setStyle({ weight: 3, color: "#17202e" }).bringToFront();
    focusLinks(page, { commune: index });
    say(`${page.communes[index].name} : ${readingText(page, page.communes[index])}`);
    writeLink(page);
  });
  layer.on("popupclose", () => {
    page.selected = null;
    layer.setStyle(communeStyle(page, page.communes[index]));
    focusLinks(page, null);
    writeLink(page);
  });
}

// from the search or a table: the popup takes the focus, and gives it back when it closes
function showCommune(page, index, { opener = null, still = false, closer = 0 } = {}) {
  const layer = page.communesLayer.getLayers()[index];
  if (!still) page.map.setView(page.communes[index].at, Math.max(page.map.getZoom(), page.homeZoom + closer), { animate: false });
  layer.openPopup(L.latLng(page.communes[index].at));
  enterPopup(page, layer.getPopup(), opener);
}

function showSite(page, index, opener) {
  const marker = page.markers.get(index);
  if (!marker) return;
  page.map.setView(marker.getLatLng(), Math.max(page.map.getZoom(), page.homeZoom), { animate: false });
  marker.openPopup();
  enterPopup(page, marker.getPopup(), opener);
}

function enterPopup(page, popup, opener) {
  if (!opener) return;
  page.opener = opener;
  popup.getElement()?.querySelector(".leaflet-popup-close-button")?.focus({ preventScroll: true });
}

// the largest framing in which no plate covers the middle of a commune
function frame(page) {
  const { map } = page;
  page.framing = true;
  map.invalidateSize({ animate: false });
  tellHeights();
  const size = map.getSize();
  const narrow = window.innerWidth <= 760;
  const plate = document.getElementById("titre-carte").offsetHeight + 16;
  const legend = document.getElementById("legende");
  const paddings = narrow ? [[6, plate, 6, legend.offsetHeight + document.getElementById("credits").offsetHeight + 6]]
    : [12, 0.06, 0.12, 0.18, 0.24, 0.3].flatMap((left) => [16, plate].map((top) => [left < 1 ? left * size.x : left, top, 44, 44]));
  map.setMinZoom(0);
  for (const [left, top, right, bottom] of paddings) {
    map.fitBounds(page.bounds, { animate: false, paddingTopLeft: [left, top], paddingBottomRight: [right, bottom] });
    if (!covered(page)) break;
  }
  fitPopups(page);
  page.homeZoom = map.getZoom();
  map.setMinZoom(Math.max(0, page.homeZoom - 0.6));
  page.framing = false;
  drawNames(page);
}

// with room for the longest legend, so that changing theme never moves the map
function covered(page) {
  const boxes = overlays(page);
  boxes[1] = [boxes[1][0], boxes[1][1] - 40, Math.max(boxes[1][2], boxes[1][0] + 250), boxes[1][3]];
  return page.communes.some((commune) => {
    const { x, y } = page.map.latLngToLayerPoint(commune.at);
    return boxes.some((box) => x > box[0] - 16 && x < box[2] + 16 && y > box[1] - 16 && y < box[3] + 16);
  });
}

function redraw(page) {
  drawTitle(page);
  syncPanel(page);
  page.communesLayer.eachLayer((layer) => layer.setStyle(communeStyle(page, layer.feature.properties)));
  drawCircles(page);
  drawLinks(page);
  drawRoads(page);
  drawSites(page);
  drawLegend(page);
  drawFigures(page);
  drawTable(page);
  drawSiteTable(page);
  drawCredits(page);
  if (page.homeZoom === undefined) return;
  drawAreas(page);
  drawNames(page);
}

function audience(data) {
  return data.profile.id === "public" ? "document public" : "document interne";
}

function drawTitle(page) {
  const { data, state } = page;
  const who = data.publics[publicAt(page)].label.toLowerCase();
  replaceContent("territoire", data.title);
  replaceContent("scenario", data.scenario);
  replaceContent("sous-titre", el("span", { class: "wide" }, `Accès des ${data.young.sentence} aux lieux d'accueil\u00a0· `), el("span", { class: "date" }, data.date), ` · ${audience(data)}`);
  const heading = { avant: "Aujourd'hui", apres: "Scénario", ecart: "Ce que change le scénario", jeunes: `Où vivent les ${data.young.sentence}`, besoins: "Où les besoins des jeunes sont les plus grands" };
  const name = state.theme === "apres" || state.theme === "ecart" ? ` « ${data.scenario} »` : "";
  replaceContent("titre", heading[state.theme], el("span", { class: "wide" }, name));
  const [subject, rest] = titleDetail(page);
  replaceContent("titre-detail", subject, el("span", { class: "wide" }, rest), state.theme === "besoins" || (reachOn(page) && timed(page)) ? "" : `, ${who}`);
  replaceContent("mentions", ...data.notices.map((text) => el("li", {}, `⚠ ${text}`)));
}

function titleDetail(page) {
  const { data, state } = page;
  if (reachOn(page) && timed(page)) return ["Zones à 15, 30 et 45 min en voiture", " d'un lieu ouvert, au plus proche"];
  if (state.theme === "jeunes") return [`Nombre de ${data.young.column.toLowerCase()}`, " par commune"];
  if (state.theme === "besoins") return ["Indice de besoins", ` – ${data.needs.detail.charAt(0).toLowerCase()}${data.needs.detail.slice(1)}`];
  return MEASURE_TITLES[state.measure];
}

function drawCredits(page) {
  const attribution = page.state.background === "aucun" ? "" : page.tiles[page.state.background].options.attribution;
  const [roads, ...others] = page.data.credits;
  replaceContent("credits", el("span", { class: "wide" }, `Carte du ${page.data.date}, ${audience(page.data)}. `), "Sources : ",
    [roads, attribution].filter(Boolean).join(" ; "), el("span", { class: "wide" }, others.map((name) => ` ; ${name}`).join("")), ".");
  tellHeights();
}

// the scale stands on the credits, and on a telephone the credits stand on the legend
function tellHeights() {
  const stage = document.querySelector(".stage");
  for (const id of ["credits", "legende"]) stage.style.setProperty(`--${id}`, `${document.getElementById(id).offsetHeight}px`);
}

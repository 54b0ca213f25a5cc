// The page: one state, one redraw.
const placementCarte = { ready: false };

placementCarte.start = function (map, communes, tiles, data) {
  const page = {
    map, data, tiles, communesLayer: communes, focus: null,
    communes: communes.toGeoJSON ? communes.getLayers().map((layer) => layer.feature.properties) : [],
    legendOpen: window.innerWidth > 1100,
    layers: { links: L.layerGroup(), circles: L.layerGroup(), sites: L.layerGroup() },
    state: { theme: data.unchanged ? "avant" : "apres", public: data.publics[0].id, measure: "trajet", links: false, names: true, candidates: false, background: "aucun" },
  };
  Object.assign(page.state, defaultSites(page.state.theme, data.unchanged));
  page.set = (changes) => setState(page, changes);
  page.show = (index) => showCommune(page, index);
  drawTitle(page);
  page.popup = popupOptions();
  prepareMap(page);
  buildPanel(page);
  redraw(page);
  frame(page);
  Object.assign(placementCarte, { ready: true, page });
};

// a popup stays clear of the plate and of the legend; on a phone the plate steps aside
function popupOptions() {
  const [stage, plate] = [document.querySelector(".stage"), document.getElementById("titre-carte")];
  const narrow = window.innerWidth <= 760;
  return {
    maxWidth: Math.min(340, stage.offsetWidth - 60), minWidth: Math.min(240, stage.offsetWidth - 80),
    maxHeight: stage.offsetHeight - (narrow ? 150 : 220),
    autoPanPaddingTopLeft: [window.innerWidth > 1100 ? 200 : 14, narrow ? 14 : plate.offsetHeight + 24], autoPanPaddingBottomRight: [narrow ? 14 : 60, 90],
  };
}

function defaultSites(theme, unchanged) {
  return unchanged || theme === "avant" ? { today: true, planned: false } : { today: theme !== "jeunes", planned: true };
}

function setState(page, changes) {
  if (changes.theme && changes.theme !== page.state.theme) Object.assign(changes, defaultSites(changes.theme, page.data.unchanged));
  Object.assign(page.state, changes);
  page.map.closePopup();
  document.getElementById("message").textContent = "";
  if (changes.background) showBackground(page, changes.background);
  redraw(page);
}

function prepareMap(page) {
  const { map, data } = page;
  for (const [name, level] of [["outlines", 410], ["links", 420], ["circles", 430], ["names", 590]]) {
    map.createPane(name).style.zIndex = level;
    map.getPane(name).style.pointerEvents = "none";
  }
  page.bounds = page.communesLayer.getBounds();
  map.fitBounds(page.bounds);
  page.communesLayer.addTo(map).eachLayer((layer) => bindCommune(page, layer));
  for (const outline of data.outlines) L.geoJSON(outline, { pane: "outlines", interactive: false, style: { color: "#17202e", weight: 1.6, opacity: 0.75, fill: false } }).addTo(map);
  for (const group of Object.values(page.layers)) group.addTo(map);
  L.control.zoom({ position: "topright", zoomInTitle: "Agrandir", zoomOutTitle: "Réduire" }).addTo(map);
  L.control.scale({ position: "bottomright", imperial: false, maxWidth: 120 }).addTo(map);
  map.on("zoomend", () => standAside(page));
  map.on("zoomend moveend", () => drawNames(page));
  map.on("popupopen popupclose", (event) => {
    document.querySelector(".stage").classList.toggle("reading", event.type === "popupopen");
    event.popup.getElement()?.querySelector(".leaflet-popup-close-button")?.setAttribute("aria-label", "Fermer");
  });
  window.addEventListener("resize", () => frame(page));
}

function bindCommune(page, layer) {
  const index = page.communes.indexOf(layer.feature.properties);
  layer.bindPopup(() => communePopup(page, index), page.popup);
  layer.bindTooltip(() => el("div", {}, el("strong", {}, page.communes[index].name), readingText(page, page.communes[index])), { sticky: true });
  layer.getElement?.()?.setAttribute("tabindex", "-1"); // by keyboard, the table of communes leads there
  layer.on("popupopen", () => { layer.setStyle({ weight: 3, color: "#17202e" }).bringToFront(); focusLinks(page, { commune: index }); });
  layer.on("popupclose", () => { layer.setStyle(communeStyle(page, page.communes[index])); focusLinks(page, null); });
}

function showCommune(page, index) {
  const layer = page.communesLayer.getLayers()[index];
  page.map.setView(page.communes[index].at, Math.max(page.map.getZoom(), page.homeZoom), { animate: false });
  layer.openPopup(L.latLng(page.communes[index].at));
}

// the largest framing in which no plate covers the middle of a commune
function frame(page) {
  const { map } = page;
  map.invalidateSize({ animate: false });
  tellHeights();
  const size = map.getSize();
  const narrow = window.innerWidth <= 760;
  const plate = document.getElementById("titre-carte").offsetHeight + 16;
  const legend = document.getElementById("legende");
  const paddings = narrow ? [[6, plate, 6, legend.offsetHeight + document.getElementById("credits").offsetHeight + 6]]
    : [12, 0.06, 0.12, 0.18, 0.24, 0.3].flatMap((left) => [16, plate].map((top) => [left < 1 ? left * size.x : left, top, 44, 44]));
  for (const [left, top, right, bottom] of paddings) {
    map.fitBounds(page.bounds, { animate: false, paddingTopLeft: [left, top], paddingBottomRight: [right, bottom] });
    if (!covered(page)) break;
  }
  page.homeZoom = map.getZoom();
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
  drawSites(page);
  drawLegend(page);
  drawFigures(page);
  drawTable(page);
  drawCredits(page);
  if (page.homeZoom !== undefined) drawNames(page);
}

function drawTitle(page) {
  const { data, state } = page;
  const who = data.publics[publicAt(page)].label.toLowerCase();
  replaceContent("territoire", data.title);
  replaceContent("scenario", data.scenario);
  replaceContent("sous-titre", el("span", { class: "wide" }, `Accès des ${data.young.sentence} aux lieux d'accueil · `), el("span", { class: "date" }, data.date), ` · ${data.profile.id === "public" ? "document public" : "document interne"}`);
  const young = state.theme === "jeunes";
  const heading = { avant: "Aujourd'hui", apres: "Scénario", ecart: "Ce que change le scénario", jeunes: `Où vivent les ${data.young.sentence}` };
  const name = state.theme === "apres" || state.theme === "ecart" ? ` « ${data.scenario} »` : "";
  replaceContent("titre", heading[state.theme], el("span", { class: "wide" }, name));
  const [subject, rest] = young ? [`Nombre de ${data.young.column.toLowerCase()}`, " par commune"] : MEASURE_TITLES[state.measure];
  replaceContent("titre-detail", subject, el("span", { class: "wide" }, rest), `, ${who}`);
  replaceContent("mentions", ...data.notices.map((text) => el("li", {}, `⚠ ${text}`)));
}

function drawCredits(page) {
  const attribution = page.state.background === "aucun" ? "" : page.tiles[page.state.background].options.attribution;
  const [roads, ...others] = page.data.credits;
  replaceContent("credits", el("span", { class: "wide" }, `Carte du ${page.data.date}. `), "Sources : ",
    [roads, attribution].filter(Boolean).join(" ; "), el("span", { class: "wide" }, others.map((name) => ` ; ${name}`).join("")), ".");
  tellHeights();
}

// the scale stands on the credits, and on a telephone the credits stand on the legend
function tellHeights() {
  const stage = document.querySelector(".stage");
  for (const id of ["credits", "legende"]) stage.style.setProperty(`--${id}`, `${document.getElementById(id).offsetHeight}px`);
}

function showBackground(page, choice) {
  for (const layer of Object.values(page.tiles)) layer.off("tileerror tileload").remove();
  if (choice === "aucun") return;
  if (navigator.onLine === false) setTimeout(() => refuseBackground(page, choice));
  else probeBackground(page, choice);
}

// one picture is tried first: without internet a single request fails, not a screenful
function probeBackground(page, choice) {
  const layer = page.tiles[choice];
  const picture = new Image();
  picture.onerror = () => refuseBackground(page, choice);
  picture.onload = () => {
    if (page.state.background !== choice) return;
    let loaded = 0;
    layer.on("tileload", () => { loaded += 1; });
    layer.on("tileerror", () => { if (!loaded) refuseBackground(page, choice); });
    layer.addTo(page.map);
  };
  picture.src = L.Util.template(layer._url, { z: 5, x: 16, y: 11 });
}

function refuseBackground(page, choice) {
  if (page.state.background !== choice) return;
  page.set({ background: "aucun" });
  document.getElementById("message").textContent = "Ce fond de carte n'est pas joignable (pas d'internet ?). La carte reste complète sans lui.";
}

"use strict";
// The page of needs: one view at a time, on the map and in the list.
const placementBesoins = { ready: false };

placementBesoins.start = function (data) {
  const map = L.map("carte", { zoomControl: false, attributionControl: false, fadeAnimation: false, zoomSnap: 0.1, zoomDelta: 0.5, minZoom: 5, maxZoom: 17 });
  const page = { map, data, view: data.views[0], shapes: new Map(), digits: null };
  prepare(page);
  page.frame = () => frame(page);
  document.getElementById("vue").addEventListener("change", (event) => show(page, event.target.value));
  window.addEventListener("resize", page.frame);
  window.addEventListener("beforeprint", page.frame);
  window.matchMedia("print").addEventListener("change", page.frame);
  show(page, page.view.id);
  frame(page);
  Object.assign(placementBesoins, { ready: true, page });
};

function prepare(page) {
  const { map, data } = page;
  for (const [name, level] of [["outlines", 410], ["areas", 420], ["names", 590]]) {
    map.createPane(name).style.zIndex = level;
    map.getPane(name).style.pointerEvents = "none";
  }
  page.communes = L.geoJSON(data.communes, {
    pointToLayer: (_, at) => L.circleMarker(at, { radius: 7 }), // a commune without outline
    onEachFeature: (feature, layer) => bind(page, feature, layer),
  });
  page.bounds = page.communes.getBounds();
  map.fitBounds(page.bounds, { animate: false });
  page.communes.addTo(map);
  for (const outline of data.outlines) L.geoJSON(outline, { pane: "outlines", interactive: false, style: { color: "#17202e", weight: 1.8, opacity: 0.8, fill: false } }).addTo(map);
  if (data.cells) data.places.forEach((place, at) => bindCell(page, place, at));
  page.areas = L.geoJSON(data.areas, { pane: "areas", interactive: false, style: { color: "#b3005e", weight: 2.4, dashArray: "5 3", fill: true, fillColor: fill("#ffffff", "hatch"), fillOpacity: 0.55 } }).addTo(map);
  for (const site of data.sites) {
    const icon = L.divIcon({ className: "mark", html: `<svg viewBox="0 0 28 28" aria-hidden="true">${data.symbols[site.kind]}</svg>`, iconSize: [18, 18] });
    L.marker(site.at, { icon, alt: `${site.label} : ${site.name}`, title: site.name, zIndexOffset: 500 }).addTo(map)
      .bindPopup(() => el("div", {}, el("h3", {}, site.name), el("p", {}, `${site.label}, ${site.rhythm}`)));
  }
  L.control.zoom({ position: "topright", zoomInTitle: "Agrandir", zoomOutTitle: "Réduire" }).addTo(map);
  L.control.scale({ position: "bottomright", imperial: false, maxWidth: 120 }).addTo(map);
  map.on("zoomend moveend", () => drawDigits(page));
  map.on("popupopen popupclose", (event) => {
    document.querySelector(".stage").classList.toggle("reading", event.type === "popupopen");
    event.popup.getElement()?.querySelector(".leaflet-popup-close-button")?.setAttribute("aria-label", "Fermer");
  });
}

// a popup stays clear of the plates laid over the map
function popupOptions() {
  const stage = document.querySelector(".stage");
  const narrow = window.innerWidth <= 760;
  const above = narrow ? 10 : document.querySelector(".plate").offsetHeight + 22;
  const below = narrow ? document.getElementById("legende").offsetHeight + document.getElementById("credits").offsetHeight + 8 : 20;
  return {
    maxWidth: Math.min(360, stage.offsetWidth - 118), minWidth: Math.min(250, stage.offsetWidth - 118), maxHeight: stage.offsetHeight - above - below - 40,
    autoPanPaddingTopLeft: [narrow ? 8 : 250, above], autoPanPaddingBottomRight: [60, below],
  };
}

function attach(page, layer, at) {
  page.shapes.set(at, layer);
  layer.bindPopup(() => popup(page, at));
  layer.bindTooltip(() => el("div", {}, el("strong", {}, page.data.places[at].name), tip(page, at)), { sticky: true });
  layer.getElement?.()?.setAttribute("tabindex", "-1"); // by keyboard, the list leads there
  layer.on("popupopen", () => { layer.setStyle({ weight: 3, color: "#17202e" }).bringToFront(); mark(at, true); announce(page, at); });
  layer.on("popupclose", () => { layer.setStyle(style(page, at)); mark(at, false); });
}

function bind(page, feature, layer) {
  if (!page.data.cells) attach(page, layer, feature.properties.at);
}

function bindCell(page, place, at) {
  attach(page, L.circleMarker(place.at, { radius: place.radius, weight: 0.6 }).addTo(page.map), at);
}

function classAt(page, at) {
  return page.view.classes[at];
}

function style(page, at) {
  const base = { weight: page.data.cells ? 0.6 : 0.8, color: page.data.cells ? "#17202e" : "#ffffff", opacity: 0.9, fillOpacity: 1 };
  const grade = classAt(page, at);
  return { ...base, fillColor: grade === null ? fill("#e2e5e9", "hatch") : page.data.colours[grade] };
}

function tip(page, at) {
  const grade = classAt(page, at);
  const word = grade === null ? "sans valeur" : `besoin ${page.data.words[grade]} (classe ${grade + 1})`;
  return `${page.view.label} : ${page.view.texts[at]} — ${word}`;
}

function show(page, id) {
  page.view = page.data.views.find((view) => view.id === id);
  page.map.closePopup();
  for (const [at, layer] of page.shapes) layer.setStyle(style(page, at));
  if (page.data.cells) page.communes.setStyle({ fill: false, color: "#8a94a3", weight: 0.8 });
  replaceContent("titre", page.view.title);
  replaceContent("titre-detail", page.view.detail);
  replaceContent("colonne", page.view.column);
  drawList(page);
  drawLegend(page);
  drawDigits(page);
}

function ranked(page) {
  const [scores, index] = [page.view.scores, page.data.views[0].scores];
  const known = scores.map((score, at) => at).filter((at) => scores[at] !== null);
  const absent = scores.map((score, at) => at).filter((at) => scores[at] === null);
  known.sort((a, b) => scores[b] - scores[a] || index[b] - index[a] || a - b);
  let rank = 0;
  const rows = known.map((at, position) => {
    if (!position || scores[at] !== scores[known[position - 1]]) rank = position + 1;
    return { at, rank };
  });
  return rows.concat(absent.map((at) => ({ at, rank: null })));
}

function drawList(page) {
  const rows = ranked(page).slice(0, page.data.listed).map(({ at, rank }) => {
    const place = page.data.places[at];
    const grade = classAt(page, at);
    const level = grade === null ? "sans valeur" : el("span", {}, badge(page, grade), page.data.words[grade]);
    return el("tr", { "data-at": at }, el("td", {}, rank === null ? "—" : whole(rank)),
      el("td", {}, el("button", { type: "button", onclick: () => open(page, at) }, place.name)), el("td", {}, page.view.texts[at]), el("td", {}, level));
  });
  document.getElementById("rangs").replaceChildren(...rows);
}

function badge(page, grade) {
  const node = el("span", { class: "grade", "aria-hidden": "true" }, String(grade + 1));
  node.style.background = page.data.colours[grade];
  node.style.color = isDark(page.data.colours[grade]) ? "#fff" : "#17202e";
  return node;
}

// what the map shows is said to those who do not see it
function announce(page, at) {
  const place = page.data.places[at];
  replaceContent("annonce", `${place.name}. ${tip(page, at)}. Indice ${place.index}${place.standing}.`);
}

function mark(at, chosen) {
  document.querySelector(`#rangs tr[data-at="${at}"]`)?.classList.toggle("chosen", chosen);
}

function open(page, at) {
  const place = page.data.places[at];
  page.map.setView(place.at, Math.max(page.map.getZoom(), page.homeZoom), { animate: false });
  page.shapes.get(at).openPopup(L.latLng(place.at));
  if (window.innerWidth <= 760) document.getElementById("carte").scrollIntoView({ block: "center" });
}

function popup(page, at) {
  const { data } = page;
  const place = data.places[at];
  const rows = data.views.slice(1).map((view) => el("tr", {}, el("th", { scope: "row" }, view.label), el("td", {}, view.texts[at]), el("td", {}, view.weighs ? whole(view.scores[at]) : "—")));
  return el("div", {}, el("h3", {}, place.name), el("p", { class: "soft" }, place.epci),
    el("p", {}, el("strong", {}, place.index), place.standing),
    el("table", {}, el("caption", {}, "Critères"), el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "Critère"), el("th", { scope: "col" }, "Valeur"), el("th", { scope: "col" }, "Score"))), el("tbody", {}, ...rows)),
    definitions("", [[data.cells ? "Jeunes" : "", data.cells ? place.young : ""], ["Lieu le plus proche", place.door], ["Robustesse", place.stability]]));
}

function drawLegend(page) {
  const { data, view } = page;
  const items = data.words.map((word, grade) => {
    const holder = el("span", { class: isDark(data.colours[grade]) ? "swatch light" : "swatch", "aria-hidden": "true" }, String(grade + 1));
    holder.style.background = data.colours[grade];
    return el("li", {}, holder, el("span", { class: "long" }, `${word} : ${view.ranges[grade]}`), el("span", { class: "short", "aria-hidden": "true" }, view.short[grade]));
  }).reverse();
  if (view.classes.includes(null)) items.push(el("li", {}, swatch("#e2e5e9", "hatch"), el("span", { class: "long" }, "sans valeur"), el("span", { class: "short" }, "—")));
  const symbols = [...new Set(data.sites.map((site) => site.kind))].map((kind) => el("li", {}, svg(data.symbols[kind], "symbol"), data.kinds[kind]));
  if (data.areas.features.length) {
    const holder = el("span", { class: "symbol", "aria-hidden": "true" });
    holder.innerHTML = '<svg viewBox="0 0 28 22"><rect x="3" y="4" width="22" height="14" fill="#fff" stroke="#b3005e" stroke-width="2.4" stroke-dasharray="5 3"/></svg>';
    symbols.push(el("li", {}, holder, "quartier prioritaire"));
  }
  if (data.cells) symbols.push(el("li", {}, el("span", { class: "symbol" }, "●"), "un carreau, d'autant plus gros que des jeunes y vivent"));
  replaceContent("legende", el("h3", {}, "Besoin (5 : le plus élevé)"), el("ul", { class: "classes" }, ...items),
    el("details", { open: window.innerWidth > 760 }, el("summary", {}, "Symboles"), el("ul", {}, ...symbols)));
  tellHeights();
}

// the class as a digit wherever it fits: the map reads without colour
function drawDigits(page) {
  const pane = page.map.getPane("names");
  pane.replaceChildren();
  if (page.homeZoom === undefined || page.data.cells) return;
  for (const [at, layer] of page.shapes) {
    const grade = classAt(page, at);
    const place = page.data.places[at];
    const box = layer.getBounds?.();
    if (grade === null || !box) continue;
    const [from, to] = [page.map.latLngToLayerPoint(box.getNorthWest()), page.map.latLngToLayerPoint(box.getSouthEast())];
    if (Math.min(to.x - from.x, to.y - from.y) < 15) continue;
    const point = page.map.latLngToLayerPoint(place.inside);
    const node = el("span", { class: isDark(page.data.colours[grade]) ? "digit light" : "digit", "aria-hidden": "true" }, String(grade + 1));
    node.style.transform = `translate(${Math.round(point.x)}px, ${Math.round(point.y)}px)`;
    pane.append(node);
  }
}

function frame(page) {
  const { map } = page;
  map.invalidateSize({ animate: false });
  tellHeights();
  for (const layer of page.shapes.values()) Object.assign(layer.getPopup().options, popupOptions());
  const printed = window.matchMedia("print").matches; // the legend is then under the map
  const narrow = window.innerWidth <= 760 && !printed;
  const plate = document.querySelector(".plate").offsetHeight + 14;
  const legend = document.getElementById("legende");
  const below = narrow ? legend.offsetHeight + document.getElementById("credits").offsetHeight + 6 : printed ? 8 : 44;
  const tries = narrow ? [[6, plate, 6]] : [0.02, 0.08, 0.14, 0.2, 0.26, 0.32].map((left) => [left * map.getSize().x, plate, 40]);
  for (const [left, top, right] of tries) {
    map.fitBounds(page.bounds, { animate: false, paddingTopLeft: [left, top], paddingBottomRight: [right, below] });
    if (!covered(page)) break;
  }
  page.homeZoom = map.getZoom();
  drawDigits(page);
}

// whether a plate lies over the middle of a place
function covered(page) {
  const stage = document.getElementById("carte").getBoundingClientRect();
  const boxes = [".plate", "#legende"].map((name) => document.querySelector(name).getBoundingClientRect());
  return page.data.places.some((place) => {
    const { x, y } = page.map.latLngToContainerPoint(place.inside);
    return boxes.some((box) => x > box.left - stage.left - 10 && x < box.right - stage.left + 10 && y > box.top - stage.top - 10 && y < box.bottom - stage.top + 10);
  });
}

function tellHeights() {
  const stage = document.querySelector(".stage");
  for (const id of ["credits", "legende"]) stage.style.setProperty(`--${id}`, `${document.getElementById(id).offsetHeight}px`);
}

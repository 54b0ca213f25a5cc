// Layers of their own: isochrones, priority neighbourhoods, cells, sites around, tours of the van.
const REACH_COLOURS = ["#fde725", "#5ec962", "#3b528b"]; // the nearest first
const AREA_INK = "#b3005e";
const TOUR_INK = ["#17202e", "#b3005e", "#1d4e89", "#994f07"];

function reachShown(page) {
  return page.data.reach[page.state.theme === "avant" || page.data.unchanged ? "avant" : "apres"];
}

function drawAreas(page) {
  for (const name of ["reach", "areas", "cells", "tours"]) page.layers[name].clearLayers();
  if (reachOn(page)) drawReach(page);
  if (page.state.areas) drawPriority(page);
  if (page.state.cells) drawCells(page);
  if (page.state.tours) drawTours(page);
}

// isochrones take the place of the colours of the communes: one question at a time
function reachOn(page) {
  return page.state.reach && page.state.theme !== "besoins" && reachShown(page).length > 0;
}

// the longest first, each lies on the one before
function drawReach(page) {
  const shown = reachShown(page);
  shown.forEach(({ polygons }, rank) => {
    L.polygon(polygons.map((rings) => rings.map(decode)), { pane: "reach", interactive: false, color: "#ffffff", weight: 1.2, fillColor: REACH_COLOURS[shown.length - 1 - rank], fillOpacity: 0.82 }).addTo(page.layers.reach);
  });
}

function drawPriority(page) {
  for (const { name, rings } of page.data.areas) {
    L.polygon(rings.map((ring) => [decode(ring)]), { pane: "areas", color: AREA_INK, weight: 2, fillColor: fill("#f3c1da", "hatch"), fillOpacity: 0.85 })
      .bindTooltip(() => el("div", {}, el("strong", {}, name), "Quartier prioritaire (QPV)"), { sticky: true }).addTo(page.layers.areas);
  }
}

// cells stand for the circles of the communes, which they make up
function cellsShown(page) {
  return page.state.cells && page.data.cells.length > 0;
}

function cellRadius(page, persons) {
  const most = Math.max(1, page.data.cells[0][2]);
  return Math.max(1.1, Math.sqrt(persons / most) * 3.4 * 2 ** Math.min(3, Math.max(0, page.map.getZoom() - page.homeZoom)));
}

function drawCells(page) {
  const view = page.map.getBounds().pad(0.1);
  for (const [lat, lon, persons] of page.data.cells) {
    if (!view.contains([lat, lon])) continue;
    L.circleMarker([lat, lon], { pane: "circles", interactive: false, radius: cellRadius(page, persons), color: "#ffffff", weight: 0.6, fillColor: "#17202e", fillOpacity: 0.75 }).addTo(page.layers.cells);
  }
}

function drawTours(page) {
  page.data.tours.forEach((tour, rank) => {
    const colour = TOUR_INK[rank % TOUR_INK.length];
    const line = tour.line.length ? decode(tour.line) : tour.stops.map((stop) => stop.at);
    L.polyline(line, { pane: "links", interactive: false, color: "#ffffff", weight: 6, opacity: 0.9 }).addTo(page.layers.tours);
    L.polyline(line, { pane: "links", interactive: false, color: colour, weight: 3, dashArray: rank % 2 ? "8 4" : null }).addTo(page.layers.tours);
    tour.stops.forEach((stop, at) => {
      const drawing = `<circle cx="14" cy="14" r="11" fill="#ffffff" stroke="${colour}" stroke-width="2.6"/><text x="14" y="18.6" text-anchor="middle" font-size="13" font-weight="700" fill="${colour}">${at + 1}</text>`;
      const marker = L.marker(stop.at, { icon: L.divIcon({ className: "mark", iconSize: [22, 22], html: svg(drawing).firstChild }), zIndexOffset: 200 });
      marker.bindPopup(() => el("div", {}, el("h3", {}, stop.name), el("p", {}, `${tour.label} – arrêt ${at + 1} sur ${tour.stops.length}`), el("p", { class: "soft" }, stop.told)), page.popup);
      marker.addTo(page.layers.tours);
      marker.getElement().setAttribute("aria-label", `${tour.label}, arrêt ${at + 1} : ${stop.name}`);
    });
  });
}

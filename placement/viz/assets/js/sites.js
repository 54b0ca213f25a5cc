// Sites, who goes where, and circles of young people.
const SIZES = { siege: 36, antenne: 27, permanence: 25, camion: 28, ferme: 22, voisin: 22, candidat: 18 };

function symbolSize(symbol) {
  return (SIZES[symbol] || 26) * (window.innerWidth > 760 ? 1 : 0.8);
}

function shownSites(page) {
  const { today, planned } = page.state;
  return page.data.sites.flatMap((site, index) => {
    if (planned && site.apres) return [{ site, index, view: "apres", symbol: site.apres.kind, badge: site.change }];
    if (!today || !site.avant) return [];
    return planned ? [{ site, index, view: "apres", symbol: "ferme" }] : [{ site, index, view: "avant", symbol: site.avant.kind }];
  });
}

function symbolIcon(page, symbol, badge) {
  const size = symbolSize(symbol);
  const drawing = page.data.symbols[symbol] + (page.data.badges[badge] || "");
  return L.divIcon({ className: "mark", iconSize: [size, size], html: svg(drawing).firstChild });
}

// how far a closed site steps aside, in pixels, so that its cross and an open neighbour are both seen
function aside(page, shown, { site, symbol }) {
  const still = { x: 0, y: 0 };
  if (symbol !== "ferme") return still;
  const at = page.map.latLngToLayerPoint(site.at);
  const room = (other) => 0.42 * (symbolSize(symbol) + symbolSize(other.symbol));
  const near = (other) => at.distanceTo(page.map.latLngToLayerPoint(other.site.at)) / room(other);
  const open = shown.filter((other) => other.symbol !== "ferme").sort((a, b) => near(a) - near(b))[0];
  if (!open || near(open) >= 1) return still;
  const from = page.map.latLngToLayerPoint(open.site.at);
  const gap = at.distanceTo(from);
  const [x, y] = gap < 1 ? [-0.7, 0.7] : [(at.x - from.x) / gap, (at.y - from.y) / gap];
  return { x: x * (room(open) - gap), y: y * (room(open) - gap) };
}

function standAside(page) {
  const shown = shownSites(page);
  for (const item of shown) {
    const style = page.markers?.get(item.index)?.getElement()?.style;
    if (!style) continue;
    const { x, y } = aside(page, shown, item);
    const half = symbolSize(item.symbol) / 2;
    Object.assign(style, { marginLeft: `${x - half}px`, marginTop: `${y - half}px` });
  }
}

function drawSites(page) {
  page.layers.sites.clearLayers();
  page.markers = new Map();
  for (const { site, index, view, symbol, badge } of shownSites(page)) {
    const label = `${page.data.kinds[symbol]} : ${site.name}`;
    const marker = L.marker(site.at, { icon: symbolIcon(page, symbol, page.data.unchanged ? "" : badge), zIndexOffset: { siege: 500, ferme: -250 }[symbol] || 0 });
    marker.bindPopup(() => sitePopup(page, site, view), page.popup);
    marker.bindTooltip(() => el("div", {}, el("strong", {}, site.name), page.data.kinds[symbol]), { direction: "top", offset: [0, -12] });
    marker.on("popupopen", () => focusLinks(page, { site: index })).on("popupclose", () => focusLinks(page, null));
    marker.addTo(page.layers.sites);
    marker.getElement().setAttribute("aria-label", label);
    page.markers.set(index, marker);
  }
  standAside(page);
  for (const kind of ["voisin", "candidat"]) if (besideShown(page, kind)) drawBeside(page, kind);
}

function besideShown(page, kind) {
  return kind === "voisin" ? page.state.neighbours && page.data.neighbours.length > 0 : page.state.candidates && page.data.candidates.length > 0;
}

// sites that the plan does not use: of a neighbour, or possible; by keyboard, the table tells them
function drawBeside(page, kind) {
  for (const place of kind === "voisin" ? page.data.neighbours : page.data.candidates) {
    const marker = L.marker(place.at, { icon: symbolIcon(page, kind), keyboard: false, zIndexOffset: -500 });
    marker.bindTooltip(() => el("div", {}, el("strong", {}, place.name), page.data.kinds[kind]), { direction: "top" });
    marker.bindPopup(() => besidePopup(page, place, kind), page.popup);
    marker.addTo(page.layers.sites);
    marker.getElement().setAttribute("aria-label", `${page.data.kinds[kind]} : ${place.name}`);
    marker.getElement().setAttribute("role", "img");
  }
}

function focusLinks(page, focus) {
  page.focus = focus;
  drawLinks(page);
}

function drawLinks(page) {
  page.layers.links.clearLayers();
  const { focus } = page;
  if (!page.state.links && !focus) return;
  const at = publicAt(page);
  const rows = page.data.links[page.state.theme === "avant" ? "avant" : "apres"].filter((link) => goes(link[2][at]));
  const most = Math.max(1, ...rows.map((link) => link[2][at]));
  for (const [home, site, counts] of rows) {
    const chosen = focus && (focus.site === site || focus.commune === home);
    if (!chosen && !page.state.links) continue;
    const weight = 1 + 5 * Math.sqrt(counts[at] / most);
    const ends = [page.communes[home].at, page.data.sites[site].at];
    const faded = focus && !chosen ? 0.15 : 0.75;
    L.polyline(ends, { pane: "links", interactive: false, color: "#ffffff", weight: weight + 2, opacity: faded * 0.8 }).addTo(page.layers.links);
    L.polyline(ends, { pane: "links", interactive: false, color: "#17202e", weight, opacity: faded }).addTo(page.layers.links);
  }
}

function circleRadius(page, count) {
  const most = Math.max(1, ...page.communes.map((commune) => commune.young[0]));
  const largest = Math.min(46, Math.max(17, page.map.getSize().x / 24));
  return Math.max(1.2, largest * Math.sqrt(count / most));
}

function drawCircles(page) {
  page.layers.circles.clearLayers();
  if (page.state.theme !== "jeunes" || cellsShown(page)) return;
  const at = publicAt(page);
  const order = page.communes.map((commune, index) => index).sort((a, b) => page.communes[b].young[at] - page.communes[a].young[at]);
  for (const index of order) {
    const commune = page.communes[index];
    if (!commune.young[at]) continue;
    L.circleMarker(commune.at, { pane: "circles", interactive: false, radius: circleRadius(page, commune.young[at]), color: "#ffffff", weight: 1, fillColor: "#31688e", fillOpacity: 0.82 }).addTo(page.layers.circles);
  }
}

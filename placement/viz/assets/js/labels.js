// Town names on the map itself: placed greedily, largest first, never one over another.
const NAME_FONTS = { site: "700 13px", town: "400 11.5px", far: "italic 400 12px" };
const FAR_TOWNS = 14;
const FAR_APART = 70; // pixels: the suburb of a town says no more than the town

function drawNames(page) {
  const pane = page.map.getPane("names");
  pane.replaceChildren();
  if (!page.state.names) return;
  const shown = shownSites(page);
  const spots = shown.map((item) => page.map.latLngToLayerPoint(item.site.at).add(aside(page, shown, item)));
  const taken = overlays(page).concat(shown.map(({ symbol }, rank) => around(spots[rank], symbolSize(symbol) / 2)));
  const done = new Set();
  for (const [rank, { site, symbol }] of shown.entries()) {
    if (done.has(site.commune)) continue;
    if (placeName(page, site.commune, spots[rank], "site", symbolSize(symbol) / 2 + 2, taken)) done.add(site.commune);
  }
  const towns = [...page.communes].sort((first, second) => second.population - first.population);
  for (const town of towns.slice(0, nameBudget(page))) {
    if (!done.has(town.name)) placeName(page, town.name, page.map.latLngToLayerPoint(town.at), "town", 0, taken);
  }
  nameAround(page, taken);
}

// the main towns around say where one is
function nameAround(page, taken) {
  const view = page.map.getBounds();
  const seen = (page.data.ground?.towns ?? []).filter(([, lat, lon]) => view.contains([lat, lon]));
  const most = FAR_TOWNS * 2 ** Math.max(0, page.map.getZoom() - page.homeZoom);
  const placed = [];
  for (const [name, lat, lon] of seen) {
    const point = page.map.latLngToLayerPoint([lat, lon]);
    if (placed.length >= most) return;
    if (placed.some((other) => other.distanceTo(point) < FAR_APART)) continue;
    if (!placeName(page, name, point, "far", 5, taken)) continue;
    placed.push(point);
    const dot = el("span", { class: "dot" });
    dot.style.transform = `translate(${Math.round(point.x) - 3}px, ${Math.round(point.y) - 3}px)`;
    page.map.getPane("names").append(dot);
  }
}

// few names from afar, all of them close up
function nameBudget(page) {
  const zoomed = page.map.getZoom() - page.homeZoom;
  return zoomed >= 1.5 ? page.communes.length : Math.round((page.map.getSize().x / 42) * 2 ** Math.max(0, zoomed));
}

function around(point, radius) {
  return [point.x - radius, point.y - radius, point.x + radius, point.y + radius];
}

// the plates laid over the map are obstacles too, at its first framing
function overlays(page) {
  const frame = page.map.getContainer().getBoundingClientRect();
  const shift = page.map.containerPointToLayerPoint([0, 0]);
  return ["#titre-carte", "#legende", "#couches", "#credits", "#nord", ".leaflet-control-scale", ".leaflet-control-zoom"].map((name) => {
    const box = document.querySelector(name).getBoundingClientRect();
    return [box.left - frame.left + shift.x, box.top - frame.top + shift.y, box.right - frame.left + shift.x, box.bottom - frame.top + shift.y];
  });
}

function placeName(page, text, point, kind, gap, taken) {
  const width = nameWidth(page, text, kind);
  const view = page.map.getPixelBounds().getTopLeft().subtract(page.map.getPixelOrigin());
  const size = page.map.getSize();
  const inside = (box) => box[0] > view.x + 2 && box[1] > view.y + 2 && box[2] < view.x + size.x - 2 && box[3] < view.y + size.y - 2;
  const visible = inside(around(point, 0));
  if (kind === "far" && !visible) return false;
  if (kind === "far" && taken.some((other) => point.x > other[0] - 4 && point.x < other[2] + 4 && point.y > other[1] - 4 && point.y < other[3] + 4)) return false;
  const height = kind === "site" ? 16 : 14;
  for (const [x, y] of positions(width, height, gap)) {
    const box = [point.x + x, point.y + y, point.x + x + width, point.y + y + height];
    if (visible && !inside(box)) continue;
    if (taken.some((other) => box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3])) continue;
    taken.push([box[0] - 3, box[1] - 1, box[2] + 3, box[3] + 1]);
    const node = el("span", { class: `name ${kind}` }, text);
    node.style.transform = `translate(${Math.round(box[0])}px, ${Math.round(box[1])}px)`;
    page.map.getPane("names").append(node);
    return true;
  }
  return false;
}

function positions(width, height, gap) {
  if (!gap) return [[-width / 2, -height / 2]];
  return [[gap, -height / 2], [-gap - width, -height / 2], [-width / 2, gap], [-width / 2, -gap - height]];
}

function nameWidth(page, text, kind) {
  page.canvas ||= document.createElement("canvas").getContext("2d");
  page.canvas.font = `${NAME_FONTS[kind]} ${getComputedStyle(document.body).fontFamily}`;
  return Math.ceil(page.canvas.measureText(text).width) + 2;
}

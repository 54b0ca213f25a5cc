// What lies beneath: the communes around, limits, main roads; drawn from the page itself.
const DEGREE = 10000;
const ROADS = { motorway: [3.4, 1.9], trunk: [2.9, 1.5], primary: [2.2, 1] };
const ROAD_INK = "#5f5a55";

// longitude and latitude, then steps from one point to the next
function decode(steps) {
  const points = [];
  let [x, y] = [0, 0];
  for (let at = 0; at < steps.length; at += 2) {
    x += steps[at];
    y += steps[at + 1];
    points.push([y / DEGREE, x / DEGREE]);
  }
  return points;
}

function drawGround(page) {
  const { map, data } = page;
  if (!data.ground) return;
  const still = { interactive: false, smoothFactor: 0.6 };
  page.ground = L.layerGroup([
    L.polygon(data.ground.land.map(decode).map((ring) => [ring]), { ...still, pane: "ground", fillColor: "#edece7", fillOpacity: 1, color: "#d5d4cf", weight: 0.8 }),
  ]).addTo(map);
  L.polyline(data.ground.departements.map(decode), { ...still, pane: "limits", color: "#6d7683", weight: 1.6, dashArray: "9 3 2 3", opacity: 0.9 }).addTo(map);
}

function drawRoads(page) {
  page.layers.roads.clearLayers();
  if (!page.state.roads || !page.data.ground) return;
  const drawn = [...page.data.ground.roads].reverse(); // the widest on top
  for (const [part, colour] of [[0, "#ffffff"], [1, ROAD_INK]]) {
    for (const [name, lines] of drawn) {
      L.polyline(lines.map(decode), { pane: "roads", interactive: false, smoothFactor: 0.6, color: colour, weight: ROADS[name][part], opacity: part ? 0.9 : 0.75 }).addTo(page.layers.roads);
    }
  }
}

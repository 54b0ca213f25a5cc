// The state of the page in its address: a link shows the same view to whoever has the file.
const LAYER_WORDS = {
  today: "aujourdhui", planned: "scenario", links: "qui-va-ou", names: "noms", candidates: "possibles", roads: "routes",
  reach: "isochrones", areas: "quartiers", cells: "carreaux", neighbours: "voisins", tours: "tournees",
};

function linkOf(page) {
  const { state, map } = page;
  const centre = map.getCenter();
  const told = { carte: state.theme, public: state.public, mesure: state.measure, couches: Object.keys(LAYER_WORDS).filter((name) => state[name]).map((name) => LAYER_WORDS[name]).join(","),
    fond: state.background, centre: `${centre.lat.toFixed(4)},${centre.lng.toFixed(4)}`, zoom: map.getZoom().toFixed(1) };
  if (page.selected !== null) told.commune = page.communes[page.selected].code;
  return "#" + Object.entries(told).map(([key, value]) => `${key}=${encodeURIComponent(value).replace(/%2C/g, ",")}`).join("&");
}

// only what the page knows is kept; anything else is as though it were not written
function readLink(page, text) {
  const told = new URLSearchParams(text.replace(/^#/, ""));
  const changes = {};
  if (Object.hasOwn(themesOf(page.data), told.get("carte"))) changes.theme = told.get("carte");
  if (page.data.publics.some((item) => item.id === told.get("public"))) changes.public = told.get("public");
  if (Object.hasOwn(MEASURES, told.get("mesure"))) changes.measure = told.get("mesure");
  if (["aucun", "ign", "osm"].includes(told.get("fond"))) changes.background = told.get("fond");
  if (told.has("couches")) {
    const shown = told.get("couches").split(",");
    for (const [name, word] of Object.entries(LAYER_WORDS)) changes[name] = shown.includes(word);
  }
  const centre = (told.get("centre") || "").split(",").map(Number);
  const zoom = Number(told.get("zoom"));
  const view = centre.length === 2 && centre.every(Number.isFinite) && told.get("zoom") && Number.isFinite(zoom) ? { centre, zoom } : null;
  const commune = page.communes.findIndex((one) => one.code === told.get("commune"));
  return { changes, view, commune: commune < 0 ? null : commune };
}

function applyLink(page, text) {
  const { changes, view, commune } = readLink(page, text);
  page.following = true;
  if (Object.keys(changes).length) page.set(changes);
  if (commune !== null) page.show(commune, { still: view !== null });
  if (view) page.map.setView(view.centre, Math.min(17, Math.max(page.map.getMinZoom(), view.zoom)), { animate: false });
  page.moved ||= view !== null;
  page.following = false;
}

function writeLink(page) {
  if (page.following || page.framing || page.printing || !page.started) return;
  const link = linkOf(page);
  if (link === location.hash) return;
  page.written = link;
  try {
    history.replaceState(null, "", link);
  } catch {
    location.replace(link); // where a page opened from a file may not rewrite its history
  }
}

function followLinks(page) {
  if (location.hash.includes("=")) applyLink(page, location.hash);
  page.started = true;
  window.addEventListener("hashchange", () => { if (location.hash !== page.written && location.hash.includes("=")) applyLink(page, location.hash); });
}

async function copyLink(page) {
  writeLink(page);
  const link = location.href.split("#")[0] + linkOf(page);
  const done = await copied(link);
  say(done ? "Lien de cette vue copié. Il s'ouvre chez qui a le même fichier." : `Lien de cette vue : ${link}`, { seen: true });
}

async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = el("textarea", { class: "unseen", "aria-hidden": "true", tabindex: "-1" }, text);
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}

// What a click tells about a commune or a site.
function valueCell(commune, state, measure, at) {
  const value = commune[state][measure][at];
  const share = commune[state].sans[at];
  if (value === null && measure === "sans" && commune.peopled[at]) return el("td", {}, MASKED);
  if (value === null) return el("td", {}, share === 100 ? "sans accès" : "—");
  const unit = measure === "sans" ? "%" : "min";
  const note = measure !== "sans" && share >= 0.5 ? el("small", {}, `${whole(share)}${SPACE}% sans accès`) : null;
  return el("td", {}, quantity(value, unit), note);
}

function accessTable(page, commune) {
  const measure = page.state.measure;
  const states = page.data.unchanged ? ["avant"] : ["avant", "apres"];
  const head = el("tr", {}, el("th", { scope: "col" }, "Public"), el("th", { scope: "col" }, page.data.young.column));
  for (const state of states) head.append(el("th", { scope: "col" }, THEMES[state]));
  const body = page.data.publics.map((item, at) =>
    el("tr", {}, el("th", { scope: "row" }, item.label), el("td", {}, count(commune.young[at])),
      ...states.map((state) => valueCell(commune, state, measure, at))));
  return el("table", {}, el("caption", {}, MEASURES[measure]), el("thead", {}, head), el("tbody", {}, ...body));
}

// somebody goes there, even where the number is masked
function goes(persons) {
  return persons === null || persons >= 0.05;
}

function destinations(page, index, state) {
  const at = publicAt(page);
  const rows = page.data.links[state].filter((link) => link[0] === index && goes(link[2][at]));
  rows.sort((first, second) => second[2][at] - first[2][at]);
  return rows.map((link) => `${page.data.sites[link[1]].name} (${count(link[2][at])})`).join(", ");
}

function communePopup(page, index) {
  const commune = page.communes[index];
  const at = publicAt(page);
  const missing = commune.young[0] - commune.followed[0];
  const rows = [["Va aujourd'hui à", destinations(page, index, "avant")]];
  if (!page.data.unchanged) rows.push(["Irait à", destinations(page, index, "apres")]);
  if (page.data.needs) rows.push(["Indice de besoins", needText(page, commune)]);
  return el("div", {},
    el("h3", {}, commune.name),
    el("p", { class: "soft" }, `${page.data.epci[commune.epci]} · ${whole(commune.population)} habitants`),
    accessTable(page, commune),
    definitions("", rows),
    missing > 0.5 ? el("p", { class: "soft" }, `${people(missing)} : logement trop loin d'une route connue, temps non calculé.`) : null,
    commune.confirmed ? null : el("p", { class: "soft" }, "Appartenance de la commune au territoire à confirmer."),
    at > 0 ? el("p", { class: "soft" }, `Lieux fréquentés par le public « ${page.data.publics[at].label.toLowerCase()} ».`) : null);
}

function serviceRows(service) {
  return [["Ouverture", service.recurrence], ["Présence", `${service.halfDays} demi-journées par an`],
    ["Coût annuel", service.cost], ["Jeunes accueillis", people(service.young)]];
}

function sitePopup(page, site, view) {
  const shown = view === "avant" ? site.avant : site.apres || site.avant;
  const closed = site.change === "fermé" && view !== "avant";
  const heading = closed ? `Aujourd'hui : ${shown.label}` : shown.label;
  const box = el("div", {}, el("h3", {}, site.name), el("p", {}, el("strong", {}, heading)),
    el("p", { class: "soft" }, whereabouts(site)));
  if (site.neighbour) box.append(el("p", { class: "soft" }, `Lieu d'une Mission Locale voisine : ${site.neighbour}`));
  if (view !== "avant" && !page.data.unchanged) box.append(changeTag(site.change));
  box.append(definitions("", serviceRows(shown)));
  if (site.apres && (view !== "avant" || page.data.unchanged)) box.append(...timetable(page, site));
  if (view !== "avant" && site.change === "modifié") {
    box.append(el("p", { class: "soft" }, `Aujourd'hui : ${site.avant.label}, ${site.avant.cost} par an, ${people(site.avant.young)}.`));
  }
  for (const note of [site.position, site.note]) if (note) box.append(el("p", { class: "soft" }, note));
  return box;
}

// when the door is open, and who holds it
function timetable(page, site) {
  const visits = page.data.visits[site.id];
  const lines = visits || (page.data.timetable && page.data.timetable.sites[site.id]);
  if (!lines) return [];
  const title = visits ? "Passages du camion, sur quatre semaines" : page.data.timetable.title;
  return [el("p", { class: "timetable" }, el("strong", {}, title)), el("ul", { class: "timetable" }, ...lines.map((line) => el("li", {}, line)))];
}

// host, address and commune, without saying the commune twice
function whereabouts(site) {
  const parts = [site.host, site.address].filter(Boolean);
  if (!parts.concat(site.name).some((text) => text.includes(site.commune))) parts.push(site.commune);
  return parts.join(" · ");
}

function changeTag(change) {
  const words = { "inchangé": "inchangé", ouvert: "+ nouveau lieu", "fermé": "× lieu fermé", "modifié": "↕ service modifié" };
  return el("span", { class: "tag" }, words[change]);
}

function besidePopup(page, place, kind) {
  const rows = kind === "voisin" ? [["Tenu par", place.owner], ["Ouverture", place.told]] : [["Hôte", place.host]];
  return el("div", {}, el("h3", {}, place.name), el("p", {}, el("strong", {}, page.data.kinds[kind])), definitions("", rows));
}

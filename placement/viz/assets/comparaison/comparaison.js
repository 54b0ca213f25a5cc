// The page of comparison: what the settings choose, everything shows.
const pageDeComparaison = { ready: false };

pageDeComparaison.start = function (data) {
  const page = { data, public: 0, measure: data.measures[0], left: 0, right: 0, order: { at: 0, direction: 1 } };
  page.gauche = linkedMap(page, "carte-gauche", "gauche");
  page.droite = linkedMap(page, "carte-droite", "droite");
  linkMaps(page.gauche.map, page.droite.map);
  for (const id of ["public", "mesure", "epci", "gauche", "droite", "mode", "scenario", "bilan"]) document.getElementById(id).addEventListener("change", () => show(page));
  window.addEventListener("resize", () => fit(page));
  window.addEventListener("beforeprint", () => fit(page));
  window.matchMedia("print").addEventListener("change", () => fit(page));
  drawLegends(page);
  show(page);
  fit(page);
  Object.assign(pageDeComparaison, { ready: true, page, between: changeBetween });
};

function chosen(id) {
  return document.getElementById(id).value;
}

function show(page) {
  page.public = page.data.publics.findIndex((one) => one.id === chosen("public"));
  page.measure = chosen("mesure");
  page.left = Number(chosen("gauche"));
  page.right = Number(chosen("droite"));
  page.gauche.map.closePopup();
  page.droite.map.closePopup();
  drawMaps(page);
  drawSides(page);
  drawCommunes(page);
  filterRows();
}

function fit(page) {
  for (const view of [page.gauche, page.droite]) view.map.invalidateSize({ animate: false });
  page.gauche.map.fitBounds(page.bounds, { animate: false, padding: [8, 8] });
}

// rows of the tables written in the page: those of the public and of the EPCI
function filterRows() {
  const epci = chosen("epci");
  for (const row of document.querySelectorAll("tr[data-public]")) row.hidden = row.dataset.public !== "" && row.dataset.public !== chosen("public");
  for (const row of document.querySelectorAll("tr[data-epci]")) row.hidden = epci !== "" && row.dataset.epci !== epci && !row.closest(".bills");
}

function places(page) {
  const epci = chosen("epci");
  return page.data.places.map((_, at) => at).filter((at) => epci === "" || page.data.places[at].epci === epci);
}

function drawSides(page) {
  const scenario = Number(chosen("scenario"));
  const told = page.data.communes[scenario][page.public];
  for (const [verdict, id, verb, sign, turned, access] of [["gagne", "gagnent", "gagnent", 1, told.gaining, "gagnent un accès"], ["perd", "perdent", "perdent", -1, told.losing, "perdent leur accès"]]) {
    const found = places(page).filter((at) => told.verdicts[page.measure][at] === verdict);
    const change = (at) => told.changes[page.measure][at];
    found.sort((a, b) => sign * ((change(a) ?? 0) - (change(b) ?? 0)) || a - b);
    replaceContent(`t-${id}`, `${whole(found.length)} ${found.length < 2 ? "commune" : "communes"} ${found.length < 2 ? verdict : verb}`);
    replaceContent(id, ...found.map((at) => el("li", {}, el("span", {}, page.data.places[at].name), el("span", {}, sideText(page, told, at, turned[at], access)))));
  }
}

function sideText(page, told, at, turned, access) {
  const young = told.young[at] === page.data.masked ? `jeunes : ${page.data.masked}` : people(told.young[at]);
  const parts = [changeText(told.changes[page.measure][at]), young];
  if (turned === page.data.masked) parts.push(`${access} : ${page.data.masked}`);
  else if (turned >= 0.5) parts.push(`dont ${whole(turned)} ${access}`);
  return parts.filter((part) => part !== "—").join(" · ");
}

function drawCommunes(page) {
  const { data } = page;
  const reference = data.reference;
  const others = data.scenarios.map((_, k) => k).filter((k) => k !== reference);
  const of = (k) => data.communes[k][page.public];
  const text = (content) => el("td", {}, content);
  const columns = [
    { label: "Commune", value: (at) => data.places[at].name, cell: (at) => el("th", { scope: "row" }, data.places[at].name) },
    { label: "EPCI", value: (at) => data.places[at].epci, cell: (at) => text(data.places[at].epci) },
    { label: "Jeunes", value: (at) => of(reference).young[at], cell: (at) => text(countText(of(reference).young[at], data.masked)) },
    { label: `${data.scenarios[reference].title} (temps)`, value: (at) => of(reference)[page.measure][at], cell: (at) => text(minutesText(of(reference)[page.measure][at])) },
    ...others.map((k) => ({ label: data.scenarios[k].title, value: (at) => of(k).changes[page.measure][at], cell: (at) => changeCell(page, of(k), at) })),
  ];
  const verdict = chosen("bilan");
  const scenario = Number(chosen("scenario"));
  const rows = places(page).filter((at) => verdict === "" || of(scenario).verdicts[page.measure][at] === verdict);
  const onSort = (at) => {
    page.order = { at, direction: page.order.at === at ? -page.order.direction : 1 };
    drawCommunes(page);
    document.querySelectorAll("#colonnes button")[at].focus();
  };
  sortableTable({ head: document.getElementById("colonnes"), body: document.getElementById("communes"), columns, rows, order: page.order, onSort });
}

function changeCell(page, told, at) {
  const verdict = told.verdicts[page.measure][at];
  const [gaining, losing] = [told.gaining[at], told.losing[at]];
  const small = gaining >= 0.5 ? `+${whole(gaining)} accès` : losing >= 0.5 ? `−${whole(losing)} accès` : "";
  return el("td", { class: verdict === "gagne" || verdict === "perd" ? verdict : null }, changeText(told.changes[page.measure][at]), small ? el("small", {}, small) : null);
}

// The front: one point chosen at a time, in the plot, in the sheet and in the table.
const pageDeComparaison = { ready: false };

pageDeComparaison.start = function (data) {
  const page = { data, chosen: 0, points: [...document.querySelectorAll("#front .point")] };
  for (const point of page.points) {
    point.addEventListener("click", () => choose(page, Number(point.dataset.rank)));
    point.addEventListener("keydown", (event) => pressed(page, event));
  }
  const last = page.points.length - 1;
  const told = data.points.findIndex((point) => point.role !== "");
  choose(page, told < 0 ? last : told);
  Object.assign(pageDeComparaison, { ready: true, page });
};

const KEYS = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 };

function pressed(page, event) {
  const last = page.points.length - 1;
  const goal = { Home: 0, End: last, Enter: page.chosen, " ": page.chosen }[event.key] ?? (event.key in KEYS ? page.chosen + KEYS[event.key] : null);
  if (goal === null) return;
  event.preventDefault();
  choose(page, Math.max(0, Math.min(last, goal)));
  page.points[page.chosen].focus();
}

function choose(page, rank) {
  page.chosen = rank;
  page.points.forEach((point, at) => {
    point.setAttribute("aria-pressed", String(at === rank));
    point.setAttribute("tabindex", at === rank ? "0" : "-1");
  });
  for (const row of document.querySelectorAll("tr[data-rank]")) row.classList.toggle("chosen", Number(row.dataset.rank) === rank);
  const told = page.data.points[rank];
  replaceContent("fiche", el("h3", {}, told.title), told.role ? el("p", { class: "role" }, told.role) : "", definitions("", told.facts),
    ...told.changes.flatMap(([verb, sites]) => [el("h4", {}, verb), el("ul", {}, ...sites.map((site) => el("li", {}, site)))]));
}

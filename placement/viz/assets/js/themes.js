// What each theme shows of a commune: a class of a scale, or a special state.
const THEMES = { avant: "Aujourd'hui", apres: "Scénario", ecart: "Différence", jeunes: "Jeunes", besoins: "Besoins" };
const MEASURES = { trajet: "Trajet", acces: "Trajet + attente", sans: "Part sans accès" };
const MEASURE_TITLES = {
  trajet: ["Temps de trajet", " jusqu'au lieu d'accueil"],
  acces: ["Temps de trajet et attente", " entre deux ouvertures"],
  sans: ["Part des jeunes sans accès", ""],
};

// the themes that there is something to show of
function themesOf(data) {
  const absent = [...(data.unchanged ? ["apres", "ecart"] : []), ...(data.needs ? [] : ["besoins"])];
  return Object.fromEntries(Object.entries(THEMES).filter(([theme]) => !absent.includes(theme)));
}

// young people and needs are no travel time
function timed(page) {
  return page.state.theme !== "jeunes" && page.state.theme !== "besoins";
}

function publicAt(page) {
  return page.data.publics.findIndex((item) => item.id === page.state.public);
}

function scaleOf(page) {
  const { theme, measure } = page.state;
  if (theme === "ecart") return page.data.scales[measure === "sans" ? "shareDifference" : "timeDifference"];
  return page.data.scales[measure === "sans" ? "share" : "time"];
}

function classAt(value, scale) {
  const rounded = halfUp(value);
  return scale.bounds.filter((bound) => bound < rounded).length;
}

function emptyState(commune, state, at) {
  if (commune.detached[at]) return "non_rattaches";
  if (commune.peopled[at] && commune[state].sans[at] === null) return "masque";
  return commune[state].sans[at] === 100 ? "sans_acces" : "sans_jeunes";
}

// -> { index } or { special }, with the value and whether most young people have no access
function reading(page, commune) {
  const { theme, measure } = page.state;
  const at = publicAt(page);
  if (theme === "ecart") return difference(commune, measure, at, scaleOf(page));
  const value = commune[theme][measure][at];
  if (value === null) return { special: emptyState(commune, theme, at) };
  const mostly = measure !== "sans" && commune[theme].sans[at] > 50;
  return { index: classAt(value, scaleOf(page)), value, mostly };
}

// a share is masked on both sides, or on the side where some have an access and some have not
function partlyMasked(commune, at, before, after) {
  if (before === null && after === null) return emptyState(commune, "apres", at);
  if (commune.trend[at]) return commune.trend[at] < 0 ? "acces_perdu" : "acces_gagne";
  return "masque";
}

function difference(commune, measure, at, scale) {
  const [before, after] = [commune.avant[measure][at], commune.apres[measure][at]];
  if (measure === "sans" && (before === null || after === null)) return { special: partlyMasked(commune, at, before, after) };
  if (before === null && after === null) return { special: emptyState(commune, "apres", at) };
  if (before === null) return { special: "acces_gagne" };
  if (after === null) return { special: "acces_perdu" };
  if (measure === "sans") {
    const points = halfUp(after) - halfUp(before);
    return { index: classAt(points, scale), value: points };
  }
  const [gaining, losing] = [commune.gaining[at], commune.losing[at]];
  const value = commune.ecart[measure][at]; // over those who have access before and after
  if (value === null) return { special: commune.trend[at] < 0 ? "acces_perdu" : "acces_gagne" };
  return { index: classAt(value, scale), value, gaining: halfUp(gaining), losing: halfUp(losing) };
}

function communeStyle(page, commune) {
  const base = { weight: 0.7, color: page.state.theme === "ecart" ? "#a9b1bc" : "#ffffff", opacity: 0.9, fillOpacity: page.state.background === "aucun" ? 1 : 0.68 };
  if (page.state.theme === "jeunes" || reachOn(page)) return { ...base, color: "#b9c1cc", fillColor: "#fffdf4" };
  if (page.state.theme === "besoins") return { ...base, color: "#8a94a3", fillColor: needFill(page, commune) };
  const read = reading(page, commune);
  if (read.special) {
    const special = page.data.specials[read.special];
    return { ...base, fillColor: fill(special.colour, special.pattern) };
  }
  const scale = scaleOf(page);
  return { ...base, fillColor: fill(scale.colours[read.index], texture(read, scale)) };
}

function needFill(page, commune) {
  const rank = page.data.needs.classes[page.communes.indexOf(commune)];
  return rank === null ? fill("#ffffff", "hatch") : page.data.needs.colours[rank];
}

function needText(page, commune) {
  return page.data.needs?.texts[page.communes.indexOf(commune)] || "inconnu";
}

function texture(read, scale) {
  if (read.mostly) return "hatch";
  if (read.gaining || read.losing) return read.gaining >= read.losing ? "plus" : "cross";
  return scale.patterns[read.index];
}

function movedText(read) {
  const gained = read.gaining ? `, ${people(read.gaining)} ${read.gaining < 2 ? "gagne" : "gagnent"} un accès` : "";
  return gained + (read.losing ? `, ${people(read.losing)} ${read.losing < 2 ? "perd" : "perdent"} un accès` : "");
}

function readingText(page, commune) {
  const at = publicAt(page);
  if (page.state.theme === "jeunes") return people(commune.young[at]);
  if (page.state.theme === "besoins") return needText(page, commune);
  const read = reading(page, commune);
  if (read.special) return page.data.specials[read.special].label;
  const unit = scaleOf(page).unit;
  if (page.state.theme === "ecart") return (read.value === 0 ? (unit === "min" ? "même temps" : "même part") : signed(quantity(read.value, unit), read.value)) + movedText(read);
  const share = commune[page.state.theme].sans[at];
  const rest = page.state.measure !== "sans" && share >= 0.5 ? `, ${whole(share)}${SPACE}% sans accès` : "";
  return quantity(read.value, unit) + rest;
}

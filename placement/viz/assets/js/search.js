// The search of a commune: without accents nor hyphens, by keyboard, Enter takes the first.
const MOST_FOUND = 8;

function plain(text) {
  return text.toLowerCase().replace(/œ/g, "oe").replace(/æ/g, "ae").normalize("NFD").replace(/[\u0300-\u036f]/g, "")
    .replace(/[^a-z0-9]+/g, " ").trim().replace(/\bste\b/g, "sainte").replace(/\bst\b/g, "saint");
}

// names that start so, then those with a word that starts so, then codes
function found(page, text) {
  const wanted = plain(text);
  if (!wanted) return [];
  const rank = (commune) => {
    const name = plain(commune.name);
    if (name.startsWith(wanted)) return 0;
    if (` ${name}`.includes(` ${wanted}`)) return 1;
    return commune.code.toLowerCase().startsWith(wanted) ? 2 : name.includes(wanted) ? 3 : 9;
  };
  return page.communes.map((commune, index) => ({ commune, index, rank: rank(commune) })).filter((one) => one.rank < 9)
    .sort((a, b) => a.rank - b.rank || b.commune.population - a.commune.population || a.commune.name.localeCompare(b.commune.name, "fr")).slice(0, MOST_FOUND);
}

function buildSearch(page) {
  const input = document.getElementById("cherche");
  const list = document.getElementById("propositions");
  let [options, at] = [[], -1];
  const close = () => { list.hidden = true; input.setAttribute("aria-expanded", "false"); input.removeAttribute("aria-activedescendant"); at = -1; };
  const choose = (one) => { input.value = one.commune.name; close(); page.show(one.index, { opener: input, closer: 1 }); };
  const point = (next) => {
    at = (next + options.length) % options.length;
    [...list.children].forEach((node, rank) => node.setAttribute("aria-selected", String(rank === at)));
    input.setAttribute("aria-activedescendant", list.children[at].id);
    list.children[at].scrollIntoView({ block: "nearest" });
  };
  const open = () => {
    options = found(page, input.value);
    at = -1;
    const none = input.value.trim() && !options.length;
    list.replaceChildren(...options.map((one, rank) => el("li", { id: `proposition-${rank}`, role: "option", "aria-selected": "false", onmousedown: (event) => { event.preventDefault(); choose(one); } },
      one.commune.name, el("small", {}, page.data.epci[one.commune.epci]))));
    list.hidden = !options.length;
    input.setAttribute("aria-expanded", String(options.length > 0));
    say(none ? "Aucune commune du territoire ne porte ce nom." : "", { seen: Boolean(none) });
  };
  input.placeholder = "Chercher une commune";
  input.addEventListener("input", open);
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !list.hidden) { close(); event.stopPropagation(); }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) open();
      if (options.length) point(event.key === "ArrowDown" ? at + 1 : at < 0 ? -1 : at - 1);
    }
    if (event.key === "Enter") {
      event.preventDefault();
      if (!options.length) open();
      if (options.length) choose(options[Math.max(0, at)]);
    }
  });
}

// what a person who listens to the page hears; also shown where it must be seen
function say(text, { seen = false } = {}) {
  document.getElementById("annonce").textContent = text;
  if (seen || !text) document.getElementById("message").textContent = text;
}

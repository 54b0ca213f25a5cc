// The two optional backgrounds: the only thing that may come from the internet, when it is chosen.
function showBackground(page, choice) {
  for (const layer of Object.values(page.tiles)) layer.off("tileerror tileload").remove();
  page.map.getPane("ground").style.display = choice === "aucun" ? "" : "none";
  if (choice === "aucun") return;
  if (navigator.onLine === false) setTimeout(() => refuseBackground(page, choice));
  else probeBackground(page, choice);
}

// one picture is tried first: without internet a single request fails, not a screenful
function probeBackground(page, choice) {
  const layer = page.tiles[choice];
  const picture = new Image();
  picture.onerror = () => refuseBackground(page, choice);
  picture.onload = () => {
    if (page.state.background !== choice) return;
    let loaded = 0;
    layer.on("tileload", () => { loaded += 1; });
    layer.on("tileerror", () => { if (!loaded) refuseBackground(page, choice); });
    layer.addTo(page.map);
  };
  picture.src = L.Util.template(layer._url, { z: 5, x: 16, y: 11 });
}

function refuseBackground(page, choice) {
  if (page.state.background !== choice) return;
  page.set({ background: "aucun" });
  say("Ce fond de carte n'est pas joignable (pas d'internet ?). La carte reste complète sans lui.", { seen: true });
}

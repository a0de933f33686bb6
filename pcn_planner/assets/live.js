(map, scripts) => {
  // Shows the layers that are told, lowest first. Features are known by their digests: those that
  // stand are left as they are, those that changed are made anew, whatever else is on the map.
  let known = {}, newest = 0;
  const standing = new Map();
  const begun = (told) => {
    const one = {leaves: new Map(), made: null};
    one.layer = L.geoJSON(null, {
      ...told.options,
      pointToLayer: scripts[told.marks],
      style: (feature) => feature.properties.style,
      onEachFeature: (feature, leaf) => { one.made = leaf; scripts["feature.js"](feature, leaf); },
    });
    if (told.added) one.layer.on("add", scripts[told.added]);
    return one;
  };
  const filled = (one, wanted) => {
    let changed = false;
    const wants = new Set(wanted);
    for (const [digest, leaf] of [...one.leaves]) {
      if (wants.has(digest)) continue;
      one.layer.removeLayer(leaf);
      one.leaves.delete(digest);
      changed = true;
    }
    for (const digest of wants) {
      if (one.leaves.has(digest)) continue;
      one.layer.addData({...known[digest], geometry: known[known[digest].shape]});
      one.leaves.set(digest, one.made);
      changed = true;
    }
    return changed;
  };
  const draw = (layers) => {
    const keys = layers.map((told) => JSON.stringify([told.name, told.options]));
    for (const [key, one] of [...standing]) {
      if (keys.includes(key)) continue;
      map.removeLayer(one.layer);
      standing.delete(key);
    }
    let above = false, changed = false;
    layers.forEach((told, k) => {
      const fresh = !standing.has(keys[k]);
      const one = fresh ? begun(told) : standing.get(keys[k]);
      const other = filled(one, told.features);
      if (fresh) {
        standing.set(keys[k], one);
        one.layer.addTo(map);
      }
      if (above) one.layer.bringToFront();  // what was drawn anew below it now lies on top
      above = above || fresh || other;
      changed = changed || fresh || other;
    });
    if (changed && map.pcnPlace) map.pcnPlace();
  };
  const taken = (told, given) => {
    known = {};
    for (const one of told.layers) for (const digest of one.features) {
      known[digest] = given[digest];
      known[given[digest].shape] = given[given[digest].shape];
    }
    draw(told.layers);
  };
  const behind = () => {
    const note = L.control({position: "topright"});
    note.onAdd = () => {
      const box = L.DomUtil.create("div", "pcn-behind");
      box.setAttribute("role", "alert");
      box.textContent = "The map could not be brought up to date. Reload the page.";
      return box;
    };
    note.addTo(map);
  };
  // The app changes its design without a word to the server; its own element says which it has.
  const app = window.parent.document.querySelector(".stApp");
  const follow = () => document.documentElement.classList.toggle(
    "pcn-dark", getComputedStyle(app).colorScheme === "dark");
  if (app) new MutationObserver(follow).observe(app, {attributes: true, attributeFilter: ["class"]});
  // Tiles lie beneath all else, and what is drawn over them lets them through.
  let ground = [], drawnOf = "";
  const beneath = (tiles) => {
    const of = JSON.stringify(tiles || "");
    if (of === drawnOf) return;
    drawnOf = of;
    document.documentElement.classList.toggle("pcn-tiled", Boolean(tiles));
    for (const one of ground) one.remove();
    ground = !tiles ? [] : [
      L.tileLayer(tiles.address, {maxZoom: 24, maxNativeZoom: 19}),
      L.control.attribution({prefix: false}).addAttribution(tiles.credit),
    ];
    for (const one of ground) one.addTo(map);
  };
  map.pcnForget = () => { known = {}; };
  map.pcnShow = (told) => {
    document.documentElement.classList.toggle("pcn-dark", told.dark);
    beneath(told.tiles);
    const turn = ++newest, have = {...known, ...told.fresh};
    const lacks = (digest) => !have[digest] || !have[have[digest].shape];
    if (!told.layers.some((one) => one.features.some(lacks))) return taken(told, have);
    // A message was overtaken by a later one, or this frame is newer than the page knows.
    return fetch(told.whole).then((answer) => answer.json()).then((all) => {
      if (turn === newest) taken(told, all);
    }).catch(() => { if (turn === newest) behind(); });
  };
}

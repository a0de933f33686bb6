(event) => {
  // Places the labels of all groups so that none covers another, and as few practices as may be,
  // at every zoom: in full where there is room, else without the name, else the id alone.
  const SIZES = ["pcn-full", "pcn-compact", "pcn-tiny"];
  const TOUCH = 0.05;  // of a label may lie on others, which is the air round its letters
  const group = event.target, map = group._map;
  if (!map) return;
  const overlap = (a, b) => Math.max(0, Math.min(a.x1, b.x1) - Math.max(a.x0, b.x0)) *
    Math.max(0, Math.min(a.y1, b.y1) - Math.max(a.y0, b.y0));
  const box = (p, w, h) => ({x0: p.x - w / 2, x1: p.x + w / 2, y0: p.y - h / 2, y1: p.y + h / 2});
  const dots = () => {
    const drawn = parseFloat(getComputedStyle(map.getContainer()).getPropertyValue("--pcn-dots"));
    return [...map.getPane("markerPane").querySelectorAll(".pcn-practice")].map((dot) => {
      const at = L.DomUtil.getPosition(dot), w = dot.offsetWidth, h = dot.offsetHeight;
      const left = parseFloat(dot.style.marginLeft) || 0, top = parseFloat(dot.style.marginTop) || 0;
      return box({x: at.x + left + w / 2, y: at.y + top + h / 2}, w * drawn, h * drawn);
    });
  };
  const candidates = (reach) => {
    const out = [[0, 0]];
    for (const share of [0.35, 0.7, 1]) for (let k = 0; k < 12; k++) {
      const angle = k * Math.PI / 6;
      out.push([reach * share * Math.sin(angle), -reach * share * Math.cos(angle)]);
    }
    return out;
  };
  const reachOf = (layer, height) => {
    const at = layer.getLatLng(), metres = layer.feature.properties.reach_m;
    const perPixel = 40075016.686 * Math.cos(at.lat * Math.PI / 180) / (256 * 2 ** map.getZoom());
    return Math.min(Math.max(0.9 * metres / perPixel, 0.7 * height), 160);
  };
  const best = (layer, [w, h], placed, points) => {
    const at = map.latLngToLayerPoint(layer.getLatLng());
    const reach = reachOf(layer, h);
    const around = box(at, w + 2 * reach, h + 2 * reach);
    const labels = placed.filter((one) => overlap(one, around) > 0);
    const dots = points.filter((one) => overlap(one, around) > 0);
    let winner = null;
    for (const [dx, dy] of candidates(reach)) {
      const here = box({x: at.x + dx, y: at.y + dy}, w, h);
      const clash = labels.reduce((sum, other) => sum + overlap(here, other), 0);
      const hidden = dots.reduce((sum, dot) => sum + overlap(here, dot), 0);
      const score = 50 * clash + 3 * hidden + 0.6 * Math.hypot(dx, dy);
      if (!winner || score < winner.score) winner = {score, dx, dy, here, clash, fits: clash === 0 && w < 2.6 * reach};
    }
    return winner;
  };
  const measured = (elements) => {
    // Every size is set on all new labels before any is measured: one layout of the page each.
    const fresh = elements.filter((one) => !map.pcnSizes.has(one));
    const sizes = SIZES.map((size) => {
      for (const one of fresh) { one.classList.remove(...SIZES); one.classList.add(size); }
      return fresh.map((one) => [one.offsetWidth + 2, one.offsetHeight]);
    });
    fresh.forEach((one, k) => map.pcnSizes.set(one, sizes.map((size) => size[k])));
    return map.pcnSizes;
  };
  const quiet = (layer, element, [w, h], placed, points) => {
    // A place name moves nobody: it stands where it belongs, or waits for more room.
    const at = map.latLngToLayerPoint(layer.getLatLng()), here = box(at, w + 6, h + 2);
    const free = (one) => overlap(one, here) === 0;
    const shown = placed.every(free) && points.every(free);
    element.style.visibility = shown ? "visible" : "hidden";
    if (shown) placed.push(here);
  };
  const settle = (layer, measures, placed, points) => {
    const element = layer.getElement().firstElementChild;
    if (layer.feature.properties.quiet) {
      quiet(layer, element, measures.get(element)[0], placed, points);
      return;
    }
    let spot = null, chosen = null;
    measures.get(element).some((size, k) => {
      spot = best(layer, size, placed, points);
      chosen = SIZES[k];
      return spot.fits;
    });
    element.classList.remove(...SIZES);
    element.classList.add(chosen);
    // Only as many are named as can be read, the most important first: zooming in names more.
    const [w, h] = measures.get(element)[SIZES.indexOf(chosen)];
    const room = spot.clash < TOUCH * w * h;
    const shown = room && (spot.fits || layer.feature.properties.main);
    element.style.visibility = shown ? "visible" : "hidden";
    element.style.transform =
      `translate(calc(-50% + ${spot.dx.toFixed(1)}px), calc(-50% + ${spot.dy.toFixed(1)}px))`;
    if (shown) placed.push(spot.here);
  };
  const place = () => {
    const close = Math.max(...map.pcnLabels.map((one) => one.options.closeZoom));
    map.getContainer().classList.toggle("pcn-close", map.getZoom() >= close);
    map.pcnLabels = map.pcnLabels.filter((one) => map.hasLayer(one));
    map.pcnLabels.sort((a, b) => a.options.rank - b.options.rank);
    const layers = map.pcnLabels.flatMap((one) => one.getLayers()).filter((one) => one.getElement());
    const placed = [], points = dots();
    const measures = measured(layers.map((one) => one.getElement().firstElementChild));
    const own = layers.filter((one) => !one.feature.properties.quiet);
    for (const main of [true, false]) {
      own.filter((one) => one.feature.properties.main === main)
        .forEach((one) => settle(one, measures, placed, points));
    }
    layers.filter((one) => one.feature.properties.quiet)
      .forEach((one) => settle(one, measures, placed, points));
  };
  if (!map.pcnLabels) {
    map.pcnLabels = [];
    map.pcnSizes = new WeakMap();
    map.pcnPlace = () => {
      clearTimeout(map.pcnPlacing);
      map.pcnPlacing = setTimeout(place, 0);
    };
    map.on("zoomend resize overlayadd overlayremove", place);
  }
  map.pcnLabels.push(group);
  map.pcnPlace();
}

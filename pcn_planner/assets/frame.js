(maps, places) => {
  // Fits maps to their frame, shows the places asked for, and moves several maps as one.
  const fit = () => {
    for (const map of maps) {
      map.invalidateSize({animate: false, pan: false});
      if (places.length) map.pcnFit(L.latLngBounds(places), {padding: [60, 60], maxZoom: 11.5, animate: false});
      else map.pcnFit(map.pcnWhole, {padding: [14, 14], animate: false});
    }
  };
  let leading = null;
  for (const map of maps) {
    map.getContainer().setAttribute("role", "region");
    map.getContainer().setAttribute("aria-label", "Map; the tables on this page say the same");
    map.on("move", () => {
      if (leading || !map.getSize().x) return;
      leading = map;
      for (const other of maps) {
        if (other !== map) other.setView(map.getCenter(), map.getZoom(), {animate: false});
      }
      leading = null;
    });
  }
  setTimeout(fit, 0);
}

(map, bounds) => {
  // Shows the whole area. A frame that is hidden, or whose page is being left, has no size yet:
  // no view of it would hold anything, so the map waits until it has one. A margin that would
  // leave nothing of a small frame is made smaller.
  map.pcnFit = (box, options) => {
    const {x, y} = map.getSize(), least = Math.min(x, y);
    if (least < 8) {
      map.once("resize", () => map.pcnFit(box, options));
      return;
    }
    const margin = Math.min(options.padding[0], least / 4);
    map.fitBounds(box, {...options, padding: [margin, margin]});
    map.pcnHeld = () => map.pcnFit(box, {...options, animate: false});
  };
  // What was shown whole stays whole in a window of another size, until a person moves the map.
  for (const act of ["mousedown", "wheel", "touchstart", "keydown"]) {
    map.getContainer().addEventListener(act, () => { map.pcnHeld = null; }, {passive: true});
  }
  map.on("resize", () => map.pcnHeld && map.pcnHeld());
  map.pcnWhole = L.latLngBounds(bounds);
  map.pcnFit(bounds, {padding: [28, 28]});
}

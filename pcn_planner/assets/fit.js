(map, bounds) => {
  // Shows the whole area. A frame that is hidden, or whose page is being left, has no size yet:
  // no view of it would hold anything, so the map waits until it has one.
  const room = () => map.getSize().x > 60 && map.getSize().y > 60;
  map.pcnFit = (box, options) => {
    if (room()) map.fitBounds(box, options);
    else map.once("resize", () => { if (room()) map.fitBounds(box, options); });
  };
  map.pcnWhole = L.latLngBounds(bounds);
  map.pcnFit(bounds, {padding: [28, 28]});
}

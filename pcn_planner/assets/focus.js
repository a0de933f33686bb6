(event) => {
  // Turns the map to what is asked for, once: a redraw of the same leaves the view to the person.
  const layer = event.target, map = layer._map;
  if (!map || map.pcnFocus === layer.options.focus) return;
  map.pcnFocus = layer.options.focus;
  const box = layer.getBounds();
  if (box.isValid()) map.pcnFit(box, {padding: [60, 60], maxZoom: 13, animate: false});
}

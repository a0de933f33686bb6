(feature, layer) => {
  // Tooltip and popup texts arrive escaped; every shape can be reached and read without a mouse.
  const p = feature.properties;
  if (!p.tooltip) return;
  const told = document.createElement("div");
  told.innerHTML = p.tooltip;
  layer.bindTooltip(p.tooltip, {sticky: !p.icon, className: "pcn-tooltip"});
  layer.on("add", () => {
    const element = layer.getElement && layer.getElement();
    if (element) element.setAttribute("aria-label", told.textContent);
  });
  if (p.drag) {
    // Where it was dropped is told; the dot itself goes back until the draft has moved it.
    const home = layer.getLatLng();
    layer.on("dragend", () => {
      const drop = L.marker(layer.getLatLng());
      layer.setLatLng(home);
      drop.feature = {type: "Feature", properties: {dragged: p.drag, drawn: Date.now()}};
      layer._map.fire("draw:created", {layerType: "marker", layer: drop});
    });
  }
  if (p.popup) {
    const content = document.createElement("div");
    content.innerHTML = p.popup;
    layer.bindPopup(content, {className: "pcn-popup"});
  }
}

(feature, layer) => {
  // Tooltip and popup texts arrive escaped; every shape can be reached and read without a mouse.
  const p = feature.properties;
  if (p.tooltip) layer.bindTooltip(p.tooltip, {sticky: !p.icon, className: "pcn-tooltip"});
  if (p.popup) {
    const content = document.createElement("div");
    content.innerHTML = p.popup;
    layer.bindPopup(content, {className: "pcn-popup"});
  }
  layer.on("add", () => {
    const element = layer.getElement && layer.getElement();
    if (element && p.says) element.setAttribute("aria-label", p.says);
  });
}

(feature, latlng) => {
  const p = feature.properties, size = p.icon.size;
  const anchor = [size[0] / 2 - p.icon.shift[0], size[1] / 2 - p.icon.shift[1]];
  const icon = L.divIcon({
    className: p.icon.kind, html: p.icon.html, iconSize: size, iconAnchor: anchor,
    popupAnchor: [p.icon.shift[0], p.icon.shift[1] - size[1] / 2],
    tooltipAnchor: [p.icon.shift[0] + size[0] / 2, p.icon.shift[1]],
  });
  return L.marker(latlng, {
    icon, keyboard: Boolean(p.popup), interactive: Boolean(p.tooltip || p.popup),
    draggable: Boolean(p.drag), riseOnHover: true, zIndexOffset: p.icon.lift || 0, alt: "",
  });
}

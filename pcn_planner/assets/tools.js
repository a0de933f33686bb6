(map) => {
  // Whole area, and shapes drawn to select the practices inside; keys go to the page around.
  const names = {whole: "Whole area", rectangle: "Select in a rectangle", lasso: "Select by lasso"};
  const signs = {
    whole: '<path d="M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4"/>',
    rectangle: '<rect x="2.5" y="3.5" width="11" height="9" stroke-dasharray="2.5 1.5"/>',
    lasso: '<path d="M8 2.5c4 0 6 2 6 4s-2 4-6 4-6-2-6-4 2-4 6-4zM4.5 10c-1 1.500 0 3.500 2 3.500"/>',
  };
  const bar = L.control({position: "topleft"}), buttons = {};
  let mode = null, points = [], shape = null;
  const choose = (name) => {
    mode = mode === name ? null : name;
    for (const key in buttons) buttons[key].setAttribute("aria-pressed", String(key === mode));
    map.getContainer().style.cursor = mode ? "crosshair" : "";
    map.dragging[mode ? "disable" : "enable"]();
  };
  bar.onAdd = () => {
    const box = L.DomUtil.create("div", "leaflet-bar pcn-tools");
    for (const key in names) {
      const one = buttons[key] = L.DomUtil.create("button", "", box);
      one.type = "button";
      one.title = names[key];
      one.setAttribute("aria-label", names[key]);
      one.innerHTML = `<svg viewBox="0 0 16 16" width="18" height="18" aria-hidden="true">${signs[key]}</svg>`;
      one.addEventListener("click", () => key === "whole" ? map.pcnFit(map.pcnWhole, {padding: [28, 28]}) : choose(key));
    }
    L.DomEvent.disableClickPropagation(box);
    return box;
  };
  bar.addTo(map);
  const ring = () => {
    if (mode === "lasso") return points;
    const [a, b] = [points[0], points[points.length - 1]];
    return [a, L.latLng(a.lat, b.lng), b, L.latLng(b.lat, a.lng)];
  };
  const at = (event) => map.mouseEventToLatLng(event);
  const box = map.getContainer();
  box.addEventListener("pointerdown", (event) => {
    if (!mode || event.target.closest(".leaflet-control")) return;
    event.preventDefault();
    event.stopPropagation();
    points = [at(event)];
    shape = L.polygon(points, {color: "#0B3D91", weight: 2, dashArray: "5 4", fillOpacity: 0.08}).addTo(map);
  }, true);
  box.addEventListener("pointermove", (event) => {
    if (!shape) return;
    points.push(at(event));
    shape.setLatLngs(ring());
  }, true);
  window.addEventListener("pointerup", () => {
    if (!shape) return;
    const drawn = shape;
    shape = null;
    map.removeLayer(drawn);
    choose(mode);
    drawn.feature = {type: "Feature", properties: {drawn: Date.now()}};
    if (points.length > 2) map.fire("draw:created", {layerType: "polygon", layer: drawn});
  }, true);
  window.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && mode) choose(mode);
    const own = ["+", "-", "Tab", "Enter", " "].includes(event.key);
    if (!page || own) return;
    const {key, code, keyCode, ctrlKey, metaKey, shiftKey, altKey} = event;
    event.stopPropagation();
    page.body.dispatchEvent(new KeyboardEvent("keydown",
      {key, code, keyCode, ctrlKey, metaKey, shiftKey, altKey, bubbles: true, cancelable: true}));
  }, true);
  const page = window.parent === window ? null : window.parent.document;
  const asks = (event) => {
    const typing = event.target.closest && event.target.closest("input, textarea, [contenteditable]");
    const keys = page.querySelector(".st-key-keys button");
    if (event.key === "?" && !typing && keys) keys.click();
  };
  if (page) {
    page.removeEventListener("keydown", window.parent.pcnAsks);
    page.addEventListener("keydown", window.parent.pcnAsks = asks);
  }
  box.setAttribute("aria-label", "Map of the draft; the lists beside it say the same");
  box.setAttribute("role", "region");
}

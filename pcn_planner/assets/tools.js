(map) => {
  // Whole area; shapes drawn to select the practices inside; lines for links and barriers, drawn in
  // one stroke or from click to click; keys go to the page around.
  const names = {
    whole: "Whole area", rectangle: "Select in a rectangle", lasso: "Select by lasso",
    link: "Link two practices: draw from one to the other",
    barrier: "Draw a barrier: in one stroke, or click by click and Enter at its end",
  };
  const signs = {
    whole: '<path d="M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4"/>',
    rectangle: '<rect x="2.5" y="3.5" width="11" height="9" stroke-dasharray="2.5 1.5"/>',
    lasso: '<path d="M8 2.5c4 0 6 2 6 4s-2 4-6 4-6-2-6-4 2-4 6-4zM4.5 10c-1 1.5 0 3.5 2 3.5"/>',
    link: '<circle cx="3.5" cy="12" r="2"/><circle cx="12.5" cy="4" r="2"/><path d="M5 10.7l6-5.3"/>',
    barrier: '<path d="M2 13c3-1 2-5 5-6s4-3 7-4M4 7l3.5 4M9 4l3 4"/>',
  };
  const lines = ["link", "barrier"], still = 6;  // pixels that a hand moves in a click
  const bar = L.control({position: "topleft"}), buttons = {};
  let mode = null, points = [], shape = null, held = null, ours = false;
  const choose = (name) => {
    drop();
    mode = mode === name ? null : name;
    for (const key in buttons) buttons[key].setAttribute("aria-pressed", String(key === mode));
    map.getContainer().style.cursor = mode ? "crosshair" : "";
    map.dragging[mode ? "disable" : "enable"]();
    map.doubleClickZoom[mode ? "disable" : "enable"]();
  };
  const drop = () => {
    if (shape) map.removeLayer(shape);
    shape = held = null;
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
  const path = () => {
    if (mode !== "rectangle") return points;
    const [a, b] = [points[0], points[points.length - 1]];
    return [a, L.latLng(a.lat, b.lng), b, L.latLng(b.lat, a.lng)];
  };
  const at = (event) => map.mouseEventToLatLng(event);
  const box = map.getContainer();
  const begun = () => {
    const style = {color: "#0B3D91", weight: 2, dashArray: "5 4", fillOpacity: 0.08};
    if (!lines.includes(mode)) return L.polygon(points, style).addTo(map);
    return L.polyline(points, {...style, color: "#6B3E00", weight: 4, interactive: false}).addTo(map);
  };
  const finish = () => {
    const drawn = shape, kind = lines.includes(mode) ? mode : null;
    drawn.setLatLngs(path());
    choose(mode);
    drawn.feature = {type: "Feature", properties: {drawn: Date.now(), kind}};
    const enough = points.length > (kind ? 1 : 2);
    if (enough) map.fire("draw:created", {layerType: kind ? "polyline" : "polygon", layer: drawn});
  };
  box.addEventListener("pointerdown", (event) => {
    ours = Boolean(mode) && !event.target.closest(".leaflet-control");
    if (!ours) return;
    event.preventDefault();
    event.stopPropagation();
    held = {x: event.clientX, y: event.clientY, moved: false};
    if (shape) points.push(at(event));  // one more corner
    else {
      points = [at(event)];
      shape = begun();
    }
  }, true);
  box.addEventListener("pointermove", (event) => {
    if (!shape) return;
    if (!held) return shape.setLatLngs([...points, at(event)]);
    held.moved = held.moved || Math.hypot(event.clientX - held.x, event.clientY - held.y) > still;
    if (held.moved) points.push(at(event));
    shape.setLatLngs(path());
  }, true);
  window.addEventListener("pointerup", () => {
    if (!shape || !held) return;
    const stroke = held.moved;
    held = null;
    if (!lines.includes(mode) || stroke || (mode === "link" && points.length > 1)) finish();
  }, true);
  // What is drawn over is not clicked.
  box.addEventListener("click", (event) => { if (ours) event.stopPropagation(); }, true);
  box.addEventListener("dblclick", (event) => {
    if (!ours) return;
    event.stopPropagation();
    if (shape) finish();
  }, true);
  window.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && mode) choose(mode);
    if (event.key === "Enter" && shape) return finish();
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

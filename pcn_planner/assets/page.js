(map) => {
  // Tables lead to the map; printing shows the whole plan on one landscape page, tables after it.
  const all = (query) => [...document.querySelectorAll(query)];
  const home = () => map.pcnFit(map.pcnHome, {animate: false, padding: [28, 28]});
  const whole = L.latLngBounds([]);
  for (const button of all("[data-box]")) {
    const [west, south, east, north] = button.dataset.box.split(",").map(Number);
    const box = L.latLngBounds([[south, west], [north, east]]);
    whole.extend(box);
    button.addEventListener("click", () => map.pcnFit(box, {padding: [60, 60]}));
  }
  for (const button of all("[data-at]")) {
    button.addEventListener("click", () => {
      map.pcnHeld = null;
      map.setView(button.dataset.at.split(",").map(Number), 14);
    });
  }
  map.pcnHome = whole;
  const layers = document.querySelector(".leaflet-control-layers");
  if (layers) document.querySelector(".pcn-layers").append(layers);
  const back = L.control({position: "topleft"});
  back.onAdd = () => {
    const bar = L.DomUtil.create("div", "leaflet-bar pcn-home");
    const button = L.DomUtil.create("button", "", bar);
    button.type = "button";
    button.textContent = "Whole area";
    L.DomEvent.disableClickPropagation(bar);
    button.addEventListener("click", home);
    return bar;
  };
  back.addTo(map);
  map.getContainer().setAttribute("aria-label", "Map of the networks; the tables beside it say the same");
  map.getContainer().setAttribute("role", "region");
  const resize = () => { map.invalidateSize({animate: false, pan: false}); home(); };
  let closed = [];
  window.addEventListener("beforeprint", () => {
    closed = all("details:not([open])");
    closed.forEach((one) => { one.open = true; });
    document.documentElement.classList.add("pcn-print");
    resize();
  });
  window.addEventListener("afterprint", () => {
    closed.forEach((one) => { one.open = false; });
    document.documentElement.classList.remove("pcn-print");
    resize();
  });
  setTimeout(resize, 0);
}

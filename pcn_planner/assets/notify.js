(map) => {
  // Notifications of the desktop, by the page around the map's frame; each is shown once in a tab.
  const page = window.parent, known = page.Notification;
  document.body.inert = true;  // nothing in the frame is to be seen, heard or reached
  window.frameElement.tabIndex = -1;
  window.frameElement.setAttribute("aria-hidden", "true");
  const state = () => known ? known.permission : "missing";
  const report = () => {
    const spot = L.marker([0, 0]);
    spot.feature = {type: "Feature", properties: {drawn: Date.now(), notify: state()}};
    map.fire("draw:created", {layerType: "marker", layer: spot});
  };
  map.pcnNotify = (told) => {
    const shown = page.sessionStorage.getItem("pcnNotified");
    if (!told.id || told.id === shown || state() !== "granted") return;
    page.sessionStorage.setItem("pcnNotified", told.id);
    try {
      const note = new known("PCN Planner", {body: told.words, tag: "pcn-planner"});
      note.onclick = () => { page.focus(); note.close(); };
    } catch {
      // Phones know notifications of workers alone; the page says what came of the solve.
    }
  };
  if (state() !== "default") setTimeout(report, 0);
  else known.requestPermission().then(report, report);
}

(map) => {
  // The map after lies over the map before; a slider says how much of it is seen.
  const over = map.getContainer(), slider = document.createElement("input");
  Object.assign(slider, {type: "range", min: 0, max: 100, value: 50, className: "pcn-slider"});
  slider.setAttribute("aria-label", "From the plan before, at the right end, to the plan after");
  const cut = () => {
    over.style.clipPath = `inset(0 0 0 ${slider.value}%)`;
    over.parentElement.style.setProperty("--pcn-cut", `${slider.value}%`);
  };
  slider.addEventListener("input", cut);
  over.parentElement.append(slider);
  cut();
}

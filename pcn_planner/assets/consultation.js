"use strict";
(() => {
  const SHOWN = 20;
  const byId = (id) => document.getElementById(id);
  const { one: unit, many: units, group, groups, query: asked } = byId("search").dataset;
  const rows = Array.from(document.querySelectorAll("tr[data-code]"));
  const plain = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f'’.]/g, "").toLowerCase().trim();

  function element(name, text, attributes) {
    const made = document.createElement(name);
    made.textContent = text;
    for (const [key, value] of Object.entries(attributes || {})) made.setAttribute(key, value);
    return made;
  }

  function districtOf(query) {
    const whole = /^([a-z]{1,2}\d[a-z\d]?)\s*(\d[a-z]{2})?$/i.exec(query.trim());
    return whole ? whole[1].toUpperCase() : "";
  }

  function matches(row, query) {
    const { code, name, district } = row.dataset;
    if (district && district === districtOf(query)) return true;
    return plain(`${name} ${code}`).includes(plain(query));
  }

  function choose(row) {
    for (const old of document.querySelectorAll(".chosen")) old.classList.remove("chosen");
    const { code, network } = row.dataset;
    for (const one of document.querySelectorAll(".map .area, .map .dot")) {
      const same = one.dataset.network === network || one.dataset.code === code;
      one.classList.toggle("chosen", same);
    }
  }

  function found(row) {
    const out = element("li", "");
    const title = element("p", "");
    title.append(element("strong", row.dataset.name), ` (${row.dataset.code})`);
    const links = element("p", "");
    const onMap = element("a", "Show on the map", { href: "#map" });
    onMap.addEventListener("click", () => choose(row));
    links.append(element("a", `Who is in this ${group}`, { href: `#n${row.dataset.network}` }), onMap);
    for (const link of links.children) link.append(element("span", ` (${row.dataset.name})`, { class: "aloud" }));
    out.append(title, element("p", row.querySelector(".change").textContent), links);
    return out;
  }

  function search(event) {
    event.preventDefault();
    const query = byId("query").value;
    const all = plain(query) ? rows.filter((row) => matches(row, query)) : [];
    byId("found").replaceChildren(...all.slice(0, SHOWN).map(found));
    let said = all.length === 1 ? `1 ${unit} found.` : `${all.length} ${units} found.`;
    if (!plain(query)) said = `Write ${asked} first.`;
    else if (!all.length) said = `No ${unit} found. Check the spelling, or look in the list of all ${groups}.`;
    else if (all.length > SHOWN) said += ` The first ${SHOWN} are shown; write more of the name.`;
    byId("count").textContent = said;
    if (all.length === 1) choose(all[0]);
  }

  function wrong(isWrong) {
    const words = byId("words");
    byId("problem").hidden = byId("words-error").hidden = !isWrong;
    if (!isWrong) {
      words.removeAttribute("aria-invalid");
      words.removeAttribute("aria-describedby");
      return;
    }
    words.setAttribute("aria-invalid", "true");
    words.setAttribute("aria-describedby", "words-error");
    byId("problem").focus();
  }

  function sayAbout() {
    const code = byId("about-what").value.replace(/^practice:/, "");
    const row = rows.find((one) => one.dataset.code === code);
    byId("about-said").textContent = row ? row.querySelector(".change").textContent : "";
  }

  function save(event) {
    event.preventDefault();
    const form = byId("form");
    const given = new FormData(form);
    const text = (name) => String(given.get(name) || "").trim();
    byId("saved").textContent = "";
    wrong(!text("comment"));
    if (!text("comment")) return;
    const [about, ...key] = text("about").split(":");
    const comment = {
      format: "pcn-comment/1", plan: form.dataset.plan, about: about, key: key.join(":"),
      view: text("view"), who: text("who"), comment: text("comment"), name: text("name"),
    };
    const bytes = new Blob([JSON.stringify(comment, null, 1)], { type: "application/json" });
    const link = element("a", "", { href: URL.createObjectURL(bytes), download: "my-comment.json" });
    document.body.append(link);
    link.click();
    link.remove();
    byId("saved").textContent = "Saved as my-comment.json. Now send this file to the address above.";
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href="#words"]');
    if (!link) return;
    event.preventDefault();
    byId("words").focus();
  });
  byId("search").addEventListener("submit", search);
  byId("form").addEventListener("submit", save);
  byId("about-what").addEventListener("change", sayAbout);
  byId("search").hidden = byId("form").hidden = false;
  for (const note of document.querySelectorAll(".without-script")) note.hidden = true;
})();

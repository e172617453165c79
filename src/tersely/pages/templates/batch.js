"use strict";
(() => {
  const field = document.getElementById("search");
  const shown = document.getElementById("shown");
  const nothing = document.getElementById("nothing");
  const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const entries = [...document.querySelectorAll(".entry")].map((element) => ({
    element,
    text: folded(element.textContent),
    link: element.id && document.querySelector(`[data-entry="${element.id}"]`),
  }));
  const groups = [...document.querySelectorAll(".group, .group details")];
  const closed = groups.filter((group) => group.tagName === "DETAILS" && !group.open);

  // Marks what was searched for, where the browser can do so without changing the page.
  const highlight = (words) => {
    if (!("highlights" in CSS)) return;
    CSS.highlights.clear();
    if (!words.length) return;
    const ranges = [];
    for (const { element } of entries) {
      if (element.hidden || ranges.length > 2000) continue;
      const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) {
        const node = walker.currentNode;
        const text = node.data.toLowerCase();
        if (text.length !== node.data.length) continue;
        for (const word of words) {
          for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
            const range = new Range();
            range.setStart(node, at);
            range.setEnd(node, at + word.length);
            ranges.push(range);
          }
        }
      }
    }
    CSS.highlights.set("search", new Highlight(...ranges));
  };

  const search = () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    const plain = words.map(folded);
    let count = 0;
    for (const { element, text, link } of entries) {
      element.hidden = !plain.every((word) => text.includes(word));
      if (link) link.hidden = element.hidden;
      count += !element.hidden;
    }
    for (const group of groups) {
      group.hidden = !group.querySelector(".entry:not([hidden])");
    }
    for (const details of closed) details.open = words.length > 0;
    shown.textContent = count.toLocaleString("en");
    nothing.hidden = count > 0;
    highlight(words);
  };

  let pending = 0;
  field.addEventListener("input", () => {
    clearTimeout(pending);
    pending = setTimeout(search, entries.length > 500 ? 150 : 0);
  });
  document.querySelector("form.search").addEventListener("submit", (event) => event.preventDefault());
  if (field.value) search();
})();

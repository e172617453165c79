"use strict";
(() => {
  const source = document.getElementById("source");
  const hint = document.getElementById("hint");
  const segments = [...source.querySelectorAll("[data-start]")];

  // Scrolls the source alone: the sentence that was chosen stays where it is.
  const bringIntoView = (segment) => {
    const from = source.getBoundingClientRect();
    const passage = segment.getBoundingClientRect();
    source.scrollTop += passage.top - from.top - (from.height - passage.height) / 3;
  };

  const show = (origin) => {
    // On a narrow screen the source then stays in view below the sentence.
    source.parentElement.classList.add("chosen");
    document.querySelectorAll(".on").forEach((other) => {
      other.classList.remove("on");
      other.setAttribute("aria-pressed", "false");
    });
    segments.forEach((segment) => segment.classList.remove("hit"));
    const claims = origin.dataset.claim
      ? origin.closest("article").querySelectorAll(`[data-claim="${origin.dataset.claim}"]`)
      : [origin];
    claims.forEach((claim) => {
      claim.classList.add("on");
      claim.setAttribute("aria-pressed", "true");
    });
    const spans = origin.dataset.spans.split(" ").filter(Boolean).map((span) => span.split("-").map(Number));
    const hits = segments.filter(({ dataset }) =>
      spans.some(([start, end]) => Number(dataset.start) < end && start < Number(dataset.end)));
    hits.forEach((segment) => segment.classList.add("hit"));
    hint.textContent = hits.length
      ? `${origin.dataset.place || "Found in the source."}`
      : "No clear source was found for this sentence.";
    if (hits.length) {
      const best = hits.find(({ dataset }) => Number(dataset.start) <= spans[0][0] && spans[0][0] < Number(dataset.end));
      bringIntoView(best || hits[0]);
    }
  };

  const chosen = (event) => event.target.closest("[data-spans]");
  document.addEventListener("click", (event) => {
    const origin = chosen(event);
    if (!origin) return;
    // A sentence is a link to its passage for those without JavaScript.
    event.preventDefault();
    show(origin);
  });
  document.addEventListener("keydown", (event) => {
    const origin = chosen(event);
    if (origin && origin.tagName !== "BUTTON" && (event.key === "Enter" || event.key === " ")) {
      event.preventDefault();
      show(origin);
    }
  });
})();

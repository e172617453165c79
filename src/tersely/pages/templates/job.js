"use strict";
(() => {
  const place = document.getElementById("job");
  if (!place) return;
  const message = document.getElementById("message");
  const progress = document.getElementById("progress");
  const written = document.getElementById("written");
  const events = new EventSource(`/v1/jobs/${encodeURIComponent(place.dataset.job)}/events`);

  events.addEventListener("job", ({ data }) => {
    const job = JSON.parse(data);
    if (job.message) message.textContent = job.message;
    if (job.calls_total) {
      progress.max = job.calls_total;
      progress.value = job.calls_done;
    }
  });
  events.addEventListener("delta", ({ data }) => {
    written.append(JSON.parse(data).text);
  });
  events.addEventListener("restart", () => { written.textContent = ""; });
  // A connection that comes back gets everything again.
  events.addEventListener("open", () => { written.textContent = ""; });
  ["done", "failed", "cancelled"].forEach((kind) => events.addEventListener(kind, () => {
    events.close();
    location.reload();
  }));
})();
